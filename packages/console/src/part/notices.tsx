// Owns the messages at the edge of the page and their announcement.
import type { JSX } from 'preact'
import type { Notice } from '../app-context.ts'
import { Icon } from './icon.tsx'

/** Shows the latest notice until it is closed; a live region, so it is there before its first words. */
export function Notices({ notice, onClose }: { notice: Notice | undefined; onClose: () => void }): JSX.Element {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notice && (
        <div class={`notice ${notice.tone ?? 'good'}`}>
          <Icon name={notice.tone === 'bad' ? 'alert' : 'check'} />
          <span>{notice.text}</span>
          {notice.action && (
            <button
              type="button"
              class="button small"
              onClick={() => {
                onClose()
                notice.action?.run()
              }}
            >
              {notice.action.label}
            </button>
          )}
          <button type="button" class="icon-button" aria-label="Close message" onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  )
}
