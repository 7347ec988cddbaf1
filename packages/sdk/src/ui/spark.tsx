// Owns the mark of good things.
import type { JSX } from './jsx.ts'
import { Icon } from './part.tsx'

/** Above an empty state and a celebration. */
export function Spark(): JSX.Element {
  return (
    <div class="mark">
      <Icon path="M7 2l1.300 3.700L12 7l-3.700 1.300L7 12l-1.300-3.700L2 7l3.700-1.300zM12.500 11v3M11 12.500h3" />
    </div>
  )
}
