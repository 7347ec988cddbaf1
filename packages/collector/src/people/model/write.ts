// Owns noting people and accounts in a step of the projection: who has to be looked at, what is written, what is told to the log.
// What is told goes into the log first: its id makes it one event, however often the step is done again. It must not know SQL.
import type { LiveConfig } from '../../config/live.ts'
import type { NewEvent } from '../../store/event-log.ts'
import type { ModelRow, ModelStore } from '../../store/model-store.ts'
import type { PersonRow } from '../../store/state-store.ts'
import type { PersonFold } from '../fold.ts'
import { accountNoteOf, createAccountSum, type AccountNote } from './account.ts'
import { toModelEvent } from './event.ts'
import { noteOf, toNoted, type NotedBefore } from './note.ts'

/** Accounts are reckoned at most so often, in ms: each of their people would have them reckoned anew. */
export const ACCOUNT_REST_MS = 30_000

/** Somebody to be looked at. */
export interface Looked {
  row: PersonRow
  fold: PersonFold
  /** Look also where nothing has changed. */
  always: boolean
}

/** When it is, and from when on what is missed is news. */
export interface NoteTime {
  now: number
  since: number
}

/** What a step writes, and tells. */
export interface Noted {
  rows: ModelRow[]
  events: NewEvent[]
}

/** Notes people. Folds remember what was noted of them. */
export async function notePeople(store: Pick<ModelStore, 'rows'>, project: string, looked: readonly Looked[], time: NoteTime): Promise<Noted> {
  const wanted = looked.filter(({ fold, always }) => always || isDirty(fold))
  if (!wanted.length) return { rows: [], events: [] }
  const unknown = wanted.filter(({ fold }) => !fold.noted).map(({ row }) => row.id)
  const stored = new Map((unknown.length ? await store.rows(project, 'person', unknown) : []).map((row) => [row.id, row]))
  const noted: Noted = { rows: [], events: [] }
  const accounts = new Set<string>()
  for (const { row, fold } of wanted) {
    const before: NotedBefore = fold.noted ?? toNoted(stored.get(row.id))
    const { noted: now, tellings } = noteOf(fold, row, before, time)
    const after = now.row
    fold.path.changed = false
    fold.noted = now
    const same = before.row?.state === after.state && before.row.account === after.account
    // an earlier look costs less than a write
    if (
      same &&
      (before.row!.dueAt === after.dueAt || (before.row!.dueAt !== null && before.row!.dueAt > time.now && before.row!.dueAt <= (after.dueAt ?? Infinity)))
    ) {
      fold.noted = before
      continue
    }
    noted.rows.push(after)
    for (const telling of tellings)
      noted.events.push(toModelEvent(telling, { project, person: row.id, identified: row.identified, account: row.account }, time.now))
    for (const account of [before.row?.account, after.account]) if (typeof account === 'string') accounts.add(account)
  }
  for (const id of accounts) noted.rows.push({ project, kind: 'account', id, account: null, dueAt: time.now + ACCOUNT_REST_MS, state: '' })
  return noted
}

/** Whether something may be new of somebody who did something. */
function isDirty({ path, noted }: PersonFold): boolean {
  if (path.changed || !noted?.row) return true
  // whoever was missed may be back
  if (noted.note?.told.some(([, , back]) => back === null)) return true
  return path.nextWake < (noted.row.dueAt ?? Infinity)
}

/** What is asked about an account. */
export interface NoteAccount {
  project: string
  id: string
  config: LiveConfig
  /** When the account is taken to have begun, epoch ms. */
  signedUpAt: number
  /** When a person used anything last, exactly; epoch ms. */
  lastUseOf(person: string): Promise<{ at: number | null; identified: boolean } | undefined>
}

const PAGE = 500
const DAY_MS = 86_400_000

/** Notes an account. */
export async function noteAccount(store: ModelStore, { project, id, config, signedUpAt, lastUseOf }: NoteAccount, time: NoteTime): Promise<Noted> {
  const { live } = config
  const sum = createAccountSum(live, time.now, signedUpAt)
  for (let after = ''; ;) {
    const rows = await store.members(project, id, after, PAGE)
    for (const row of rows) sum.add(row)
    if (rows.length < PAGE) break
    after = rows.at(-1)!.id
  }
  const { note, nextAt } = sum.end()
  const [stored] = await store.rows(project, 'account', [id])
  const before = stored?.state ? (JSON.parse(stored.state) as AccountNote).told : []
  let last: { person: string; identified: boolean } | undefined
  // notes are exact to the day: a silence that is further off needs no more, and the look at its time makes it exact
  const isNear = note.lastUseAt !== null && note.lastUseAt + live.behaviour.stalledAfterMs <= time.now + DAY_MS
  // only who used something on the last day may be the last
  for (const person of isNear || before.some(([, , back]) => back === null) ? sum.lastUsers() : []) {
    const found = await lastUseOf(person)
    if (!found || found.at === null || (last && !(found.at > note.lastUseAt!))) continue
    note.lastUseAt = Math.max(found.at, note.lastUseAt!)
    last = { person, identified: found.identified }
  }
  const { row, tellings } = accountNoteOf(live, { project, id }, { sum: note, nextAt, before }, time)
  const events = last ? tellings.map((telling) => toModelEvent(telling, { project, ...last, account: id, unit: `account ${id}` }, time.now)) : []
  return { rows: [row], events }
}
