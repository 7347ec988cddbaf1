// Owns the look of a tour's step.
import type { JSX } from '../jsx.ts'
import type { StepView } from '../../guide/view.ts'
import { countWords } from '../../guide/words.ts'
import { Card } from '../card.tsx'

export function Tour({ view }: { view: StepView }): JSX.Element {
  const { number, of, words, language } = view
  return <Card view={view} count={of > 1 ? <span class="count">{countWords(words.count, number, of, language)}</span> : null} />
}
