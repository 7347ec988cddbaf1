// Owns the way of one person through levels and segments: each answer with the time since when it is so, and when time alone
// changes it next. The way does not depend on where the log was cut. It must not know storage, or the facts themselves.
import type { Context } from '@foothold/targeting'
import type { LiveModel } from '../../config/live-model.ts'

const DAY_MS = 86_400_000
/** Days of use that are kept; behaviour looks back that far. */
const DAYS_KEPT = 200

/** A level, or whether somebody is in a segment. */
export type Answer = string | boolean

/** Where somebody stands, as of an instant. */
export class LivePath {
  readonly values: (Answer | undefined)[]
  /** Epoch ms. */
  readonly sinces: number[]
  /** First and last use by feature, epoch ms; NaN: never. */
  readonly firstUses: Float64Array
  readonly lastUses: Float64Array
  /** Features that were used, by UTC day (days since 1970). */
  readonly days: Map<number, Set<number>>
  /** Something that is noted of the person has changed; whoever notes it sets it back. */
  changed = true
  readonly #model: LiveModel
  readonly #wakes: number[]
  /** Whether it ever held, of a segment. */
  readonly #held: boolean[]
  /** The answer before the last change, as two changes at one instant may come to nothing. */
  readonly #priors: [value: Answer | undefined, since: number][]
  #nextWake = Infinity
  #begun = false

  constructor(model: LiveModel, from?: LivePath) {
    this.#model = model
    this.values = from ? [...from.values] : Array.from(model.items, () => undefined)
    this.sinces = from ? [...from.sinces] : model.items.map(() => 0)
    this.#wakes = from ? [...from.#wakes] : model.items.map(() => Infinity)
    this.#held = from ? [...from.#held] : model.items.map(() => false)
    this.#priors = from ? [...from.#priors] : model.items.map(() => [undefined, 0])
    this.#nextWake = from?.nextWake ?? Infinity
    this.#begun = from?.begun ?? false
    // uses are only ever added: a copy reads them where they are
    this.firstUses = from?.firstUses ?? new Float64Array(model.features.length).fill(Number.NaN)
    this.lastUses = from?.lastUses ?? new Float64Array(model.features.length).fill(Number.NaN)
    this.days = from?.days ?? new Map()
  }

  /** Whether any event was added. */
  get begun(): boolean {
    return this.#begun
  }

  /** When time alone may change an answer next, epoch ms. */
  get nextWake(): number {
    return this.#nextWake
  }

  /** Whether somebody was ever in the segment at this place in the items. */
  wasEver(item: number): boolean {
    return this.#held[item]!
  }

  /** Lets time pass up to an instant, which is not included. @param contextAt - of the facts as they are. */
  passTo(until: number, contextAt: (at: number) => Context): void {
    while (this.#nextWake < until) {
      const at = this.#nextWake
      const context = contextAt(at)
      for (let i = 0; i < this.#wakes.length; i++) if (this.#wakes[i]! <= at) this.#ask(i, at, context)
      this.#wind()
    }
  }

  /** Adds a use of features. */
  use(features: readonly number[], at: number): void {
    const day = Math.floor(at / DAY_MS)
    let used = this.days.get(day)
    if (!used) {
      this.days.set(day, (used = new Set()))
      this.changed = true
      if (this.days.size > DAYS_KEPT) this.days.delete(Math.min(...this.days.keys()))
    }
    for (const index of features) {
      used.add(index)
      if (!(this.firstUses[index]! <= at)) {
        this.firstUses[index] = at
        this.changed = true
      }
      const last = this.lastUses[index]!
      if (!(last >= at)) {
        this.lastUses[index] = at
        // noted to the day
        if (Math.floor(last / DAY_MS) !== day) this.changed = true
      }
    }
  }

  /** Asks again what an event may have changed, the facts being as they are after it. @param name - '' for what is no track event. */
  touch(name: string, at: number, context: () => Context): void {
    const touched = this.#begun ? this.#model.touched.get(name) : this.#model.items.keys()
    this.#begun = true
    if (touched === undefined && this.#nextWake > at) return
    const one = context()
    for (const i of touched ?? []) this.#ask(i, at, one)
    if (this.#nextWake <= at) for (let i = 0; i < this.#wakes.length; i++) if (this.#wakes[i]! <= at) this.#ask(i, at, one)
    this.#wind()
  }

  #ask(i: number, at: number, context: Context): void {
    const { kind, key } = this.#model.items[i]!
    let wake = Infinity
    if (this.#model.shared.has(i)) {
      this.#wakes[i] = wake
      return
    }
    context.wake = (next) => {
      if (next > at && next < wake) wake = next
    }
    const value = kind === 'level' ? (context.level(key) ?? 'none') : (context.segment(key) ?? false)
    context.wake = undefined
    this.#wakes[i] = wake
    if (value === true) this.#held[i] = true
    if (value === this.values[i]) return
    this.changed = true
    if (this.sinces[i] === at && this.values[i] !== undefined) {
      const [before, since] = this.#priors[i]!
      if (before === value) this.sinces[i] = since
    } else {
      this.#priors[i] = [this.values[i], this.sinces[i]!]
      this.sinces[i] = at
    }
    this.values[i] = value
  }

  #wind(): void {
    let next = Infinity
    for (const wake of this.#wakes) if (wake < next) next = wake
    this.#nextWake = next
  }
}
