// Owns the answer to "why is this guide (not) shown?": every gate of the guide, answered, with the tree of its audience.
import type { Bundle, Guide } from '@foothold/protocol'
import type { Context } from '../context.ts'
import { explainCondition, type Explanation } from './explain-condition.ts'
import { compileGuide } from '../guide.ts'

/** One gate, answered. `open: undefined`: it cannot be told here. */
export interface GateExplanation {
  gate: string
  open: boolean | undefined
  /** Which part of the gate is closed, or what it would take to tell. */
  detail?: string
  /** Epoch ms from which it may be open, where only time is missing. */
  until?: number
  /** Of the audience: its tree. */
  tree?: Explanation
}

/** Why a guide is, or is not, shown to one person at one instant. */
export interface GuideExplanation {
  guide: string
  /** The instant asked about, epoch ms. */
  at: number
  /** False where a gate is closed; undefined where none is, but one cannot be told. */
  show: boolean | undefined
  gates: GateExplanation[]
}

/** What the browser alone can tell, by gate. */
const NEEDS: Record<string, keyof Context> = { page: 'place', slot: 'element', element: 'element' }

/**
 * Explains a guide: unlike the decision, which ends at the first closed gate, it answers all of them.
 *
 * @param guide - as authored.
 * @param bundle - made of it and the rest.
 * @param context - facts with the model on top, of the person at the instant `context.now`. Without `place` and `element` the gates
 * that ask the page cannot be told; `fired: null` tells that no moment has come.
 * @param after - what the browser decided after its gates: the arbiter and the target.
 * @throws {PatternError} on a pattern that cannot be compiled.
 */
export function explainGuide(guide: Guide, bundle: Pick<Bundle, 'guides'>, context: Context, after: readonly GateExplanation[] = []): GuideExplanation {
  const published = bundle.guides.find(({ key }) => key === guide.key)
  const answered = new Map<string, GateExplanation>()
  for (const { gate, evaluate } of published ? compileGuide(published).gates : []) {
    const { name, detail } = gate
    // the parts of one gate are told as one: by the first that is closed, else the first that cannot be told
    const before = answered.get(name)
    const times: number[] = []
    context.wake = (at) => void times.push(at)
    const needs = NEEDS[name]
    const open = needs && context[needs] === undefined ? undefined : evaluate(context)
    if (before && (before.open === false || (before.open === undefined && open !== false))) continue
    answered.set(name, {
      gate: name,
      open,
      ...(open === false && detail ? { detail } : {}),
      ...(open === undefined && needs ? { detail: "only the person's browser can tell" } : {}),
      ...(open === false && name === 'frequency' && times.length ? { until: Math.min(...times) } : {}),
      ...(name === 'audience' && guide.audience ? { tree: explainCondition(guide.audience, context) } : {}),
    })
  }
  const gates = [...answered.values(), ...after]
  // what cannot be told does not show a guide either, but it is no refusal
  const show = gates.some(({ open }) => open === false) ? false : gates.some(({ open }) => open === undefined) ? undefined : true
  return { guide: guide.key, at: context.now, show, gates }
}
