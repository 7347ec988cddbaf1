// Owns where an account stands: class of behaviour with the rule that decided, depth by role, stages of journeys, what its people
// miss, and levels of features.
import type { AccountDetail, AccountStanding as Standing } from '@foothold/protocol'
import type { ComponentChildren, JSX } from 'preact'
import { formatCount, formatPlural, formatShare, toWords } from '../format.ts'
import { Card } from '../part/page.tsx'
import { PlainTable } from '../part/plain-table.tsx'
import { BehaviourClass, CLASSES, nameOfExpected, StageTimes } from '../part/standing.tsx'
import { Tag } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'

type Milestones = AccountDetail['milestones']

function Behaviour({ standing: { behaviour, stalled, lastUseAt } }: { standing: Standing }): JSX.Element {
  return (
    <>
      {behaviour ? <BehaviourClass behaviour={behaviour} /> : <span class="quiet">Nobody was here yet, or no features are declared in model.json.</span>}
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
      <StageTimes since={since} next={next} due={due} />
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
      <PlainTable
        rows={roles}
        keyOf={({ role }) => role ?? ''}
        columns={[
          { label: 'Role', cell: ({ role }) => role ?? 'Not known' },
          { label: 'Active', numeric: true, cell: ({ active, people }) => `${formatCount(active)} of ${formatCount(people)}` },
          { label: 'Depth', numeric: true, cell: ({ depth }) => (depth === null ? '–' : formatShare(depth)) },
        ]}
      />
    </Card>
  )
}

function Missed({ standing, milestones }: { standing: Standing; milestones: Milestones }): JSX.Element | null {
  if (!standing.missed.length) return null
  return (
    <Card title="Missed" note="what was due of its people, and has not happened">
      <PlainTable
        rows={standing.missed.toSorted((a, b) => b.people - a.people)}
        keyOf={({ kind, key }) => `${kind} ${key}`}
        columns={[
          { label: 'What', cell: (one) => nameOfExpected(one, { ...standing, milestones }) },
          { label: 'People', numeric: true, cell: ({ people }) => formatCount(people) },
        ]}
      />
    </Card>
  )
}

function Features({ features }: { features: Standing['features'] }): JSX.Element {
  return (
    <Card title="Features">
      {features.length === 0 ? (
        <p class="quiet">Nobody in the account uses a declared feature.</p>
      ) : (
        <PlainTable
          rows={features}
          keyOf={({ key }) => key}
          columns={[
            { label: 'Feature', cell: ({ name }) => name },
            { label: 'Highest level', cell: ({ level }) => toWords(level) },
            { label: 'People', numeric: true, cell: ({ people }) => formatCount(people) },
          ]}
        />
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
