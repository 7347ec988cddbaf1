// Owns where a person stands: class of behaviour with the rule that decided, how deep the product is used, stages of journeys, and
// what is expected by when.
import type { PersonDetail, PersonStanding as Standing } from '@foothold/protocol'
import type { JSX } from 'preact'
import { formatCount, formatShare, toWords } from '../format.ts'
import { Card } from '../part/page.tsx'
import { PlainTable } from '../part/plain-table.tsx'
import { BehaviourClass, nameOfExpected, StageTimes } from '../part/standing.tsx'
import { Tag, type Tone } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'

const STATES: Record<string, { tone: Tone; word: string }> = {
  due: { tone: 'plain', word: 'Due' },
  met: { tone: 'good', word: 'In time' },
  late: { tone: 'warn', word: 'Late' },
  missed: { tone: 'bad', word: 'Missed' },
}

function Behaviour({ standing: { behaviour, invited } }: { standing: Standing }): JSX.Element {
  if (invited) return <Tag tone="accent">Invited, not here yet</Tag>
  if (!behaviour) return <span class="quiet">No features are declared in model.json.</span>
  return <BehaviourClass behaviour={behaviour} />
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
              {toWords(stageName)} <StageTimes since={since} next={next} due={due} />
            </dd>,
          ])}
        </dl>
      </Card>
      {expected.length > 0 && (
        <Card title="Expected">
          <PlainTable
            rows={expected}
            keyOf={({ kind, key }) => `${kind} ${key}`}
            columns={[
              { label: 'What', cell: (one) => nameOfExpected(one, { ...person, stages }) },
              { label: 'State', cell: ({ status }) => <Tag tone={STATES[status]?.tone ?? 'plain'}>{STATES[status]?.word ?? status}</Tag> },
              { label: 'By', cell: ({ due }) => <Ago at={due} /> },
            ]}
          />
        </Card>
      )}
    </>
  )
}
