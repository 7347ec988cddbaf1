// Owns the first minutes: the snippet to paste, and the moment the first event arrives.
import { toSnippet, type EventEntry } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useApp } from '../app-context.ts'
import { describeEvent } from '../format.ts'
import { createFeed } from '../live-feed.ts'
import { CopyButton } from '../part/copy-button.tsx'
import { Icon } from '../part/icon.tsx'
import { Card } from '../part/page.tsx'
import { Loaded } from '../part/states.tsx'
import { toPath } from '../router.ts'
import { useQuery } from '../use-query.ts'

/** Shown instead of the overview until something has happened. */
export function FirstRun({ onArrived }: { onArrived: () => void }): JSX.Element {
  const { api } = useApp()
  const project = useQuery('project', (signal) => api.project(signal))
  const [first, setFirst] = useState<EventEntry>()
  useEffect(() => {
    const feed = createFeed({
      openStream: api.openStream,
      after: 0,
      onEntry: (entry) => {
        setFirst(entry)
        feed.dispose()
      },
      onState: () => {},
    })
    return feed.dispose
  }, [api])
  return (
    <div class="first-run">
      <Card title="1. Add the script to your product" note="Before the end of the body, on every page.">
        <Loaded query={project}>
          {({ writeKey, endpoint }) => {
            const snippet = toSnippet(endpoint ?? location.origin, writeKey)
            return (
              <div class="snippet">
                <pre class="code" tabIndex={0} role="region" aria-label="Snippet">
                  <code>{snippet}</code>
                </pre>
                <CopyButton text={snippet} label="Copy snippet" />
                <p class="quiet">
                  The write key is public: it can send events, read published guides, and read what guides need to know of a person whose id it names, nothing
                  else.
                </p>
              </div>
            )
          }}
        </Loaded>
      </Card>
      <Card title="2. Open your product">
        <div class={first ? 'waiting arrived' : 'waiting'} role="status" aria-live="polite">
          <span class="waiting-sign" aria-hidden="true">
            {first && <Icon name="check" />}
          </span>
          {first ? (
            <p>
              <strong>The first event is here.</strong>
              <br />
              <span class="quiet">
                {describeEvent(first)}, by <a href={toPath({ page: 'person', id: first.person.id })}>{first.person.name ?? first.person.id}</a>
              </span>
            </p>
          ) : (
            <p>
              <strong>Waiting for the first event…</strong>
              <br />
              <span class="quiet">This changes by itself as soon as one arrives.</span>
            </p>
          )}
        </div>
        {first && (
          <p>
            <button type="button" class="button primary" onClick={onArrived}>
              Show the overview
            </button>
          </p>
        )}
      </Card>
      <Card title="Then write your first guide" note="Guides are files beside your code, checked before anyone sees them.">
        <pre class="code" tabIndex={0} role="region" aria-label="Commands">
          <code>{'npx foothold init\nnpx foothold publish'}</code>
        </pre>
      </Card>
    </div>
  )
}
