// Owns where a person stands: class of behaviour with the rule that decided, how deep the product is used, stages of journeys, and
// what is expected by when.
import type { PersonDetail, PersonStanding as Standing } from '@foothold/protocol'
import type { JSX } from 'preact'
import { formatCount, formatShare, toWords } from '../format.ts'
import { Card } from '../part/page.tsx'
import { Tag, type Tone } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'

/** How each class of behaviour looks. */
export const CLASSES: Readonly<Record<string, Tone>> = { power: 'good', casual: 'plain', new: 'accent', 'at-risk': 'warn', dormant: 'bad' }
/** What each trend says. */
export const TRENDS: Readonly<Record<string, string>> = {
  rising: '↗ more days than before',
  falling: '↘ fewer days than before',
  steady: '→ as many days as before',
}
const STATES: Record<string, { tone: Tone; word: string }> = {
  due: { tone: 'plain', word: 'Due' },
  met: { tone: 'good', word: 'In time' },
  late: { tone: 'warn', word: 'Late' },
  missed: { tone: 'bad', word: 'Missed' },
}

function Behaviour({ standing: { behaviour, invited } }: { standing: Standing }): JSX.Element {
  if (invited) return <Tag tone="accent">Invited, not here yet</Tag>
  if (!behaviour) return <span class="quiet">No features are declared in model.json.</span>
  return (
    <>
      <Tag tone={CLASSES[behaviour.class] ?? 'plain'}>{toWords(behaviour.class)}</Tag> {behaviour.rule}
      <div class="quiet">
        since <Ago at={behaviour.since} /> · {TRENDS[behaviour.trend]}
      </div>
    </>
  )
}

/** Names what is expected as people call it. */
function nameOf(person: PersonDetail, { kind, key }: Standing['expected'][number]): string {
  if (kind === 'milestone') return person.milestones.find((one) => one.key === key)?.name ?? key
  if (kind === 'feature') return `Tries ${person.features.find((one) => one.key === key)?.name ?? key}`
  if (kind === 'silence') return 'Uses anything'
  const [journey = '', stage = ''] = key.split(' ')
  return `${person.standing.stages.find((one) => one.journey === journey)?.name ?? toWords(journey)}: ${toWords(stage)}`
}

/** Where a person stands. */
export function PersonStanding({ person }: { person: PersonDetail }): JSX.Element {
  const { standing } = person
  const { stages, expected, maturity, depth, lastUseAt } = standing
  return (
    <>
      <Card title="Where they stand">
        <dl class="pairs wide">
          <dt>Behaviour</dt>
          <dd>
            <Behaviour standing={standing} />
          </dd>
          {!standing.invited && standing.behaviour && (
            <>
              <dt>Active</dt>
              <dd>{formatCount(standing.behaviour.activeDays)} of the last 28 days</dd>
              <dt>Depth</dt>
              <dd>{depth === null ? '–' : `${formatShare(depth)} of the relevant features in 28 days`}</dd>
              <dt>Maturity</dt>
              <dd>{maturity === 'none' ? 'No tier adopted yet' : `${toWords(maturity)} adopted`}</dd>
              <dt>Last use</dt>
              <dd>
                <Ago at={lastUseAt} />
              </dd>
            </>
          )}
          {stages.map(({ journey, name, stageName, since, next, due }) => [
            <dt key={`${journey}?`}>{name === journey ? toWords(name) : name}</dt>,
            <dd key={journey}>
              {toWords(stageName)}{' '}
              <span class="quiet">
                since <Ago at={since} />
                {next !== null && due !== null && (
                  <>
                    {' '}
                    · {toWords(next)} due <Ago at={due} />
                  </>
                )}
              </span>
            </dd>,
          ])}
        </dl>
      </Card>
      {expected.length > 0 && (
        <Card title="Expected">
          <table class="plain-table">
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">State</th>
                <th scope="col">By</th>
              </tr>
            </thead>
            <tbody>
              {expected.map((one) => (
                <tr key={`${one.kind} ${one.key}`}>
                  <th scope="row">{nameOf(person, one)}</th>
                  <td>
                    <Tag tone={STATES[one.status]?.tone ?? 'plain'}>{STATES[one.status]?.word ?? one.status}</Tag>
                  </td>
                  <td>
                    <Ago at={one.due} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
      )}
    </>
  )
}
