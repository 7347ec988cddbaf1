// Owns going through everybody with what conditions are evaluated on. It must not know SQL, or what is asked of anybody.
import type { Reached, PersonRow } from '../store/state-store.ts'
import { peopleAtOnce } from './at-once.ts'
import type { GoalOptions, PersonFacts } from './goals.ts'

/**
 * Goes through everybody, in pages of bounded size.
 *
 * @param names - of the events that are asked about. @param withAccounts - whether anything is asked about what accounts did.
 */
export async function* walkFacts(
  names: readonly string[],
  withAccounts: boolean,
  { project, people, query, config, viewOf }: GoalOptions,
): AsyncGenerator<PersonFacts & { row: PersonRow }> {
  const size = await peopleAtOnce(names, { project, people, query })
  for (let after = ''; ;) {
    const rows = await people.page(project, after, size)
    const ids = rows.map(({ id }) => id)
    const milestones = await people.milestones(project, ids)
    const accountIds = [...new Set(rows.map(({ account }) => account).filter((id) => id !== null))]
    const traits = new Map((await people.accounts(project, accountIds)).map((row) => [row.id, row.traits]))
    const views = new Map<string, PersonFacts['account']['view']>()
    if (withAccounts && config.accountScope.asked) for (const id of accountIds) views.set(id, await viewOf(id))
    const events = Map.groupBy(names.length ? await query.eventsOf(project, ids, names) : [], ({ person }) => person)
    for (const row of rows) {
      const account = { traits: traits.get(row.account ?? '') ?? {}, view: views.get(row.account ?? '') }
      yield { row, reached: milestones.get(row.id) ?? new Map<string, Reached>(), account, events: events.get(row.id) ?? [], config }
    }
    if (rows.length < size) return
    after = rows.at(-1)!.id
  }
}
