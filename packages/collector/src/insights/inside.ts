// Owns who was in a segment at an instant of their own, by the definition that is live now and by what had happened and was told
// by then. It must not know SQL or HTTP.
import { dependenciesIn, type LiveConfig } from '../config/live.ts'
import type { TraitSubject } from '../fold/history.ts'
import type { AccountView } from '../people/account-fold.ts'
import type { Reached } from '../store/state-store.ts'
import { peopleAtOnce } from './at-once.ts'
import { eventsAsked, toContext, type GoalOptions } from './goals.ts'

/** Somebody at an instant, with what was told by then. */
export interface Moment {
  person: string
  /** Epoch ms. */
  at: number
  /** Id of the account at that time. */
  account: string | null
  /** By the subjects of `subjectsOf` JSON texts; `null` where nothing was told. */
  told: readonly (string | null)[]
}

/** The traits that a segment asks about, and the zone in which it asks for the hour. */
export function subjectsOf(segment: string, config: LiveConfig): TraitSubject[] {
  const asked = dependenciesOfSegment(segment, config)
  const own = asked.flatMap((one) => (one.startsWith('trait:') ? [one.slice('trait:'.length)] : []))
  const ofAccount = asked.flatMap((one) => (one.startsWith('account:') ? [one.slice('account:'.length)] : []))
  return [...new Set([...own, 'timezone'])].map((trait): TraitSubject => ({ trait })).concat(ofAccount.map((account) => ({ account })))
}

const dependenciesOfSegment = (segment: string, config: LiveConfig): string[] => {
  const definition = config.content.model.segments.find(({ key }) => key === segment)
  return definition ? [...dependenciesIn(config, definition.when)] : []
}

/** Decides for each whether they were in the segment then. Cost: the events that the segment asks about, once. */
export async function decideInside(segment: string, moments: readonly Moment[], options: GoalOptions): Promise<boolean[]> {
  const { project, people, query, config, viewOf } = options
  const names = eventsAsked(dependenciesOfSegment(segment, config))
  const subjects = subjectsOf(segment, config)
  const views = new Map<string, AccountView | undefined>()
  if (config.accountScope.asked) for (const { account } of moments) if (account !== null && !views.has(account)) views.set(account, await viewOf(account))
  const size = await peopleAtOnce(names, options)
  const inside: boolean[] = []
  for (let start = 0; start < moments.length; start += size) {
    const some = moments.slice(start, start + size)
    const ids = some.map(({ person }) => person)
    const milestones = await people.milestones(project, ids)
    const events = Map.groupBy(names.length ? await query.eventsOf(project, ids, names) : [], ({ person }) => person)
    for (const { person, at, account, told } of some) {
      const [own, ofAccount]: [string, unknown][][] = [[], []]
      subjects.forEach((subject, index) => {
        const text = told[index] ?? null
        if (text === null) return
        if ('trait' in subject) own!.push([subject.trait, JSON.parse(text)])
        else ofAccount!.push([subject.account, JSON.parse(text)])
      })
      const reached = new Map([...(milestones.get(person) ?? new Map<string, Reached>())].filter(([, one]) => one.at <= at))
      const context = toContext(
        {
          // as entries: a trait may be called `__proto__`
          row: { id: person, account, traits: Object.fromEntries(own!) },
          reached,
          account: { traits: Object.fromEntries(ofAccount!), view: account === null ? undefined : views.get(account) },
          events: events.get(person) ?? [],
          config,
        },
        at,
      )
      inside.push(context.segment(segment) === true)
    }
  }
  return inside
}
