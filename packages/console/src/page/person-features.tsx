// Owns how far a person is with each feature: those that are meant for their role, and apart from them those that are not.
import type { PersonDetail } from '@foothold/protocol'
import type { JSX } from 'preact'
import { formatCount, formatPlural, toWords } from '../format.ts'
import { Card } from '../part/page.tsx'
import { PlainTable } from '../part/plain-table.tsx'
import { Ago } from '../part/time.tsx'

type Feature = PersonDetail['features'][number]

const LEVELS = ['none', 'tried', 'repeated', 'adopted', 'habitual']

function Level({ level }: { level: string }): JSX.Element {
  const reached = LEVELS.indexOf(level)
  return (
    <span class="level" title={`${toWords(level)}: step ${Math.max(0, reached)} of 4`}>
      <span class="pips" aria-hidden="true">
        {LEVELS.slice(1).map((name, index) => (
          <span key={name} class={index < reached ? 'pip on' : 'pip'} />
        ))}
      </span>
      {level === 'none' ? 'Not used' : toWords(level)}
    </span>
  )
}

function Table({ features }: { features: readonly Feature[] }): JSX.Element {
  return (
    <PlainTable
      rows={features}
      keyOf={({ key }) => key}
      columns={[
        { label: 'Feature', cell: ({ name }) => name },
        { label: 'Level', cell: ({ level }) => <Level level={level} /> },
        { label: 'Uses', numeric: true, cell: ({ uses }) => formatCount(uses) },
        { label: 'Last', cell: ({ lastUsedAt }) => <Ago at={lastUsedAt} never="–" /> },
      ]}
    />
  )
}

/** The features of a person. What is meant for other roles is folded away: it counts neither for depth nor for maturity. */
export function PersonFeatures({ person: { features, role } }: { person: PersonDetail }): JSX.Element {
  const own = features.filter(({ relevant }) => relevant)
  const others = features.filter(({ relevant }) => !relevant)
  const used = others.filter(({ uses }) => uses > 0).length
  return (
    <Card title="Features" note={own.length > 0 && others.length > 0 && `for ${role === null ? 'every role' : `the role ${role}`}`}>
      {features.length === 0 && <p class="quiet">None declared in model.json.</p>}
      {own.length > 0 && <Table features={own} />}
      {features.length > 0 && own.length === 0 && (
        <p class="quiet">{role === null ? 'The role is not known, and every feature is meant for some role.' : `No feature is meant for the role ${role}.`}</p>
      )}
      {others.length > 0 && (
        <details class="definition other-features">
          <summary>
            {formatPlural(others.length, 'feature')} for other roles{used > 0 && `, ${formatCount(used)} of them used`}
          </summary>
          <Table features={others} />
        </details>
      )}
    </Card>
  )
}
