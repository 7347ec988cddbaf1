// Owns reading where in the host product somebody was: from an address, or from what a page event says. Pure.
import type { Place } from '@foothold/targeting'
import { parseRecord, type StoredEvent } from '../store/event-log.ts'

/** Reads a path with query and hash, or a whole address. @throws never */
export function toPlace(address: string): Place {
  // the origin is a stand-in, and gone with the rest of it; "//x" would be read as another host
  const relative = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://host.invalid/${address.replace(/^\/+/, '')}`
  const { pathname, searchParams, hash } = URL.canParse(relative) ? new URL(relative) : new URL('https://host.invalid/')
  return { path: pathname, query: Object.fromEntries(searchParams), hash: hash.slice(1) }
}

/** Where a page event was; `undefined` for other events and for those that do not say. */
export function toPlaceOfEvent({ type, properties, context }: StoredEvent): Place | undefined {
  if (type !== 'page') return undefined
  const own = parseRecord(properties)
  const page = parseRecord(context)['page']
  const inContext = typeof page === 'object' && page !== null ? (page as Record<string, unknown>) : {}
  const text = (name: string): string | undefined => [own[name], inContext[name]].find((value): value is string => typeof value === 'string' && value !== '')
  const path = text('path')
  const url = text('url')
  if (path === undefined) return url === undefined ? undefined : toPlace(url)
  const hash = url !== undefined && URL.canParse(url) ? new URL(url).hash : ''
  return toPlace(`${path}${text('search') ?? ''}${hash}`)
}
