// The SDK of Foothold for a page that imports it: tracking, targeting and guides for one write key.
import { createClient, type Foothold } from './client.ts'
import { createReport } from './error.ts'
import { checkOptions, type Options } from './options.ts'
import { createPlatform } from './platform.ts'

export type { Foothold, TrackedEvent, Written } from './client.ts'
export { FootholdError } from './error.ts'
export type { Decision } from './guide/decision.ts'
export type { Options } from './options.ts'

/**
 * Starts Foothold on this page.
 *
 * Importing the package does nothing. On a server (no `window`) the returned object does nothing either, so that code may be
 * shared with server rendering.
 *
 * @param options - see `Options`; `key` and `endpoint` are required.
 * @returns the object that the page calls; none of its methods throws.
 * @throws {FootholdError} `option_invalid`, at once, where an option is wrong.
 * @example
 * const foothold = createFoothold({ key: 'fh_pub_…', endpoint: 'https://guide.example.com' })
 * foothold.identify('u_1', { role: 'admin', firstName: 'Ada' })
 * foothold.track('project.created', { template: 'blank' })
 */
export function createFoothold(options: Options): Foothold {
  checkOptions(options)
  if (typeof window === 'undefined' || typeof document === 'undefined') return inert
  const report = createReport(options.onError)
  return createClient(options, createPlatform(window, options.key, options.endpoint, report), report, () => import('./ui/index.ts'))
}

const nothing = (): Promise<void> => Promise.resolve()
const inert: Foothold = {
  identify: nothing,
  group: nothing,
  track: nothing,
  page: nothing,
  flush: nothing,
  reset: () => {},
  dispose: () => {},
  start: () => ({ show: false, reason: 'not-loaded' }),
  why: () => ({ show: false, reason: 'not-loaded' }),
  on: () => () => {},
}
