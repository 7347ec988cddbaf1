// Owns the checks of an announcement: that place, target and form go together. It must not know other files.
import type { Check } from './reference.ts'

const CORNERS = ['bottom-end', 'bottom-start', 'top-end', 'top-start']
const PLACES: Readonly<Record<string, readonly string[]>> = { modal: [], 'slide-out': CORNERS, banner: ['top', 'bottom', 'before', 'after'] }

/** Checks an announcement of any shape; any other kind passes. @throws never */
export function lintAnnouncement(guide: Record<string, unknown>, { report }: Check): void {
  if (guide['kind'] !== 'announcement') return
  const { form = 'modal', place } = guide as { form?: unknown; place?: unknown }
  const places = typeof form === 'string' && Object.hasOwn(PLACES, form) ? PLACES[form]! : undefined
  if (!places) return
  if (typeof place === 'string' && !places.includes(place))
    report(
      'invalid_value',
      '/place',
      places.length
        ? `A ${String(form)} cannot stand at "${place}": expected one of ${places.join(', ')}.`
        : 'A modal stands in the middle: leave "place" out, or write another "form".',
      { found: place, expected: places.length ? `one of ${places.join(', ')}` : 'no "place"' },
    )
  const beside = form === 'banner' && (place === 'before' || place === 'after')
  if (beside && !('target' in guide))
    report('required', '/target', `A banner "${place}" an element needs to know which: write "target".`, { expected: 'a target' })
  if (!beside && 'target' in guide) report('no_effect', '/target', 'Only a banner with "place": "before" or "after" has a target.', { severity: 'warning' })
  const atEdge = form === 'banner' && !beside
  if (guide['push'] === true && !atEdge)
    report('no_effect', '/push', 'Only a banner at the top or the bottom can lie over the page or push it.', { severity: 'warning' })
  const { push = place !== 'bottom' } = guide
  if (guide['sticky'] === true && !(atEdge && push === true))
    report(
      'no_effect',
      '/sticky',
      atEdge ? 'What lies over the page stays in view anyway: write "push": true, or leave "sticky" out.' : 'Only a banner that pushes the page can be sticky.',
      {
        severity: 'warning',
      },
    )
}
