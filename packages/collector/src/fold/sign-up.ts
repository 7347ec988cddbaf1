// Owns when people began and what they told last. It must not know storage.
import { toSignUp } from '../people/traits.ts'
import { readHistory, type History } from './history.ts'
import type { Source } from './source.ts'

/** Epoch ms by person: the trait `createdAt` as it was told last, where it is a date, else the first event; `Infinity` for who has not been here. */
export async function readSignUps(source: Source): Promise<Float64Array> {
  const first = await source.firstSeen()
  const created = await readHistory(source.traits('createdAt'), source.people)
  const dates = created.values.map((text) => toSignUp({ createdAt: JSON.parse(text) as unknown }))
  for (let who = 1; who <= source.people; who++) {
    const value = lastOf(created, who)
    if (value >= 0 && first[who] !== Infinity) first[who] = dates[value] ?? first[who]!
  }
  return first
}

/** The value that was told last before an instant; -1 where none was. */
export const lastOf = (history: History, who: number, before: number = Infinity): number => history.at(who, before, before === Infinity ? Infinity : -1)

/** The role of everybody: a place in `roles`, -1 where none was told. */
export interface Roles {
  of: Int32Array
  roles: unknown[]
}

/** Reads the trait `role` as it was told last. */
export async function readRoles(source: Source): Promise<Roles> {
  const told = await readHistory(source.traits('role'), source.people)
  return { of: Int32Array.from({ length: source.people + 1 }, (_, who) => lastOf(told, who)), roles: told.values.map((text) => JSON.parse(text) as unknown) }
}

/** Whether something is for a role. @param wanted - `null`: for all, also for who has told none. */
export const isFor = (wanted: readonly string[] | null, { roles }: Roles, role: number): boolean => wanted === null || wanted.includes(roles[role] as string)
