// Owns which guides have a completion to tell of. It must not know how it is shown.
import type { GuideSummary } from '@foothold/protocol'

/** Kinds that are answered or used; most of them are never completed by that. */
const ENDLESS: readonly string[] = ['survey', 'resource-center', 'leaderboard', 'empty-state']

/** Whether a rate of completion says anything of this guide: a 0% of what has no end would look like a failure. */
export const isCompletable = ({ kind, people }: Pick<GuideSummary, 'kind' | 'people'>): boolean => people.completed > 0 || !ENDLESS.includes(kind)
