// Owns copying a text. It must not know what the text is.
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Icon } from './icon.tsx'

/** Without HTTPS there is no clipboard API; the old command does it there. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.className = 'sr-only'
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}

/** Copies a text and says so for two seconds. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }): JSX.Element {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return undefined
    const timer = setTimeout(() => setState('idle'), 2000)
    return () => clearTimeout(timer)
  }, [state])
  return (
    <button type="button" class="button small" onClick={async () => setState((await copy(text)) ? 'done' : 'failed')}>
      <Icon name={state === 'done' ? 'check' : 'copy'} />
      <span aria-live="polite">{state === 'done' ? 'Copied' : state === 'failed' ? 'Select and copy by hand' : label}</span>
    </button>
  )
}
