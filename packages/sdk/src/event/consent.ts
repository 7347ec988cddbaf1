// Owns what the person at the screen has allowed, and that nothing is written before. It must not know what is done with it.
import type { Options } from '../options.ts'
import type { Platform } from '../platform.ts'
import { parseJson } from './serialize.ts'

/** What may be allowed or refused; what is not named stays as it was. */
export interface Purposes {
  /** To record events and send them. */
  tracking?: boolean | undefined
  /** To show guides, and to keep in the browser what they need. */
  guidance?: boolean | undefined
}

export interface Consent {
  /** `undefined`: it is not decided yet, and nothing may be stored or sent. */
  readonly tracking: boolean | undefined
  readonly guidance: boolean | undefined
  set(choice: Purposes): void
  /** Takes over what another tab was told. */
  recheck(): void
  /** Small values; in memory as long as nothing is allowed. */
  local: Platform['local']
}

const PURPOSES = ['tracking', 'guidance'] as const
const NAME = 'consent'

export function createConsent({ local, window }: Pick<Platform, 'local' | 'window'>, options: Pick<Options, 'consent' | 'respectDoNotTrack'>): Consent {
  const { doNotTrack, globalPrivacyControl } = window.navigator as { doNotTrack?: string | null; globalPrivacyControl?: boolean }
  const refused = options.respectDoNotTrack && (doNotTrack === '1' || globalPrivacyControl)
  // a slip of the pen asks rather than tells
  const byDefault = (options.consent ?? 'granted') === 'granted' || undefined
  const choice: Purposes = {}
  const held = new Map<string, string>()
  const open = (): boolean | undefined => consent.tracking || consent.guidance
  const take = (given: Purposes | undefined, here?: boolean): void => {
    for (const purpose of PURPOSES) if (typeof given?.[purpose] === 'boolean') choice[purpose] = given[purpose]
    if (here) local.write(NAME, JSON.stringify(choice))
    if (open()) {
      // another tab that was allowed first has said who is here
      for (const [name, value] of held) if (here || !local.read(name)) consent.local.write(name, value)
      held.clear()
    } else if (open() === false) for (const name of local.names()) if (name !== NAME) local.write(name, '')
  }
  const consent: Consent = {
    get tracking() {
      return refused ? false : (choice.tracking ?? byDefault)
    },
    get guidance() {
      return choice.guidance ?? byDefault
    },
    set: (given) => take(given, true),
    recheck: () => take(parseJson(local.read(NAME))),
    local: {
      names: local.names,
      read: (name) => held.get(name) ?? local.read(name),
      write(name, value) {
        if (!open()) held.set(name, value)
        // what was never there need not be emptied
        else if (value || local.read(name)) local.write(name, value)
      },
    },
  }
  consent.recheck()
  return consent
}
