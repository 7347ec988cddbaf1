// Owns how far a person came: milestones, features, and the guides that were met.
import type { GuideState, PersonDetail } from '@foothold/protocol'
import type { ComponentChildren, JSX } from 'preact'
import { formatCount, toWords } from '../format.ts'
import { Icon } from '../part/icon.tsx'
import { Card } from '../part/page.tsx'
import { PlainTable } from '../part/plain-table.tsx'
import { kindName, Tag, type Tone } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'
import { toPath } from '../router.ts'
import { PersonFeatures } from './person-features.tsx'

const OUTCOMES: Record<GuideState, Tone> = {
  unseen: 'plain',
  seen: 'plain',
  completed: 'good',
  answered: 'good',
  dismissed: 'warn',
  snoozed: 'plain',
  ended: 'plain',
}

function Listed({ title, empty, children }: { title: string; empty: string | false; children: ComponentChildren }): JSX.Element {
  return <Card title={title}>{empty ? <p class="quiet">{empty}</p> : children}</Card>
}

/** Milestones, features and guides, a card each. */
export function Adoption({ person }: { person: PersonDetail }): JSX.Element {
  return (
    <>
      <Listed title="Milestones" empty={person.milestones.length === 0 && 'None declared in model.json.'}>
        <ul class="checks">
          {person.milestones.map(({ key, name, reachedAt }) => (
            <li key={key} class={reachedAt ? 'reached' : ''}>
              <span class="check" aria-hidden="true">
                {reachedAt && <Icon name="check" />}
              </span>
              <span>{name}</span>
              <span class="quiet">{reachedAt ? <Ago at={reachedAt} /> : 'open'}</span>
            </li>
          ))}
        </ul>
      </Listed>
      <PersonFeatures person={person} />
      <Listed title="Guides" empty={person.guides.length === 0 && 'No guide was shown to this person.'}>
        <PlainTable
          rows={person.guides}
          keyOf={({ key }) => key}
          columns={[
            {
              label: 'Guide',
              cell: ({ key, kind }) => (
                <>
                  <a href={toPath({ page: 'guide', key })}>{toWords(key)}</a> <span class="quiet">{kindName(kind)}</span>
                </>
              ),
            },
            { label: 'Outcome', cell: ({ state }) => <Tag tone={OUTCOMES[state] ?? 'plain'}>{toWords(state)}</Tag> },
            { label: 'Seen', numeric: true, cell: ({ seen }) => `${formatCount(seen)}×` },
            { label: 'When', cell: ({ at }) => <Ago at={at} never="–" /> },
          ]}
        />
      </Listed>
    </>
  )
}
