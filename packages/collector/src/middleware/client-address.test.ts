import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { createClientAddress } from './client-address.ts'

const from = (remoteAddress: string, forwarded?: string): IncomingMessage =>
  ({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage

it.each([
  ['nobody is trusted', [], '10.0.0.1', '1.2.3.4', '10.0.0.1'],
  ['the proxy is trusted', ['10.0.0.0/8'], '10.0.0.1', '1.2.3.4', '1.2.3.4'],
  ['the client wrote one in front', ['10.0.0.0/8'], '10.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
  ['there are two proxies', ['10.0.0.0/8', '::1'], '::1', '1.2.3.4, 10.9.9.9', '1.2.3.4'],
  ['IPv4 comes in IPv6', ['127.0.0.1'], '::ffff:127.0.0.1', '2001:db8::1', '2001:db8::1'],
  ['somebody else speaks', ['10.0.0.0/8'], '11.0.0.1', '1.2.3.4', '11.0.0.1'],
  ['nothing was forwarded', ['10.0.0.0/8'], '10.0.0.1', undefined, '10.0.0.1'],
  ['nonsense was forwarded', ['10.0.0.0/8'], '10.0.0.1', '1.2.3.4, <script>', '10.0.0.1'],
])('tells the client where %s', (_, proxies, remote, forwarded, expected) => {
  expect(createClientAddress(proxies)(from(remote, forwarded))).toBe(expected)
})

it.each(['localhost', '10.0.0.0/33', '10.0.0.0/', '::1/129', '10.0.0.0/8/8', ''])('refuses %j as a proxy', (proxy) => {
  expect(() => createClientAddress([proxy])).toThrow(expect.objectContaining({ code: 'setting_invalid' }))
})
