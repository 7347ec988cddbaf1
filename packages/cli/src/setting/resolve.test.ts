import { INGEST_LIMITS } from '@foothold/collector'
import { SETTINGS } from '@foothold/protocol/schema'
import { describe, expect, test } from 'vitest'
import { resolveSettings, type Resolved, type Said } from './resolve.ts'

const resolve = (said: Partial<Said>): ReturnType<typeof resolveSettings> =>
  resolveSettings({ flags: {}, environment: {}, file: {}, fileName: 'f.json', ...said })
const value = (said: Partial<Said>): Resolved => {
  const result = resolve(said)
  if (!result.ok) throw new Error(result.problems.join('\n'))
  return result.value
}

describe('settings', () => {
  test('come from a flag before the environment before the file before the default', () => {
    const file = { port: 1, host: 'file', logLevel: 'debug' }
    const environment = { FOOTHOLD_PORT: '2', FOOTHOLD_HOST: 'variable' }
    const { settings, sources } = value({ file, environment, flags: { port: '3' } })
    expect([settings.port, settings.host, settings.logLevel, settings.data]).toEqual([3, 'variable', 'debug', '.foothold/data'])
    expect([sources.port, sources.host, sources.logLevel, sources.data]).toEqual(['--port', 'FOOTHOLD_HOST', 'f.json', 'default'])
  })

  test('have the limits of the collector as defaults, each of them', () => {
    const { settings } = value({})
    expect(Object.fromEntries(Object.keys(INGEST_LIMITS).map((name) => [name, settings[name as keyof typeof INGEST_LIMITS]]))).toEqual(INGEST_LIMITS)
  })

  test('are durations in ms, lists and yes or no, wherever they are written', () => {
    expect(
      value({ environment: { FOOTHOLD_RETENTION: '90d', FOOTHOLD_TRUSTED_PROXIES: '10.0.0.0/8, ::1', FOOTHOLD_LOG_ADDRESSES: '1' } }).settings,
    ).toMatchObject({
      retention: 90 * 86_400_000,
      trustedProxies: ['10.0.0.0/8', '::1'],
      logAddresses: true,
    })
    expect(value({ file: { retention: '1h', trustedProxies: ['::1'], logAddresses: true } }).settings).toMatchObject({
      retention: 3_600_000,
      trustedProxies: ['::1'],
      logAddresses: true,
    })
  })

  test('that are wrong are all named, with place and nearest word', () => {
    const result = resolve({ flags: { logLevel: 'inof', port: '70000' }, environment: { FOOTHOLD_RETENTION: '3 weeks', FOOTHOLD_LOG_ADDRESSES: 'maybe' } })
    expect(result).toEqual({
      ok: false,
      problems: [
        '--port: Expected a whole number from 0 to 65535, found "70000".',
        'FOOTHOLD_RETENTION: Expected a time such as 800ms, 10s, 5m, 2h or 90d, found "3 weeks".',
        '--log-level: Expected one of error, info, debug, found "inof"; did you mean "info"?',
        'FOOTHOLD_LOG_ADDRESSES: Expected true or false, found "maybe".',
      ],
    })
    expect(resolve({ environment: { FOOTHOLD_DRAIN_TIMEOUT: '2h' } })).toMatchObject({ ok: false, problems: [expect.stringContaining('at most 60s')] })
  })

  test('are no variables that Kubernetes sets for a service of that name', () => {
    expect(
      value({ environment: { FOOTHOLD_PORT: 'tcp://10.96.0.1:4600', FOOTHOLD_SERVICE_HOST: '10.96.0.1', FOOTHOLD_PORT_4600_TCP_ADDR: '10.96.0.1' } }),
    ).toMatchObject({ settings: { port: 4600 } })
  })

  test('have names of their own only, not those of any object', () => {
    expect(
      value({ flags: JSON.parse('{"__proto__":{"port":1}}') as object as Record<string, unknown>, file: Object.create({ port: 7 }) as Record<string, unknown> })
        .settings.port,
    ).toBe(4600)
    expect(Object.keys(SETTINGS)).not.toContain('constructor')
  })
})

test('shows nothing of an address whose password would be cut in two', () => {
  for (const password of ['12/secret', '12?secret', '12#secret']) {
    expect(value({ flags: { stateUrl: `postgres://user:${password}@db.example/foothold` } }).shown.stateUrl).toBe('********')
  }
})
