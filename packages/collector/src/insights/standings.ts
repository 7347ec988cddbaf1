// Owns where accounts stand now, many at once: by the live model, and which milestones were reached in them. It must not know SQL or HTTP.
import type { AccountStanding } from '@foothold/protocol'
import type { LiveConfig } from '../config/live.ts'
import type { AccountNote } from '../people/model/account.ts'
import type { Projection } from '../people/projection.ts'
import type { StateStore } from '../store/state-store.ts'
import { toAccountStanding } from './standing.ts'

interface StandingsOptions {
  project: string
  config: LiveConfig
  projection: Pick<Projection, 'look'>
  state: Pick<StateStore, 'model' | 'people'>
  /** Epoch ms. */
  now: number
}

/** Describes accounts by id; `standing` is `null` where the live model does not know one. Cost: the people of each account. */
export async function describeStandings(
  accounts: readonly string[],
  { project, config, projection, state, now }: StandingsOptions,
): Promise<Map<string, { standing: AccountStanding | null; milestones: string[] }>> {
  const { model } = config.content
  // as they are now, not as they were at the last look
  if (config.live.on) await projection.look(project, accounts)
  const notes = new Map(config.live.on ? (await state.model.rows(project, 'account', accounts)).map((row) => [row.id, row.state]) : [])
  const described = new Map<string, { standing: AccountStanding | null; milestones: string[] }>()
  for (const id of accounts) {
    const note = notes.get(id)
    const reached = new Set((model.milestones.length ? await state.people.accountMilestones(project, id) : []).map(({ key }) => key))
    described.set(id, {
      standing: toAccountStanding(note ? (JSON.parse(note) as AccountNote) : undefined, config, now),
      milestones: model.milestones.flatMap(({ key }) => (reached.has(key) ? [key] : [])),
    })
  }
  return described
}
