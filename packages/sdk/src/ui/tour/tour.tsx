// Owns the look of a tour's step.
import type { JSX } from 'preact'
import type { StepView } from '../../guide/view.ts'
import { Card } from '../card.tsx'

export function Tour({ view }: { view: StepView }): JSX.Element {
  return <Card view={view} count={view.of > 1 ? <span class="count">{`${view.number} of ${view.of}`}</span> : null} />
}
