// Owns where an account stands: class of behaviour with the rule that decided, depth by role, stages of journeys, what its people
// miss, and levels of features.
import type { AccountDetail, AccountStanding as Standing } from '@foothold/protocol'
import type { ComponentChildren, JSX } from 'preact'
import { formatCount, formatPlural, formatShare, toWords } from '../format.ts'
import { Card } from '../part/page.tsx'
import { Tag } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'
import { CLASSES, TRENDS } from './person-standing.tsx'

type Milestones = AccountDetail['milestones']

function Behaviour({ standing: { behaviour, stalled, lastUseAt } }: { standing: Standing }): JSX.Element {
  return (
    <>
      {behaviour ? (
        <>
          <Tag tone={CLASSES[behaviour.class] ?? 'plain'}>{toWords(behaviour.class)}</Tag> {behaviour.rule}
          <div class="quiet">
            since <Ago at={behaviour.since} /> · {TRENDS[behaviour.trend]}
          </div>
        </>
      ) : (
        <span class="quiet">Nobody was here yet, or no features are declared in model.json.</span>
      )}
      {stalled && (
        <div>
          <Tag tone="bad">Stands still</Tag>{' '}
          <span class="quiet">
            since <Ago at={lastUseAt} />
          </span>
        </div>
      )}
    </>
  )
}

function Stage({ stage }: { stage: Standing['stages'][number] }): JSX.Element {
  const { stageName, since, people, next, due, overdue } = stage
  return (
    <>
      {toWords(stageName)} <Tag>{formatPlural(people, 'person', 'people')}</Tag> {overdue && <Tag tone="warn">Overdue</Tag>}{' '}
      <span class="quiet">
        since <Ago at={since} />
        {next !== null && due !== null && (
          <>
            {' '}
            · {toWords(next)} due <Ago at={due} />
          </>
        )}
      </span>
    </>
  )
}

function Tags({ label, children }: { label: string; children: ComponentChildren[] }): JSX.Element | null {
  if (!children.length) return null
  return (
    <>
      <dt>{label}</dt>
      <dd class="tags">{children}</dd>
    </>
  )
}

function Facts({ standing }: { standing: Standing }): JSX.Element {
  const { people, active, depth, maturity, lastUseAt, classes, stages, segments } = standing
  const left = segments.filter(({ inside }) => !inside)
  return (
    <dl class="pairs wide">
      <dt>Behaviour</dt>
      <dd>
        <Behaviour standing={standing} />
      </dd>
      <dt>Active</dt>
      <dd>
        {formatCount(active)} of {formatPlural(people, 'person', 'people')} in 28 days
        {standing.behaviour && `, on ${formatCount(standing.behaviour.activeDays)} of these days`}
      </dd>
      <dt>Depth</dt>
      <dd>{depth === null ? '–' : `${formatShare(depth)} of the features for their role, in 28 days`}</dd>
      <dt>Maturity</dt>
      <dd>{maturity === 'none' ? 'No tier adopted yet' : `${toWords(maturity)} adopted`}</dd>
      <dt>Last use</dt>
      <dd>
        <Ago at={lastUseAt} />
      </dd>
      {stages.map((stage) => [
        <dt key={`${stage.journey}?`}>{stage.name === stage.journey ? toWords(stage.name) : stage.name}</dt>,
        <dd key={stage.journey}>
          <Stage stage={stage} />
        </dd>,
      ])}
      <Tags label="People">
        {classes.map((one) => (
          <Tag key={one.class} tone={CLASSES[one.class] ?? 'plain'}>
            {formatCount(one.people)} {one.class}
          </Tag>
        ))}
      </Tags>
      <Tags label="Segments">
        {segments
          .filter(({ inside }) => inside)
          .map(({ key, people: inside }) => (
            <Tag key={key}>
              {key} {formatCount(inside)}
            </Tag>
          ))}
      </Tags>
      {left.map(({ key, since }) => [
        <dt key={`${key}?`}>Left</dt>,
        <dd key={key}>
          {key}{' '}
          <span class="quiet">
            <Ago at={since} />
          </span>
        </dd>,
      ])}
    </dl>
  )
}

function Roles({ roles }: { roles: Standing['roles'] }): JSX.Element {
  return (
    <Card title="Roles">
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col" class="numeric">
              Active
            </th>
            <th scope="col" class="numeric">
              Depth
            </th>
          </tr>
        </thead>
        <tbody>
          {roles.map(({ role, people, active, depth }) => (
            <tr key={role ?? ''}>
              <th scope="row">{role ?? 'Not known'}</th>
              <td class="numeric">
                {formatCount(active)} of {formatCount(people)}
              </td>
              <td class="numeric">{depth === null ? '–' : formatShare(depth)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

/** Names what is missed as people call it. */
function nameOf({ kind, key }: Standing['missed'][number], standing: Standing, milestones: Milestones): string {
  if (kind === 'milestone') return milestones.find((one) => one.key === key)?.name ?? key
  if (kind === 'feature') return `Tries ${standing.features.find((one) => one.key === key)?.name ?? toWords(key)}`
  if (kind === 'silence') return 'Uses anything'
  const [journey = '', stage = ''] = key.split(' ')
  return `${standing.stages.find((one) => one.journey === journey)?.name ?? toWords(journey)}: ${toWords(stage)}`
}

function Missed({ standing, milestones }: { standing: Standing; milestones: Milestones }): JSX.Element | null {
  if (!standing.missed.length) return null
  return (
    <Card title="Missed" note="what was due of its people, and has not happened">
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" class="numeric">
              People
            </th>
          </tr>
        </thead>
        <tbody>
          {standing.missed
            .toSorted((a, b) => b.people - a.people)
            .map((one) => (
              <tr key={`${one.kind} ${one.key}`}>
                <th scope="row">{nameOf(one, standing, milestones)}</th>
                <td class="numeric">{formatCount(one.people)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </Card>
  )
}

function Features({ features }: { features: Standing['features'] }): JSX.Element {
  return (
    <Card title="Features">
      {features.length === 0 ? (
        <p class="quiet">Nobody in the account uses a declared feature.</p>
      ) : (
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">Feature</th>
              <th scope="col">Highest level</th>
              <th scope="col" class="numeric">
                People
              </th>
            </tr>
          </thead>
          <tbody>
            {features.map(({ key, name, level, people }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td>{toWords(level)}</td>
                <td class="numeric">{formatCount(people)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

/** Where an account stands. */
export function AccountStanding({ standing, milestones }: { standing: Standing | null; milestones: Milestones }): JSX.Element {
  if (!standing)
    return (
      <Card title="Where it stands">
        <p class="quiet">Nothing of this account was reckoned yet.</p>
      </Card>
    )
  return (
    <>
      <Card title="Where it stands">
        <Facts standing={standing} />
      </Card>
      <Roles roles={standing.roles} />
      <Missed standing={standing} milestones={milestones} />
      <Features features={standing.features} />
    </>
  )
}
