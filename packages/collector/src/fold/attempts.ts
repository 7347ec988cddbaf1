// Owns how far everybody came in a funnel, one by one, with what was known of them at the first step: for groups that cannot be
// told from events alone. It must not know storage, or what makes the groups.
import { eachAttempt, type FunnelQuestion } from './funnel.ts'
import { readHistory, readTrait, type History, type TraitSubject } from './history.ts'
import type { Source } from './source.ts'

/** What is asked; plain data. */
export interface AttemptsQuestion extends Omit<FunnelQuestion, 'by'> {
  /** Traits that are wanted as they were at the first step. */
  told: readonly TraitSubject[]
}

/** Columns of the people who came to the first step at least, all in the same order. */
export interface Attempts {
  people: string[]
  /** Ids of the accounts that they were in at the first step. */
  accounts: (string | null)[]
  /** By asked trait the JSON texts of its values. */
  told: (string | null)[][]
  /** How many steps each reached. */
  levels: Uint8Array
  /** Epoch ms of each step, one person after another. */
  times: Float64Array
  /** Epoch ms of the latest first step of any attempt. */
  latest: Float64Array
}

/** Lists attempts. Memory: 8 bytes a person and step, and the ids. */
export async function listAttempts(source: Source, question: AttemptsQuestion): Promise<Attempts> {
  const steps = question.steps.length
  const membership = await readHistory(source.accounts(), source.people)
  const histories: History[] = []
  for (const one of question.told) histories.push(await readTrait(source, one))
  const [who, account, levels, times, latest]: number[][] = [[], [], [], [], []]
  const told: (string | null)[][] = histories.map(() => [])
  await eachAttempt(source, question, question.hold, (person, attempt, { columns: { position } }) => {
    const [at, place] = [attempt.times[0]!, position[attempt.first]!]
    who!.push(person)
    account!.push(membership.at(person, at, place))
    levels!.push(attempt.level)
    latest!.push(attempt.latest)
    for (let step = 0; step < steps; step++) times!.push(step < attempt.level ? attempt.times[step]! : Number.NaN)
    histories.forEach((history, index) => told[index]!.push(history.values[history.at(person, at, place)] ?? null))
  })
  const ids = await source.ids(who!)
  const accountIds = await source.accountIds([...new Set(account)].filter((one) => one >= 0))
  return {
    people: who!.map((one) => ids.get(one)!),
    accounts: account!.map((one) => accountIds.get(one) ?? null),
    told,
    levels: Uint8Array.from(levels!),
    times: Float64Array.from(times!),
    latest: Float64Array.from(latest!),
  }
}
