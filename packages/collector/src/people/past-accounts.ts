// Owns what was known of accounts at an instant in the past, by the definitions of that time. Made anew each time: it is for
// one question of somebody who looks into the past, never for a browser.
import type { LiveConfig } from '../config/live.ts'
import type { Stores } from '../store/stores.ts'
import { AccountFold } from './account-fold.ts'
import { PersonFold } from './fold.ts'
import { toPersonIds } from './identity.ts'

/** Which accounts, and when. */
export interface PastAccounts {
  project: string
  config: LiveConfig
  /** Epoch ms. */
  at: number
  accounts: ReadonlySet<string>
}

/** Folds accounts up to an instant; none where nothing asks about accounts. */
export async function foldAccounts(past: PastAccounts, stores: Stores): Promise<Map<string, AccountFold>> {
  const { project, config, at } = past
  const { accountNeeds, accountScope } = config
  const folds = new Map<string, AccountFold>()
  if (!accountScope.asked) return folds
  for (const id of past.accounts) {
    const fold = new AccountFold(config)
    for (const event of await stores.log.readAccount(project, id, { names: new Set(accountNeeds.keys()) })) if (event.timestamp <= at) fold.count(event)
    folds.set(id, fold)
  }
  if (!accountScope.milestones.size) return folds
  if ((await stores.state.people.milestoneBasis(project)) === config.milestoneBasis) {
    for (const [id, fold] of folds)
      fold.setStored(
        id,
        (await stores.state.people.accountMilestones(project, id)).filter((row) => row.at <= at),
      )
  } else await reckonMembers(past, folds, stores)
  return folds
}

/** Other definitions than today's: everybody in these accounts is folded by them. What they did in further accounts is left out. */
async function reckonMembers(
  { project, config, at }: PastAccounts,
  folds: ReadonlyMap<string, AccountFold>,
  { log, state: { people } }: Stores,
): Promise<void> {
  const members = new Set<string>()
  for (const id of folds.keys()) {
    const { userIds, anonymousIds } = await log.accountIds(project, id)
    const links = await people.links(project, anonymousIds)
    for (const one of [...userIds, ...anonymousIds.map((anonymous) => links.get(anonymous) ?? anonymous)]) members.add(one)
  }
  const passes = config.accountScope.milestonesInMilestones ? config.reckoned.milestones.length : 1
  for (let pass = 0; pass < passes; pass++) {
    for (const person of members) {
      const fold = new PersonFold(config, person)
      fold.accountOf = (id) => folds.get(id)
      for (const event of await log.readPerson(project, await toPersonIds(people, project, person))) if (event.timestamp <= at) fold.add(event)
      for (const [id, account] of folds) account.setReached(id, person, fold.reached)
    }
  }
}
