// Owns who would have seen a guide since its lot of today is drawn. It must not know SQL, HTTP, or what is made of it.
import { experimentOf, type Experiment, type Guide } from '@foothold/protocol'
import { parseContent } from '../config/bundle.ts'
import type { ExposureRow } from '../store/event-query.ts'
import type { VersionStore } from '../store/state-store.ts'
import type { GuideInsightOptions } from './guides.ts'

/** Lists exposures. @param goal - name of the event whose first after the exposure is looked for. @returns `since` in ISO 8601; see `GuideLift`. */
export async function listExposures(
  guide: Guide,
  experiment: Experiment,
  { project, query, versions }: Pick<GuideInsightOptions, 'project' | 'query' | 'versions'>,
  goal?: string,
): Promise<{ exposures: ExposureRow[]; since: string | null }> {
  const since = await liveSince(guide, experiment, project, versions)
  const rows = await query.guideExposures(project, guide.key, goal)
  return { exposures: rows.filter(({ at }) => at >= (since ?? -Infinity)), since: since === null ? null : new Date(since).toISOString() }
}

/** When the lot of today went live, epoch ms; `null` where there was never another: people of another share, unit or seed were drawn otherwise. */
async function liveSince(guide: Guide, experiment: Experiment, project: string, versions: VersionStore): Promise<number | null> {
  const lot = ({ holdout, unit, seed = guide.key }: Experiment): string => JSON.stringify([holdout, unit, seed])
  let since: number | null = null
  const [contents, list] = [await versions.contents(project), await versions.list(project)]
  for (const [i, { publishedAt }] of list.entries()) {
    const then = parseContent(contents[i]!).guides.find(({ key }) => key === guide.key)
    const run = then && experimentOf(then)
    if (run && lot(run) === lot(experiment)) since = publishedAt
    // newest first: before this one another lot was drawn
    else if (then && since !== null) return since
  }
  return null
}
