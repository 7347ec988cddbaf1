// Owns one account: who is in it, and how far they are together. Where it stands is in account-standing.
import type { JSX } from 'preact'
import { useApp } from '../app-context.ts'
import { formatPlural, formatValue } from '../format.ts'
import { Card, Page } from '../part/page.tsx'
import { PlainTable } from '../part/plain-table.tsx'
import { Loaded, Skeleton } from '../part/states.tsx'
import { Ago } from '../part/time.tsx'
import { toPath } from '../router.ts'
import { useQuery } from '../use-query.ts'
import { AccountStanding } from './account-standing.tsx'
import { nameOf } from './people-page.tsx'

const BACK = { href: toPath({ page: 'people' }), label: 'People' }
const SHOWN = 50

function Members({ id }: { id: string }): JSX.Element {
  const { api } = useApp()
  const query = useQuery(`members/${id}`, (signal) => api.members(id, { limit: SHOWN }, signal))
  return (
    <Card title="People" note={query.data && formatPlural(query.data.total, 'person', 'people')}>
      <Loaded query={query} skeleton={<Skeleton rows={4} />}>
        {({ items }) => (
          <PlainTable
            rows={items}
            keyOf={(person) => person.id}
            columns={[
              { label: 'Person', cell: (person) => <a href={toPath({ page: 'person', id: person.id })}>{nameOf(person)}</a> },
              { label: 'Role', cell: ({ role }) => role ?? '–' },
              { label: 'Last seen', cell: ({ events, lastSeenAt }) => (events ? <Ago at={lastSeenAt} /> : 'Invited') },
            ]}
          />
        )}
      </Loaded>
    </Card>
  )
}

/** The page of one account. */
export function AccountPage({ id }: { id: string }): JSX.Element {
  const { api } = useApp()
  const query = useQuery(`account/${id}`, (signal) => api.account(id, signal))
  const data = query.data
  return (
    <Page
      title={data ? (data.name ?? data.id) : 'Account'}
      back={BACK}
      lead={
        data && (
          <span class="facts">
            <span>Account</span>
            <span>{formatPlural(data.members, 'person', 'people')}</span>
            <span>
              Last seen <Ago at={data.lastSeenAt} />
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
        {(account) => (
          <div class="person">
            <div class="person-side">
              <Card title="Account">
                <dl class="pairs">
                  <dt>Id</dt>
                  <dd class="mono">{account.id}</dd>
                  {Object.entries(account.traits).flatMap(([key, value]) => [<dt key={`${key}?`}>{key}</dt>, <dd key={key}>{formatValue(value)}</dd>])}
                </dl>
              </Card>
              <Card title="Milestones">
                {account.milestones.length === 0 ? (
                  <p class="quiet">None declared in model.json.</p>
                ) : (
                  <dl class="pairs wide">
                    {account.milestones.flatMap(({ key, name, people, reachedAt }) => [
                      <dt key={`${key}?`}>{name}</dt>,
                      <dd key={key}>
                        {formatPlural(people, 'person', 'people')}{' '}
                        {reachedAt !== null && (
                          <span class="quiet">
                            first <Ago at={reachedAt} />
                          </span>
                        )}
                      </dd>,
                    ])}
                  </dl>
                )}
              </Card>
            </div>
            <div class="person-main">
              <AccountStanding standing={account.standing} milestones={account.milestones} />
              <Members id={id} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  )
}
