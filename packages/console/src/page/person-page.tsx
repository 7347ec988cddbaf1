// Owns one person: who they are. How far they came is in person-adoption, the timeline in person-timeline, reasons in person-why.
import type { PersonDetail } from '@foothold/protocol'
import type { JSX } from 'preact'
import { useApp } from '../app-context.ts'
import { formatCount, formatPlural, formatValue } from '../format.ts'
import { Card, Page } from '../part/page.tsx'
import { Loaded, Skeleton } from '../part/states.tsx'
import { Tag } from '../part/tag.tsx'
import { Ago } from '../part/time.tsx'
import { toPath } from '../router.ts'
import { useQuery } from '../use-query.ts'
import { nameOf } from './people-page.tsx'
import { Adoption } from './person-adoption.tsx'
import { PersonData } from './person-data.tsx'
import { PersonStanding } from './person-standing.tsx'
import { PersonTimeline } from './person-timeline.tsx'
import { PersonWhy } from './person-why.tsx'

const BACK = { href: toPath({ page: 'people' }), label: 'People' }
/** A trait that is a time reads better as one. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

function Pairs({ values }: { values: Record<string, unknown> }): JSX.Element {
  return (
    <dl class="pairs">
      {Object.entries(values).flatMap(([key, value]) => [
        <dt key={`${key}?`}>{key}</dt>,
        <dd key={key}>{typeof value === 'string' && ISO_TIME.test(value) ? <Ago at={value} /> : formatValue(value)}</dd>,
      ])}
    </dl>
  )
}

function Profile({ person }: { person: PersonDetail }): JSX.Element {
  const hasAccount = person.account !== null
  return (
    <>
      <Card title="Person">
        <dl class="pairs">
          <dt>Id</dt>
          <dd class="mono">{person.id}</dd>
          {person.email && (
            <>
              <dt>E-mail</dt>
              <dd>{person.email}</dd>
            </>
          )}
          {person.role && (
            <>
              <dt>Role</dt>
              <dd>{person.role}</dd>
            </>
          )}
          {person.events > 0 ? (
            <>
              <dt>First seen</dt>
              <dd>
                <Ago at={person.firstSeenAt} />
              </dd>
              <dt>Last seen</dt>
              <dd>
                <Ago at={person.lastSeenAt} />
              </dd>
            </>
          ) : (
            <>
              <dt>Invited</dt>
              <dd>
                <Ago at={person.firstSeenAt} />
              </dd>
            </>
          )}
          <dt>Events</dt>
          <dd>{formatCount(person.events)}</dd>
          {person.segments.length > 0 && (
            <>
              <dt>Segments</dt>
              <dd class="tags">
                {person.segments.map((segment) => (
                  <Tag key={segment}>{segment}</Tag>
                ))}
              </dd>
            </>
          )}
          {person.anonymousIds.length > 0 && (
            <>
              <dt>Devices</dt>
              <dd title={person.anonymousIds.join('\n')}>{formatPlural(person.anonymousIds.length, 'anonymous id')}</dd>
            </>
          )}
        </dl>
      </Card>
      <Card title="Traits">
        {Object.keys(person.traits).length === 0 ? <p class="quiet">No traits. They come with identify().</p> : <Pairs values={person.traits} />}
      </Card>
      {hasAccount && (
        <Card
          title={`Account ${person.account}`}
          aside={
            <a class="button small" href={toPath({ page: 'account', id: person.account ?? '' })}>
              Open
            </a>
          }
        >
          {Object.keys(person.accountTraits).length === 0 ? (
            <p class="quiet">No traits of the account. They come with group().</p>
          ) : (
            <Pairs values={person.accountTraits} />
          )}
        </Card>
      )}
    </>
  )
}

/** The page of one person. */
export function PersonPage({ id }: { id: string }): JSX.Element {
  const { api } = useApp()
  const query = useQuery(`person/${id}`, (signal) => api.person(id, signal))
  const data = query.data
  return (
    <Page
      title={data ? nameOf(data) : 'Person'}
      back={BACK}
      lead={
        data && (
          <span class="facts">
            {data.role && <span>{data.role}</span>}
            {data.account && <span>{data.account}</span>}
            {!data.identified && <Tag>Anonymous</Tag>}
            <span>
              {data.events ? 'Last seen' : 'Invited'} <Ago at={data.events ? data.lastSeenAt : data.firstSeenAt} />
            </span>
          </span>
        )
      }
    >
      <Loaded
        query={query}
        back={{ ...BACK, label: 'All people' }}
        skeleton={
          <Card>
            <Skeleton rows={8} />
          </Card>
        }
      >
        {(person) => (
          <div class="person">
            <div class="person-side">
              <Profile person={person} />
              <PersonData id={person.id} name={nameOf(person)} />
            </div>
            <div class="person-main">
              <PersonStanding person={person} />
              <Adoption person={person} />
              <PersonWhy id={id} />
              <PersonTimeline id={id} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  )
}
