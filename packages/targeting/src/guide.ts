// Owns whether a guide may be shown to this person now: a row of gates, each of which can say no and why. Pure: what it asks of
// the page goes through the context.
import type { Gate, GateName, PublishedGuide } from '@foothold/protocol'
import type { Context } from './context.ts'
import { compileLater, compileRule, type Evaluate } from './rule.ts'

/** The gate that is closed, or `unknown` where it cannot be told; then `detail` is the gate. */
export interface Refusal {
  reason: GateName | 'unknown'
  detail?: string | undefined
}

/** A gate ready to be asked, with what it says where it is closed, or cannot be told. */
export interface CompiledGate {
  gate: Gate
  evaluate: Evaluate
  closed: Refusal
  unknown: Refusal
}

/** A guide ready to be asked. */
export interface CompiledGuide {
  guide: PublishedGuide
  gates: readonly CompiledGate[]
  /** Places in `gates`: those that ask what the person has done with the guide, in one row. Whoever has done nothing passes them all. */
  fresh: { from: number; to: number }
  /** Of a tour or survey: whether a step, or question, may show here. */
  stepOnPage: ReadonlyMap<string, Evaluate>
}

/** A milestone reached longer ago is not celebrated any more (it was on another device, or before the guide). */
export const CELEBRATE_MS = 86_400_000

/** Compiles a published guide. @throws never */
export function compileGuide(guide: PublishedGuide): CompiledGuide {
  const gates = guide.gates.map((gate) => {
    const { name, detail, rule } = gate
    const one: CompiledGate = {
      gate,
      // compiled when it is first asked: of most guides a page asks one gate, which says no
      evaluate: (context) => (one.evaluate = compileRule(rule))(context),
      closed: { reason: name, detail },
      unknown: { reason: 'unknown', detail: name },
    }
    return one
  })
  const page = gates.find(({ gate }) => gate.name === 'page')
  const onPage: Evaluate = (context) => !page || page.evaluate(context)
  const steps = guide.kind === 'tour' ? guide.steps : guide.kind === 'survey' ? guide.questions : []
  const from = gates.findIndex(({ gate }) => gate.fresh)
  const fresh = { from, to: gates.findLastIndex(({ gate }) => gate.fresh) + 1 }
  return { guide, gates, fresh, stepOnPage: new Map(steps.map((step) => [step.key, 'onPage' in step && step.onPage ? compileLater(step.onPage) : onPage])) }
}

/** Gates that close on a guide which is on the page; the others say when it may come. A tour and a survey wait for their page. */
const STAYING: ReadonlySet<GateName> = new Set(['page', 'slot', 'schedule', 'audience'])

/**
 * Asks whether a guide that is on the page may stay there.
 *
 * @param asked - somebody started it by hand: it has no schedule.
 * @throws never
 */
export function evaluateShown({ guide, gates }: CompiledGuide, context: Context, asked: boolean): Refusal | undefined {
  for (const { gate, evaluate, closed, unknown } of gates) {
    if (!STAYING.has(gate.name) || (gate.name === 'page' && (guide.kind === 'tour' || guide.kind === 'survey')) || (gate.name === 'schedule' && asked)) continue
    const open = evaluate(context)
    if (!open) return open === undefined ? unknown : closed
  }
  return undefined
}

/**
 * Asks the gates of a guide in turn.
 *
 * @param context - with `fired`: a start by hand passes the gates of moment, frequency and share by.
 * @param resumes - key of the step at which an interrupted tour goes on: the same gates are passed by, and its own page counts.
 * @returns the first refusal, or nothing where the guide may be shown.
 * @throws never
 */
export function evaluateGuide({ guide, gates, fresh, stepOnPage }: CompiledGuide, context: Context, resumes?: string): Refusal | undefined {
  const asked = resumes !== undefined || context.fired === 'manual'
  for (let i = 0; i < gates.length; i++) {
    if (i === fresh.from && context.guide(guide.key) === null) {
      i = fresh.to - 1
      continue
    }
    const entry = gates[i]!
    if (asked && !entry.gate.always) continue
    const evaluate = (resumes !== undefined && entry.gate.name === 'page' && stepOnPage.get(resumes)) || entry.evaluate
    const open = evaluate(context)
    if (!open) return open === undefined ? entry.unknown : entry.closed
  }
  return undefined
}
