// Owns people as the console shows them. It must not know SQL or HTTP.
import type { PersonDetail, PersonSummary, Tally } from '@foothold/protocol'
import { lowerFeature, tallyKey } from '@foothold/targeting'
import type { LiveConfig } from '../config/live.ts'
import type { PersonFold } from '../people/fold.ts'
import { isRelevant } from '../people/model/watch.ts'
import type { PersonRow } from '../store/state-store.ts'

export function toPersonSummary(row: PersonRow): PersonSummary {
  return {
    id: row.id,
    identified: row.identified,
    name: row.name,
    email: row.email,
    role: row.role,
    account: row.account,
    firstSeenAt: new Date(row.firstSeenAt).toISOString(),
    lastSeenAt: new Date(row.lastSeenAt).toISOString(),
    events: row.events,
  }
}

/**
 * Describes one person.
 *
 * @param anonymousIds - linked to this person.
 * @param now - epoch ms; windows of conditions end here.
 */
export function toPersonDetail(row: PersonRow, fold: PersonFold, anonymousIds: string[], now: number): Omit<PersonDetail, 'standing'> {
  const { content } = fold.config
  const context = fold.context(now)
  return {
    ...toPersonSummary(row),
    anonymousIds,
    traits: row.traits,
    accountTraits: fold.account.traits,
    segments: content.model.segments.map(({ key }) => key).filter((key) => context.segment(key)),
    milestones: content.model.milestones.map(({ key, name }) => ({ key, name: name ?? key, reachedAt: toIso(fold.reached.get(key)?.at) })),
    features: relevantFirst(fold.config, row.role).map(({ key, name, usedWhen, relevant }) => {
      const tallies = usedWhen.map((use) => fold.tallies.get(tallyKey(use))).filter((tally): tally is Tally => tally !== undefined)
      return {
        key,
        name,
        relevant,
        level: context.level(key) ?? 'none',
        uses: tallies.reduce((sum, tally) => sum + tally.count, 0),
        lastUsedAt: toIso(tallies.length ? Math.max(...tallies.map(({ last }) => last)) : undefined),
      }
    }),
    guides: content.guides.flatMap(({ key, kind }) => {
      const progress = fold.guides.get(key)
      return progress ? [{ key, kind, seen: progress.seen, state: progress.state, at: toIso(progress.at ?? progress.lastSeenAt) }] : []
    }),
  }
}

/** The features as they were authored, those for the role before those for others. */
function relevantFirst({ content, live }: LiveConfig, role: string | null): (ReturnType<typeof lowerFeature> & { relevant: boolean })[] {
  const all = content.model.features.map((feature, index) => ({ ...lowerFeature(feature), relevant: isRelevant(live.features[index]!.relevantTo, role) }))
  return [...all.filter(({ relevant }) => relevant), ...all.filter(({ relevant }) => !relevant)]
}

function toIso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString()
}
