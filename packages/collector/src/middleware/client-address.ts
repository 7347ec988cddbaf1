// Owns whose address a request comes from, behind proxies that are trusted and no others. It must not know what it is for.
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { CollectorError } from '../error.ts'

/** @returns the address, without its form of IPv4 in IPv6. */
export type ClientAddress = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string | undefined

/**
 * Reads `X-Forwarded-For` from its end as long as it was written by a proxy that is trusted: what stands before that anybody
 * may have written.
 *
 * @param proxies - addresses, and networks such as `10.0.0.0/8` or `fd00::/8`.
 * @throws {CollectorError} `setting_invalid` where one is neither.
 */
export function createClientAddress(proxies: readonly string[]): ClientAddress {
  const trusted = new BlockList()
  for (const proxy of proxies) {
    const [address = '', bits, more] = proxy.split('/')
    const version = isIP(address)
    const length = bits === undefined ? undefined : /^\d{1,3}$/.test(bits) ? Number(bits) : -1
    if (!version || more !== undefined || (length !== undefined && (length < 0 || length > (version === 4 ? 32 : 128))))
      throw new CollectorError('setting_invalid', `"${proxy.slice(0, 100)}" is no trusted proxy: expected an address or a network such as 10.0.0.0/8.`)
    const family = version === 4 ? 'ipv4' : 'ipv6'
    if (length === undefined) trusted.addAddress(address, family)
    else trusted.addSubnet(address, length, family)
  }
  const isTrusted = (address: string): boolean => {
    const version = isIP(address)
    return version > 0 && trusted.check(address, version === 4 ? 'ipv4' : 'ipv6')
  }
  return ({ headers, socket }) => {
    let address = plain(socket.remoteAddress)
    if (address === undefined || !isTrusted(address)) return address
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
    while (forwarded.length) {
      const next = plain(forwarded.pop()!.trim())
      // who is behind something that is no address nobody can say
      if (next === undefined || !isIP(next)) return address
      address = next
      if (!isTrusted(address)) return address
    }
    return address
  }
}

const plain = (address: string | undefined): string | undefined => address?.replace(/^::ffff:(?=\d+\.)/i, '')
