// Owns what is made unreadable before anything is written: values of the address that give access or name somebody, and what
// the page has asked for.
import type { Report } from '../error.ts'
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
const SENSITIVE = /token|passw|secret|auth(?!or)|e-?mail|session|signature|phone|(^|[^a-z]|api|access)(code|key|pwd|otp|sig|jwt)$/i
/** Where an address may carry some: of a page event these alone. */
const ADDRESSES = ['search', 'url', 'referrer']

/** @param rules - see `Options.mask`. A function that throws lets the call fail: better nothing than what should be masked. */
export function createMask(rules: MaskRules | MaskFunction = {}, report: Report): Mask {
  const { query, ...names } = rules as MaskRules
  const hides = (name: string): boolean => query === true || !!query?.includes(name) || SENSITIVE.test(name)
  return (given, of) => {
    const record = toPlain(given, report)
    for (const name of of === 'properties' ? ADDRESSES : []) {
      const text = record[name]
      // also behind the #, where some sign-ins put their token
      if (typeof text === 'string') record[name] = text.replace(/([?&#;]([^=&#;?]+)=)[^&#;]*/g, (all, before, name) => (hides(name) ? before + MASKED : all))
    }
    for (const name of names[of] ?? []) if (name in record) record[name] = MASKED
    return typeof rules === 'function' ? toPlain(rules(record, of), report) : record
  }
}
