// Owns the answer to "why is this guide (not) shown?": every gate of the guide, answered, with the tree of its audience.
import type { Bundle, Guide } from '@foothold/protocol'
import type { Context } from '../context.ts'
import { compileGuide } from '../guide.ts'
import { toWallClock } from '../wall-clock.ts'
import { explainCondition, placeText, type Definitions, type Explanation } from './explain-condition.ts'

/** One gate, answered. `open: undefined`: it cannot be told here. */
export interface GateExplanation {
  gate: string
  open: boolean | undefined
  /** Which part of the gate is closed, or what it would take to tell. */
  detail?: string
  /** What the guide asks for and what was there, in words. */
  found?: string
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

/** What a gate cannot be told without. */
const NEEDS: Record<string, { fact: keyof Context; detail: string }> = {
  page: { fact: 'place', detail: 'no page is known: name one' },
  slot: { fact: 'element', detail: "only the person's browser can tell" },
  element: { fact: 'element', detail: "only the person's browser can tell" },
  moment: { fact: 'fired', detail: "only the person's browser can tell" },
  session: { fact: 'sessionAt', detail: "only the person's browser can tell" },
}

/**
 * Explains a guide: unlike the decision, which ends at the first closed gate, it answers all of them.
 *
 * @param guide - as authored.
 * @param bundle - made of it and the rest.
 * @param context - facts with the model on top, of the person at the instant `context.now`. Without `place` and `element` the gates
 * that ask the page cannot be told; `fired: null` tells that no moment has come.
 * @param definitions - segments and milestones, to be told what they ask for.
 * @param after - what the browser decided after its gates: the arbiter and the target.
 * @throws {PatternError} on a pattern that cannot be compiled.
 */
export function explainGuide(
  guide: Guide,
  bundle: Pick<Bundle, 'guides'>,
  context: Context,
  { definitions, after = [] }: { definitions?: Definitions; after?: readonly GateExplanation[] } = {},
): GuideExplanation {
  const published = bundle.guides.find(({ key }) => key === guide.key)
  const answered = new Map<string, GateExplanation>()
  for (const { gate, evaluate } of published ? compileGuide(published).gates : []) {
    const { name, detail } = gate
    // the parts of one gate are told as one: by the first that is closed, else the first that cannot be told
    const before = answered.get(name)
    const times: number[] = []
    context.wake = (at) => void times.push(at)
    const needs = NEEDS[name] ?? (detail === undefined ? undefined : NEEDS[detail])
    const open = needs && context[needs.fact] === undefined ? undefined : evaluate(context)
    const found = foundAt(name, guide, context)
    if (before && (before.open === false || (before.open === undefined && open !== false))) continue
    answered.set(name, {
      gate: name,
      open,
      ...(open === false && detail ? { detail } : {}),
      ...(open === undefined && needs ? { detail: needs.detail } : {}),
      ...(found === undefined ? {} : { found }),
      ...(open === false && (name === 'frequency' || name === 'attention') && times.length ? { until: Math.min(...times) } : {}),
      ...(name === 'audience' && guide.audience ? { tree: explainCondition(guide.audience, context, definitions) } : {}),
    })
  }
  const gates = [...answered.values(), ...after]
  // what cannot be told does not show a guide either, but it is no refusal
  const show = gates.some(({ open }) => open === false) ? false : gates.some(({ open }) => open === undefined) ? undefined : true
  return { guide: guide.key, at: context.now, show, gates }
}

/** What a gate asks for, and what was there. */
function foundAt(name: string, { when, schedule }: Guide, context: Context): string | undefined {
  if (name === 'page' && when?.page) return `asks for ${[when.page].flat().join(' or ')}${context.place ? `; was ${placeText(context.place)}` : ''}`
  if (name === 'moment') return when?.manual ? 'starts by hand only' : `waits for the event "${when?.after?.event}"`
  if (name === 'element' && when?.element) return `asks for ${when.element.css} ${when.element.is}`
  if (name !== 'schedule' || !schedule) return undefined
  const { from, until, days, hours, timezone = 'user' } = schedule
  const zone = timezone === 'user' ? context.zone : timezone
  const wall = toWallClock(context.now, zone)
  const asked = [from && `from ${from}`, until && `until ${until}`, days?.join(' '), hours?.join('–')].filter(Boolean).join(', ')
  return `asks for ${asked}${wall ? `; was ${wall.weekday} ${wall.date} ${toClock(wall.minute)} in ${zone}` : ''}`
}

const toClock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
