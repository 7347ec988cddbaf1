// Owns how the pages of people and of accounts say where somebody stands. It must not know whose page it is.
import type { PersonStanding } from '@foothold/protocol'
import type { JSX } from 'preact'
import { toWords } from '../format.ts'
import { Tag, type Tone } from './tag.tsx'
import { Ago } from './time.tsx'

/** How each class of behaviour looks. */
export const CLASSES: Readonly<Record<string, Tone>> = { power: 'good', casual: 'plain', new: 'accent', 'at-risk': 'warn', dormant: 'bad' }
/** What each trend says. */
const TRENDS: Readonly<Record<string, string>> = {
  rising: '↗ more days than before',
  falling: '↘ fewer days than before',
  steady: '→ as many days as before',
}

/** The class, the rule that decided, since when, and the trend. */
export function BehaviourClass({ behaviour }: { behaviour: NonNullable<PersonStanding['behaviour']> }): JSX.Element {
  return (
    <>
      <Tag tone={CLASSES[behaviour.class] ?? 'plain'}>{toWords(behaviour.class)}</Tag> {behaviour.rule}
      <div class="quiet">
        since <Ago at={behaviour.since} /> · {TRENDS[behaviour.trend]}
      </div>
    </>
  )
}

/** Since when a stage is, and by when the next one is due. */
export function StageTimes({ since, next, due }: Pick<PersonStanding['stages'][number], 'since' | 'next' | 'due'>): JSX.Element {
  return (
    <span class="quiet">
      since <Ago at={since} />
      {next !== null && due !== null && (
        <>
          {' '}
          · {toWords(next)} due <Ago at={due} />
        </>
      )}
    </span>
  )
}

interface Named {
  key: string
  name: string
}

/** Names what is expected, or missed, as people call it. */
export function nameOfExpected(
  { kind, key }: { kind: string; key: string },
  { milestones, features, stages }: { milestones: readonly Named[]; features: readonly Named[]; stages: readonly { journey: string; name: string }[] },
): string {
  if (kind === 'milestone') return milestones.find((one) => one.key === key)?.name ?? key
  if (kind === 'feature') return `Tries ${features.find((one) => one.key === key)?.name ?? toWords(key)}`
  if (kind === 'silence') return 'Uses anything'
  const [journey = '', stage = ''] = key.split(' ')
  return `${stages.find((one) => one.journey === journey)?.name ?? toWords(journey)}: ${toWords(stage)}`
}
