// The SDK of Foothold for a page that imports it: tracking, targeting and guides for one write key.
import { createClient } from './client.ts'
import { createReport } from './error.ts'
import type { Foothold } from './page-api.ts'
import { checkOptions, type Options } from './options.ts'
import { createPlatform } from './platform.ts'

export { FootholdError } from './error.ts'
export type { Purposes } from './event/consent.ts'
export type { DeadLetter, OnDrop } from './event/dead-letter.ts'
export type { MaskFunction, MaskRules } from './event/mask.ts'
export type { Foothold, Surface, TrackedEvent, Written } from './page-api.ts'
export type { Decision } from './guide/decision.ts'
export type { Component, View, ViewOf } from './guide/view.ts'
export type { Options } from './options.ts'
export type { IdentityToken } from './transport/prove.ts'

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
  const report = createReport(() => options.onError)
  return createClient(options, createPlatform(window, options.key, options.endpoint, report), report, {
    guide: () => import('./guide/guidance.ts'),
    stage: () => import('./ui/index.ts'),
    live: () => import('./guide/live.ts'),
  })
}

const nothing = (): Promise<void> => Promise.resolve()
const inert: Foothold = {
  identify: nothing,
  group: nothing,
  alias: nothing,
  track: nothing,
  page: nothing,
  flush: nothing,
  consent: nothing,
  optIn: nothing,
  optOut: nothing,
  reset: () => {},
  dispose: () => {},
  start: () => ({ show: false, reason: 'not-loaded' }),
  surface: () => ({ release: () => {} }),
  why: () => ({ show: false, reason: 'not-loaded' }),
  reveal: () => () => {},
  component: () => {},
  on: () => () => {},
  deadLetters: async () => [],
}
