// Owns what is made unreadable before anything is written: values of the address that give access or name somebody, and what
// the page has asked for.
import { FootholdError, type Report } from '../error.ts'
import { toPlain } from './serialize.ts'

/** What is replaced by `***`. */
export interface MaskRules {
  /** Names of query parameters beside the default ones, or all of them. */
  query?: readonly string[] | true | undefined
  /** Traits of people and accounts, by name. */
  traits?: readonly string[] | undefined
  /** Properties of events, by name. */
  properties?: readonly string[] | undefined
}

type Plain = Record<string, unknown>

/** Rewrites what is about to be recorded. It gets a copy, after the default rule for addresses. */
export type MaskFunction = (record: Plain, of: 'properties' | 'traits') => Plain

/** Makes a plain record of what the host says, masked. @param address - whether its texts are addresses too. */
export type Mask = (given: unknown, of: 'properties' | 'traits') => Plain

const MASKED = '***'
/** Parameters that give access or name somebody, whatever a product calls them. */
const SENSITIVE =
  /token|passw|secret|auth(?!or)|e-?mail|session|signature|phone|credential|verifier|saml|bearer|(^|[^a-z]|api|access)(code|key|pwd|otp|otc|pin|sid|sig|jwt)$/i
/** Where an address may carry some: of a page event these alone. */
const ADDRESSES = ['search', 'url', 'referrer']
/** Addresses within addresses that are looked into; what lies deeper is masked whole. */
const NESTING = 4

/** As a server would read it; half an escape is left as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Masks parameters, also behind the #, where some sign-ins put their token, and in an address that is a value of one. */
function maskAddress(address: string, hides: (name: string) => boolean, depth = NESTING): string {
  return address.replace(/([?&#;]([^=&#;?]+)=)([^&#]*)/g, (all, before: string, name: string, value: string) => {
    if (hides(decode(name)) || !depth) return before + MASKED
    const plain = decode(value)
    const masked = maskAddress(plain, hides, depth - 1)
    return masked === plain ? all : before + (plain === value ? masked : encodeURIComponent(masked))
  })
}

/** Refuses rules that are none, so that a slip of the pen does not let through what it should hide. @throws {FootholdError} `option_invalid` */
function check(rules: unknown): void {
  if (typeof rules === 'function') return
  for (const [name, list] of Object.entries(rules ?? {})) {
    if (!/^(query|traits|properties)$/.test(name) || (list && !Array.isArray(list) && list !== true)) {
      throw new FootholdError('option_invalid', `Option "mask.${name}": expected lists of names: query, traits, properties.`)
    }
  }
}

/**
 * @param read - gives `Options.mask` as it is now. A function that throws lets the call fail: better nothing than what should be masked.
 * @throws {FootholdError} `option_invalid`, also what it returns.
 */
export function createMask(read: () => MaskRules | MaskFunction | undefined, report: Report): Mask {
  check(read())
  return (given, of) => {
    const rules = read() ?? {}
    check(rules)
    const { query, ...names } = rules as MaskRules
    const hides = (name: string): boolean => query === true || !!query?.includes(name) || SENSITIVE.test(name)
    const record = toPlain(given, report)
    for (const name of of === 'properties' ? ADDRESSES : []) {
      const text = record[name]
      if (typeof text === 'string') record[name] = maskAddress(text, hides)
    }
    for (const name of names[of] ?? []) if (name in record) record[name] = MASKED
    return typeof rules === 'function' ? toPlain(rules(record, of), report) : record
  }
}
