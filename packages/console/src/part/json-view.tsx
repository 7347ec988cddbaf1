// Owns showing a value as JSON.
import type { JSX } from 'preact'
import { toJsonTokens } from '../json-tokens.ts'

/** Shows a value as indented, coloured JSON; can be scrolled by keyboard. */
export function JsonView({ value, label }: { value: unknown; label: string }): JSX.Element {
  return (
    <pre class="code" tabIndex={0} role="region" aria-label={label}>
      <code>
        {toJsonTokens(JSON.stringify(value, null, 2)).map((token, index) =>
          token.kind === 'plain' ? (
            token.text
          ) : (
            <span key={index} class={`json-${token.kind}`}>
              {token.text}
            </span>
          ),
        )}
      </code>
    </pre>
  )
}
