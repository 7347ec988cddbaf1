// Owns who there is: accounts, the people in them, how far each would come by themselves. It must not know days or events.
import type { SimulatedGuide, SimulatedProduct, SimulatedRole } from './product.ts'
import { createRandom, type Random } from './random.ts'

export interface SimulatedAccount {
  id: string
  name: string
  plan: string
  seats: number
  /** Offset of its clocks from UTC, in hours. */
  zone: number
}

/** How far somebody comes; each stage contains those before it. */
export const STAGES = ['invited', 'login', 'action', 'second', 'weekly', 'power'] as const
export type Stage = (typeof STAGES)[number]

export interface SimulatedPerson {
  id: string
  anonymousId: string
  name: string
  role: SimulatedRole
  source: string
  account: SimulatedAccount
  /** Day of the simulation on which the account's owner invited them. */
  invited: number
  /** Day of the first login; `undefined` where there is none. */
  login: number | undefined
  /** Drawn once: below the chance of the first action there is one. */
  will: number
  /** How the source changes each chance. */
  chance: number
  random: Random
}

const FIRST = ['Ada', 'Alan', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Tim', 'Hedy', 'Ken', 'Margaret', 'Dennis', 'Sri', 'Putu', 'Dewi', 'Bambang']
const LAST = ['Byron', 'Turing', 'Hopper', 'Dijkstra', 'Liskov', 'Knuth', 'Perlman', 'Lee', 'Lamarr', 'Thompson', 'Hamilton', 'Ritchie', 'Wijaya', 'Santoso']
const FIRMS = ['Acme', 'Globex', 'Initech', 'Umbra', 'Hooli', 'Stark', 'Wayne', 'Tyrell', 'Cyber', 'Soylent', 'Aperture', 'Nusantara', 'Merdeka', 'Samudra']
const TRADES = ['Works', 'Labs', 'Logistics', 'Foods', 'Energy', 'Studio', 'Bank', 'Health']
const ZONES = [-8, -5, 0, 1, 2, 7, 9]
/** Days within which who logs in at all does so, after an invitation. */
const LOGIN_DAYS = 7

/**
 * Draws people in their accounts.
 *
 * @param days - accounts come over all of them but the last week.
 */
export function drawPeople(product: SimulatedProduct, { people: wanted, days, seed }: { people: number; days: number; seed: number }): SimulatedPerson[] {
  const people: SimulatedPerson[] = []
  for (let number = 1; people.length < wanted; number++) {
    const random = createRandom(seed, 'account', number)
    const plan = random.choose(product.plans)
    const account: SimulatedAccount = {
      id: `${product.key}-a${number}`,
      name: `${FIRMS[random.below(FIRMS.length)]} ${TRADES[random.below(TRADES.length)]}`,
      plan: plan.key,
      seats: Math.max(2, Math.round(plan.seats * (0.5 + random.share()))),
      zone: ZONES[random.below(ZONES.length)]!,
    }
    const since = random.below(Math.max(1, days - 7))
    for (let seat = 0; seat < account.seats && people.length < wanted; seat++)
      people.push(drawPerson(product, account, { since, number: people.length + 1, seed }))
  }
  return people
}

function drawPerson(
  product: SimulatedProduct,
  account: SimulatedAccount,
  { since, number, seed }: { since: number; number: number; seed: number },
): SimulatedPerson {
  const random = createRandom(seed, 'person', number)
  const source = random.choose(product.sources)
  const invited = since + Math.floor(random.wait(5))
  const logsIn = random.chance(Math.min(1, product.stages.login * source.chance))
  return {
    id: `${product.key}-u${number}`,
    anonymousId: `${product.key}-b${number}`,
    name: `${FIRST[random.below(FIRST.length)]} ${LAST[random.below(LAST.length)]}`,
    role: random.choose(product.roles),
    source: source.key,
    account,
    invited,
    login: logsIn ? invited + Math.min(LOGIN_DAYS, Math.floor(random.wait(2))) : undefined,
    will: random.share(),
    chance: source.chance,
    random,
  }
}

/** How far somebody comes who has logged in. @param shown - whether the guide of the first login was. */
export function drawStage({ stages }: SimulatedProduct, { will, chance, random }: SimulatedPerson, first: SimulatedGuide | undefined, shown: boolean): Stage {
  const acts = first ? will < first.base + (shown ? first.effect : 0) : true
  // drawn in any case, so that what a guide does to one person moves nobody else
  const [second, weekly, power] = [stages.second, stages.weekly, stages.power].map((share) => random.chance(Math.min(1, share * chance)))
  if (!acts) return 'login'
  return second ? (weekly ? (power ? 'power' : 'weekly') : 'second') : 'action'
}
