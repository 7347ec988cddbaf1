// Owns the order of a tour's steps: what comes next, what came before, how many there are. Pure.
import type { PublishedStep, Rule } from '@foothold/protocol'

/** A step of a tour, or a question of a survey. */
type Step = Pick<PublishedStep, 'key' | 'next'>

/** A tour as the flow needs it: its steps, and a way to ask a branch's rule. */
export interface Flow {
  steps: readonly Step[]
  holds(rule: Rule): boolean | undefined
}

/** Key of the step after this one, by its branches; `undefined` is the end. */
export function nextStep({ steps, holds }: Flow, key: string): string | undefined {
  const index = steps.findIndex((step) => step.key === key)
  const taken = steps[index]?.next?.find((branch) => !('if' in branch) || holds(branch.if))
  return resolveStep(steps, key, !taken ? 'next' : 'if' in taken ? taken.to : taken.else)
}

/** Turns a written destination ("next", "end", a key) into a key; `undefined` is the end. */
export function resolveStep(steps: readonly Step[], from: string, to: string | undefined): string | undefined {
  if (to === 'next') return steps[steps.findIndex((step) => step.key === from) + 1]?.key
  return steps.some((step) => step.key === to) ? to : undefined
}

/** The steps that would be walked from the first one as things are now; every step once. Progress counts these. */
export function stepsReachable(flow: Flow): string[] {
  const path: string[] = []
  for (let key = flow.steps[0]?.key; key !== undefined && !path.includes(key); key = nextStep(flow, key)) path.push(key)
  return path
}
