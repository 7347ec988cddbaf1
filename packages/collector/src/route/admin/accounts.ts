// Owns accounts: the list, one account, and the people in it.
import type { AccountDetail, AccountSummary, Page, PersonSummary } from '@foothold/protocol'
import { CollectorError } from '../../error.ts'
import { toPersonSummary } from '../../insights/people.ts'
import { toAccountStanding } from '../../insights/standing.ts'
import type { AccountNote } from '../../people/model/account.ts'
import { toText } from '../../people/traits.ts'
import type { AccountRow } from '../../store/state-store.ts'
import { bySeen, cut, parseCursor } from '../json-body.ts'
import { route, type Route } from '../table.ts'
import { accountDetail, accountSummary, pageOf, personSummary } from './answer.ts'
import type { AdminOptions } from './options.ts'
import { pageQuery } from './page-query.ts'

export function createAccountRoutes({ stores, configs, projection, now }: AdminOptions): Route[] {
  const { people, model } = stores.state
  const find = async (project: string, id: string): Promise<AccountRow> => {
    const [row] = await people.accounts(project, [id])
    if (!row) throw new CollectorError('not_found', `There is no account "${id.slice(0, 200)}".`)
    return row
  }
  return [
    route({
      method: 'get',
      path: '/accounts',
      scope: 'read',
      summary: 'Lists accounts, last seen first.',
      query: pageQuery,
      answer: { json: pageOf(accountSummary) },
      async handle(c, { query: { search, limit, cursor } }) {
        const project = c.var.project.id
        const after = parseCursor<[number, string]>(cursor, 'string')
        await projection.caughtUp(project)
        const found = await people.listAccounts(project, { search, limit: limit + 1, after: after && { lastSeenAt: after[0], id: after[1] } })
        return c.json({ ...cut(found.accounts, limit, (rows) => rows.map(toAccountSummary), bySeen), total: found.total } satisfies Page<AccountSummary>)
      },
    }),
    route({
      method: 'get',
      path: '/accounts/:id',
      scope: 'read',
      summary: 'Describes one account.',
      names: { id: 'account' },
      answer: { json: accountDetail },
      async handle(c) {
        const project = c.var.project.id
        await projection.caughtUp(project)
        const row = await find(project, c.req.param('id') ?? '')
        const config = await configs.of(project)
        const { content } = config
        // as it is now, not as it was at the last look
        if (config.live.on) await projection.look(project, [row.id])
        const [noted] = await model.rows(project, 'account', [row.id])
        const reached = Map.groupBy(await people.accountMilestones(project, row.id), ({ key }) => key)
        return c.json({
          ...toAccountSummary(row),
          traits: row.traits,
          traitTimes: Object.fromEntries(Object.entries(row.traitTimes).map(([key, [at]]) => [key, toIso(at)])),
          members: (await people.members(project, row.id, 1)).total,
          milestones: content.model.milestones.map(({ key, name }) => {
            const those = reached.get(key) ?? []
            return { key, name: name ?? key, reachedAt: those.length ? toIso(Math.min(...those.map(({ at }) => at))) : null, people: those.length }
          }),
          standing: toAccountStanding(noted?.state ? (JSON.parse(noted.state) as AccountNote) : undefined, config, now()),
        } satisfies AccountDetail)
      },
    }),
    route({
      method: 'get',
      path: '/accounts/:id/people',
      scope: 'read',
      summary: 'Lists the people who work in an account now, last seen first.',
      names: { id: 'account' },
      query: pageQuery,
      answer: { json: pageOf(personSummary) },
      async handle(c, { query: { limit, cursor } }) {
        const project = c.var.project.id
        const after = parseCursor<[number, string]>(cursor, 'string')
        await projection.caughtUp(project)
        const { id } = await find(project, c.req.param('id') ?? '')
        const found = await people.members(project, id, limit + 1, after && { lastSeenAt: after[0], id: after[1] })
        return c.json({ ...cut(found.people, limit, (rows) => rows.map(toPersonSummary), bySeen), total: found.total } satisfies Page<PersonSummary>)
      },
    }),
  ]
}

function toAccountSummary(row: AccountRow): AccountSummary {
  return { id: row.id, name: toText(row.traits, 'name'), firstSeenAt: toIso(row.firstSeenAt), lastSeenAt: toIso(row.lastSeenAt) }
}

function toIso(ms: number): string {
  return new Date(ms).toISOString()
}
