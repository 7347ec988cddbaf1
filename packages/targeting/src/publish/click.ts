// Owns declared clicks: a use by a click becomes the event that the browser tracks at it, so that tallies, levels and reports know
// events alone. For publishing.
import { FEATURE_USED, type AuthoredFeature, type ElementUse, type EventCondition, type Feature } from '@foothold/protocol'
import { pageRule } from './gates.ts'

/** Names the events that are the uses of a feature. @throws never */
export function lowerFeature(feature: AuthoredFeature): Feature {
  const uses = feature.usedWhen.filter((use): use is EventCondition => 'event' in use)
  // one event for all elements of a feature
  if (uses.length < feature.usedWhen.length) uses.push({ event: FEATURE_USED, where: { feature: { is: feature.key } } })
  return { ...feature, usedWhen: uses }
}

/** Lists the elements whose clicks are uses. @throws never */
export function clicksOf(features: readonly AuthoredFeature[]): ElementUse[] {
  return features.flatMap(({ key, usedWhen }) =>
    usedWhen.flatMap((use): ElementUse[] => {
      const onPage = 'click' in use && pageRule(use.page)
      return 'click' in use ? [{ feature: key, selector: use.click, ...(onPage ? { onPage } : {}) }] : []
    }),
  )
}
