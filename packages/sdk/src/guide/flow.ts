// Owns the order of a tour's steps: what comes next, how many there are, where it goes on in another version. Pure.
import type { GuideProgress, PublishedStep, PublishedTour as Tour, Rule } from '@foothold/protocol'

/** A step of a tour, or a question of a survey. */
type Step = Pick<PublishedStep, 'key' | 'next'>

/** A tour as the flow needs it: its steps, and a way to ask a branch's rule. */
export interface Flow {
  steps: readonly Step[]
  holds(rule: Rule): boolean | undefined
  /** Whether nothing can be shown of a step; the way leads past it. @default never */
  isMissing?(key: string): boolean
}

/** The steps that follow as things are now, in order, each once. */
export function stepsAhead(flow: Flow, from: string): string[] {
  const passed = [from]
  for (let key = follow(flow, from); key !== undefined && !passed.includes(key); key = follow(flow, key)) passed.push(key)
  return passed.slice(1).filter((key) => !flow.isMissing?.(key))
}

/** Key of the step after this one, by its branches; `undefined` is the end. */
export function nextStep(flow: Flow, key: string): string | undefined {
  const passed = new Set<string>()
  for (let at = follow(flow, key); at !== undefined && !passed.has(at); at = follow(flow, at)) {
    if (!flow.isMissing?.(at)) return at
    passed.add(at)
  }
  return undefined
}

function follow({ steps, holds }: Flow, key: string): string | undefined {
  const taken = steps.find((step) => step.key === key)?.next?.find((branch) => !('if' in branch) || holds(branch.if))
  return resolveStep(steps, key, !taken ? 'next' : 'if' in taken ? taken.to : taken.else)
}

/** Turns a written destination ("next", "end", a key) into a key; `undefined` is the end. */
export function resolveStep(steps: readonly Step[], from: string, to: string | undefined): string | undefined {
  if (to === 'next') return steps[steps.findIndex((step) => step.key === from) + 1]?.key
  return steps.some((step) => step.key === to) ? to : undefined
}

/** The way to a step along which nobody was watched: from the first step as things are now. */
export function wayTo(flow: Flow, at: string): string[] {
  const first = flow.steps[0]!.key
  const path = [first, ...stepsAhead(flow, first)]
  return path.slice(0, Math.max(0, path.indexOf(at)))
}

/** The way after a step forward: one that leads to where somebody was before is no longer. */
export function walkOn(walked: readonly string[], from: string, to: string): string[] {
  const before = [...walked, from]
  return before.includes(to) ? before.slice(0, before.indexOf(to)) : before
}

/** "2 of 3": the steps behind, this one, and those ahead as things are now. */
export function progressAt(flow: Flow, at: string, walked: readonly string[]): { number: number; of: number } {
  const number = walked.length + 1
  return { number, of: number + stepsAhead(flow, at).filter((key) => !walked.includes(key)).length }
}

/**
 * Where an unfinished tour goes on: at its step, or, in a version without that, at the first that came after it and is still there.
 *
 * @returns `undefined` where nothing is left of it, or the new version ends it.
 */
export function pointIn({ steps, migrate, revision }: Pick<Tour, 'steps' | 'migrate' | 'revision'>, at: Partial<GuideProgress>): string | undefined {
  const has = (key: string | undefined): boolean => steps.some((step) => step.key === key)
  if (migrate && at.revision !== undefined && at.revision !== revision) return migrate === 'restart' ? steps[0]!.key : undefined
  if (has(at.step)) return at.step
  // what another device left tells of no order
  return at.ahead ? at.ahead.find(has) : steps[0]!.key
}
