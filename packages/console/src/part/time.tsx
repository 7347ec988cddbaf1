// Owns how a moment stands on the page: relative, with the exact time in the title.
import type { JSX } from 'preact'
import { useNow } from '../app-context.ts'
import { formatExact, formatRelative } from '../format.ts'

/** Writes how long ago something was; "never" where it was not. */
export function Ago({ at, never = 'never' }: { at: string | null; never?: string }): JSX.Element {
  const now = useNow()
  if (at === null) return <span class="quiet">{never}</span>
  return (
    <time dateTime={at} title={formatExact(at)}>
      {formatRelative(at, now)}
    </time>
  )
}
