// Owns what a developer may set, its checks and defaults.
import { FootholdError } from './error.ts'
import type { OnDrop } from './event/dead-letter.ts'
import type { IdentityToken } from './transport/prove.ts'
import type { MaskFunction, MaskRules } from './event/mask.ts'

/** Options of `createFoothold`. */
export interface Options {
  /** The project's write key, `fh_pub_…`. It is public. */
  key: string
  /** Address of the collector, e.g. `https://guide.example.com`. Requests go there and nowhere else. */
  endpoint: string
  /**
   * Tracks a page event at start and on each change of the address (path, query or hash).
   * @default true
   */
  pages?: boolean | undefined
  /**
   * Follows a path on this site without loading the page, for guides that lead to another route.
   * @default a full page load
   */
  navigate?: ((path: string) => unknown) | undefined
  /**
   * Hears of every problem. Codes are those of `docs/errors.md`.
   * @default one console warning for each code
   */
  onError?: ((error: FootholdError) => void) | undefined
  /**
   * Whether something may be stored and sent before somebody has been asked. With `required` everything waits in memory, at
   * most 1,000 events, until `consent()` or `optIn()` says more; what the person chose is kept for the next visit.
   * @default 'granted'
   */
  consent?: 'granted' | 'required' | undefined
  /**
   * Takes "Do Not Track" and Global Privacy Control of the browser for a refusal of tracking, whatever the page says.
   * @default false
   */
  respectDoNotTrack?: boolean | undefined
  /**
   * What is replaced by `***` before it is written anywhere: query parameters of addresses, traits, properties by name; or a
   * function that rewrites each record. Parameters named like `token`, `password`, `code` or `email` are always masked.
   * @default the default parameters only
   */
  mask?: MaskRules | MaskFunction | undefined
  /**
   * Language of the guides, BCP 47 such as `id-ID`; the nearest that they are translated into is taken, else they are as written.
   * @default `lang` of the page, else the first of the browser
   */
  language?: string | undefined
  /**
   * Hears at once of what is published, and of what becomes known of the person elsewhere, without a reload: over a stream that
   * one tab of several keeps open while it can be seen.
   * @default false: the collector is asked when a page loads, and when somebody signs in
   */
  live?: boolean | undefined
  /** Hears of every event that is given up, with the reason; see `docs/tracking.md`. */
  onDrop?: OnDrop | undefined
  /**
   * Proves who is identified, where the project asks for it: a token that your server has signed, or a function that fetches
   * one. It is asked again after five minutes, for another person, and when the collector does not take it.
   * @default none
   */
  identityToken?: IdentityToken | undefined
}

/**
 * Checks the options at once, so that a mistake shows in the developer's console and not as silence.
 *
 * @throws {FootholdError} `option_invalid`, naming the option and what is expected.
 */
export function checkOptions(options: Options): Options {
  // what was given is not repeated: it may be an admin key, and a console has many readers
  const fail = (name: string, expected: string): never => {
    throw new FootholdError('option_invalid', `Option "${name}": expected ${expected}.`)
  }
  if (!options?.key?.startsWith?.('fh_pub_')) fail('key', 'the write key "fh_pub_…"')
  if (!/^https?:\/\/[^/\s]+(\/\S*)?$/.test(options.endpoint)) fail('endpoint', 'an http(s) address')
  if (!['granted', 'required', undefined].includes(options.consent)) fail('consent', '"granted" or "required"')
  return options
}
