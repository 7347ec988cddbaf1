// Owns the stages of journeys as milestones: who is in a stage has reached all before it and what it asks for, and stays there. Pure.
import type { Condition, Milestone, Model } from '@foothold/protocol'

/** The key under which it is noted that somebody came to a stage. No author can write such a key. */
export const stageKey = (journey: string, stage: string): string => `journey:${journey}:${stage}`

/** Lists the stages that have to be reached; a first one without a condition has not. */
export function stageMilestones({ journeys }: Pick<Model, 'journeys'>): Milestone[] {
  return journeys.flatMap(({ key, stages }) => {
    let before: Condition[] = []
    return stages.flatMap((stage): Milestone[] => {
      if (!stage.when) return []
      const own = stageKey(key, stage.key)
      const when = { all: [...before, stage.when] }
      before = [{ milestone: own, is: 'reached' }]
      return [{ key: own, when, from: 'signup' }]
    })
  })
}
