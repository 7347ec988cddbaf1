// Owns the live model at the side of the projection: what a step notes and tells, and who is looked at when their time has come.
// It must not know SQL, HTTP, or when it is asked; the projection sees to it that nothing changes meanwhile.
import type { LiveConfig } from '../../config/live.ts'
import type { NewEvent, StoredEvent } from '../../store/event-log.ts'
import type { DueRow, ModelRow, ModelStore } from '../../store/model-store.ts'
import type { PeopleStore, PersonRow } from '../../store/state-store.ts'
import type { PersonFold } from '../fold.ts'
import { BROKEN_MS } from '../reckon-later.ts'
import { toSignUp } from '../traits.ts'
import { GONE } from './note.ts'
import { lastUseOf } from './watch.ts'
import { ACCOUNT_REST_MS, noteAccount, notePeople, type Looked, type Noted, type NoteTime } from './write.ts'

/** What the keeper works on. */
export interface KeeperOptions {
  model: ModelStore
  people: Pick<PeopleStore, 'people' | 'accounts'>
  /** Epoch ms. */
  now: () => number
  /** Puts events into the log; resolves when they are durable. */
  tell(events: readonly NewEvent[]): Promise<unknown>
}

/** Somebody who did something in a step. */
export interface Stirred {
  person: string
  row: PersonRow | undefined
  /** Nobody knew them, or they were only told of. */
  isNew: boolean
}

export interface Keeper {
  /** Notes people after a step. @returns what the step has to write. */
  step(step: {
    project: string
    config: LiveConfig
    events: readonly StoredEvent[]
    stirred: readonly Stirred[]
    /** The fold of somebody, where it is in memory; loaded where it must be. */
    foldOf(person: string, must: boolean): Promise<PersonFold | undefined>
  }): Promise<ModelRow[]>
  /** Looks at people and accounts again. @returns what has to be written. */
  again(
    project: string,
    config: LiveConfig | undefined,
    due: readonly Pick<DueRow, 'kind' | 'id'>[],
    /** `undefined` for somebody who cannot be folded: tried again later. */
    load: (row: PersonRow) => Promise<PersonFold | undefined>,
  ): Promise<ModelRow[]>
}

export function createKeeper({ model, people, now, tell }: KeeperOptions): Keeper {
  /** Config that is followed, and since when its definitions are: with others in between the same begin anew. */
  const followed = new Map<string, { config: LiveConfig; since: number }>()

  const timeOf = async (project: string, config: LiveConfig): Promise<NoteTime> => {
    let one = followed.get(project)
    // where a clock that ran ahead came back, it was written anew
    if (one?.config !== config || one.since > now()) {
      const [present] = await model.bases(project)
      if (present?.basis !== config.live.basis || present.until !== null) return { now: now(), since: Infinity }
      followed.set(project, (one = { config, since: present.since }))
    }
    return { now: now(), since: one.since }
  }
  const signUpOf = async (project: string, id: string): Promise<number> => {
    const [row] = await people.accounts(project, [id])
    return row ? (toSignUp(row.traits) ?? row.firstSeenAt) : now()
  }

  const say = async ({ rows, events }: Noted): Promise<ModelRow[]> => {
    if (events.length) await tell(events)
    return rows
  }

  return {
    async step({ project, config, events, stirred, foldOf }) {
      if (!config.live.on) return []
      const time = await timeOf(project, config)
      const looked: Looked[] = []
      const rowless: string[] = []
      for (const { person, row, isNew } of stirred) {
        const fold = await foldOf(person, isNew && row !== undefined)
        if (row && fold) looked.push({ row, fold, always: isNew })
        else if (!row) rowless.push(person)
      }
      // who was noted and is no more is looked at later; who never was, such as an anonymous id that came with its user, is nobody
      const later = (await model.rows(project, 'person', rowless)).map(({ id }): ModelRow => ({
        project,
        kind: 'person',
        id,
        account: null,
        dueAt: time.now,
        state: '',
      }))
      if (config.live.shared.size) for (const account of accountsTold(events, config)) await model.wakeMembers(project, account, time.now + ACCOUNT_REST_MS)
      return [...(await say(await notePeople(model, project, looked, time))), ...later]
    },

    async again(project, config, due, load) {
      const ids = due.filter(({ kind }) => kind === 'person').map(({ id }) => id)
      const accounts = due.filter(({ kind }) => kind === 'account').map(({ id }) => id)
      // what is noted stays; nobody is looked at by time alone
      if (!config?.live.on)
        return [...(await model.rows(project, 'person', ids)), ...(await model.rows(project, 'account', accounts))].map((row) => ({ ...row, dueAt: null }))
      const time = await timeOf(project, config)
      const rows = new Map((await people.people(project, ids)).map((row) => [row.id, row]))
      const looked: Looked[] = []
      const failed: string[] = []
      for (const row of rows.values()) {
        const fold = await load(row)
        if (fold) looked.push({ row, fold, always: true })
        else failed.push(row.id)
      }
      const written = await say(await notePeople(model, project, looked, time))
      const before = new Map((failed.length ? await model.rows(project, 'person', failed) : []).map((row) => [row.id, row]))
      for (const id of failed) {
        const stored = before.get(id)
        const { account } = rows.get(id)!
        written.push({ project, kind: 'person', id, account, dueAt: time.now + BROKEN_MS, state: stored?.state || GONE })
      }
      // what came to the same is still due; one row each
      const known = new Set(written.map(({ kind, id }) => `${kind} ${id}`))
      for (const id of ids) if (!rows.has(id)) written.push({ project, kind: 'person', id, account: null, dueAt: null, state: GONE })
      for (const { row, fold } of looked) {
        const noted = fold.noted?.row
        if (noted && !known.has(`person ${row.id}`)) written.push(noted)
      }
      for (const id of accounts) {
        const one = await noteAccount(
          model,
          {
            project,
            id,
            config,
            signedUpAt: await signUpOf(project, id),
            async lastUseOf(person) {
              const [row] = await people.people(project, [person])
              const fold = row && (await load(row))
              return fold && { at: lastUseOf(fold.path) ?? null, identified: row.identified }
            },
          },
          time,
        )
        written.push(...(await say(one)))
      }
      return written
    },
  }
}

/** Accounts of which something is said, or counted, in a step. */
function accountsTold(events: readonly StoredEvent[], { accountNeeds }: LiveConfig): Set<string> {
  const accounts = new Set<string>()
  for (const { type, name, groupId } of events)
    if (groupId !== null && (type === 'group' || (type === 'track' && accountNeeds.has(name ?? '')))) accounts.add(groupId)
  return accounts
}
