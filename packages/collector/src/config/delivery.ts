// Owns what of a person a browser is told: what the published bundle asks for and nothing beside it. Pure.
import type { Content } from './bundle.ts'

/** Names of traits that a browser may be told. */
export interface Delivery {
  traits: ReadonlySet<string>
  account: ReadonlySet<string>
}

/** As the SDK fills it; fallbacks do not matter here. */
const PLACEHOLDER = /\{\{\s*(user|account)\.([\w-]+)/g

/** Lists the traits that conditions of guides and milestones, or texts of guides, ask for. */
export function toDelivery({ guides }: Content, published: readonly { dependencies: readonly string[] }[]): Delivery {
  const delivery = { traits: new Set<string>(), account: new Set<string>() }
  for (const dependency of published.flatMap(({ dependencies }) => dependencies)) {
    if (dependency.startsWith('trait:')) delivery.traits.add(dependency.slice('trait:'.length))
    if (dependency.startsWith('account:')) delivery.account.add(dependency.slice('account:'.length))
  }
  for (const text of textsOf(guides)) for (const [, whose, name] of text.matchAll(PLACEHOLDER)) delivery[whose === 'user' ? 'traits' : 'account'].add(name!)
  return delivery
}

/** Every string of the guides: which of them are shown is for others to know, and one more costs nothing. */
function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* textsOf(inner)
}

/** Keeps what may be told. As entries, since a trait may be called `__proto__`. */
export function pickTraits(traits: Readonly<Record<string, unknown>>, names: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(traits).filter(([name]) => names.has(name)))
}
