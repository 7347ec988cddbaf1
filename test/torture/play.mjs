// Owns playing one corner with one library, and what came of it.
import { ACCESS } from './check/access.mjs'
import { FLOW } from './check/flow.mjs'
import { LAYER } from './check/layer.mjs'
import { PLACE } from './check/place.mjs'
import { TARGET } from './check/target.mjs'

const CHECKS = { ...TARGET, ...PLACE, ...LAYER, ...FLOW, ...ACCESS }

/** What a library must have for a corner to mean anything: names of the page-side driver. */
const NEEDS = {
  reload: 'memory',
  'two-pages': 'memory',
  'route-change': 'routes',
  delayed: 'conditions',
  'while-shown': 'conditions',
  'virtual-list': 'reveal',
  'host-surface': 'claim',
  identity: 'identify',
  early: 'queue',
  again: 'memory',
  snoozed: 'memory',
  goal: 'track',
}
const OPTIONS = {
  narrow: { viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true },
  early: {
    // the call comes first, the script a second later
    before: async (page) => {
      await page.route('**/foothold.js', async (route) => {
        // asked for ahead of the scripts before it
        await page.waitForFunction(() => window.foothold?.q, undefined, { polling: 20 })
        await page.evaluate(() => window.foothold.q.push(['start', ['early']]))
        await route.continue()
      })
    },
  },
}

/** Codes of our own that a corner brings about on purpose. */
const TOLD = { blocked: /^endpoint_unreachable/ }

/**
 * Plays a corner.
 *
 * @param look - is called with the visit when the check has come to its end, for a screenshot.
 * @returns `{ passed }`, `{ passed: false, why }`, or `{ lacks }` where the library has no such thing at all.
 */
export async function play(torture, id, library, look = async () => {}) {
  let t
  try {
    t = await torture.visit(id, library, OPTIONS[id])
    if (NEEDS[id] && !(await t.has(NEEDS[id]))) return { lacks: NEEDS[id] }
    await CHECKS[id](t)
    const reports = (await t.reports()).filter((report) => !TOLD[id]?.test(report))
    if (t.errors.length || reports.length) return { passed: false, why: [...t.errors, ...reports].join(' · ') }
    return { passed: true }
  } catch (error) {
    return { passed: false, why: [error.message.split('\n')[0], ...(t?.errors.slice(0, 1) ?? [])].join(' · ') }
  } finally {
    if (t) await look(t)
    await t?.close()
  }
}

/** Whether there is a check for each corner, and a corner for each check. */
export const unmatched = (corners) => {
  const ids = corners.map(({ id }) => id)
  return [...ids.filter((id) => !Object.hasOwn(CHECKS, id)), ...Object.keys(CHECKS).filter((id) => !ids.includes(id))]
}
