import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventSchema } from '@foothold/protocol/schema'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { SimulatedEvent } from './simulate/life.ts'
import { PRODUCTS } from './simulate/products.ts'
import { simulate, type SimulationOptions } from './simulate/simulate.ts'
import { TEMPLATES } from './template/templates.ts'
import { runCli, startCli, type Running } from './testing/run-cli.ts'

const UNTIL = Date.parse('2026-03-01T00:00:00Z')
const all = (options: Partial<SimulationOptions> = {}, product = PRODUCTS.saas): SimulatedEvent[] =>
  [...simulate(product, { people: 300, days: 60, seed: 1, until: UNTIL, ...options })].flat()
const propertiesOf = (event: SimulatedEvent): Record<string, unknown> => event['properties'] as Record<string, unknown>

describe.each(Object.values(PRODUCTS))('the simulated product $key', (product) => {
  const events = all({}, product)

  it('writes events that the collector takes, each id once, in order of time, none after the end', () => {
    for (const event of events) expect(eventSchema.safeParse(event).error?.issues).toBeUndefined()
    const times = events.map(({ timestamp }) => timestamp)
    expect(times).toEqual([...times].sort())
    expect(times.at(-1)! <= new Date(UNTIL).toISOString()).toBe(true)
    expect(new Set(events.map(({ messageId }) => messageId)).size).toBe(events.length)
  })

  it('is the same for the same seed, and other people for another', () => {
    expect(all({}, product)).toEqual(events)
    expect(all({ seed: 2 }, product)).not.toEqual(events)
  })

  it('uses what its template declares, and nothing of another', () => {
    const template = TEMPLATES[product.key as 'saas' | 'crm']
    const { features, segments } = template['model.json'] as {
      features: { key: string; usedWhen: { event: string }[]; relevantTo?: string[] }[]
      segments: object[]
    }
    expect(features.map(({ key }) => key).toSorted()).toEqual(product.features.map(({ key }) => key).toSorted())
    for (const { key, event } of product.features) expect(features.find((one) => one.key === key)!.usedWhen).toContainEqual({ event })
    for (const role of product.roles)
      for (const { key, relevantTo } of features)
        expect([role.key, key, !relevantTo || relevantTo.includes(role.key)]).toEqual([role.key, key, role.features.includes(key) || !relevantTo])
    expect(segments.length).toBeGreaterThan(3)
    for (const { key, goal, withinDays, holdout } of product.guides)
      expect(template[`${key}.json`]).toMatchObject({ goal: { event: goal, within: `${withinDays}d` }, experiment: { holdout } })
  })
})

test('what a guide does is what was said: the share of each arm that reaches its goal', () => {
  const events = all({ people: 6_000, days: 90 })
  const reached = new Map<string, Set<unknown>>()
  for (const { type, event, userId } of events)
    if (type === 'track') (reached.get(event as string) ?? reached.set(event as string, new Set()).get(event as string)!).add(userId)
  const last = new Date(UNTIL - 15 * 86_400_000).toISOString()
  for (const guide of PRODUCTS.saas.guides) {
    for (const [arm, expected] of [
      ['holdout', guide.base],
      ['none', guide.base + guide.effect],
    ] as const) {
      const exposed = events.filter(
        (event) =>
          event['event'] === 'experiment.exposed' && propertiesOf(event)['guide'] === guide.key && propertiesOf(event)['arm'] === arm && event.timestamp < last,
      )
      const share = exposed.filter(({ userId }) => reached.get(guide.goal)?.has(userId)).length / exposed.length
      // three and a half standard errors
      expect(Math.abs(share - expected), `${guide.key} ${arm}: ${share} of ${exposed.length}`).toBeLessThan(
        3.5 * Math.sqrt((expected * (1 - expected)) / exposed.length),
      )
    }
  }
})

test('whether a guide is shown to somebody changes nothing for anybody else', () => {
  const shown = all()
  const [first, ...rest] = PRODUCTS.saas.guides
  const none = all({}, { ...PRODUCTS.saas, guides: [{ ...first!, effect: 0 }, ...rest] })
  const heldOut = new Set(
    shown
      .filter((event) => event['event'] === 'experiment.exposed' && propertiesOf(event)['arm'] === 'holdout' && propertiesOf(event)['guide'] === first!.key)
      .map(({ userId }) => userId),
  )
  const of = (events: SimulatedEvent[]): SimulatedEvent[] => events.filter(({ userId }) => heldOut.has(userId))
  expect(heldOut.size).toBeGreaterThan(20)
  expect(of(none)).toEqual(of(shown))
})

describe('foothold simulate', () => {
  let cwd: string
  let server: Running
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
    server = startCli(['serve', '--port', '0'], { cwd })
    await server.printed(/Ctrl-C stops/)
  }, 60_000)
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await rm(cwd, { recursive: true, force: true })
  })

  it('fills an empty project, and asks before it fills another', async () => {
    const args = ['simulate', '--template', 'crm', '--people', '50', '--days', '30', '--until', '2026-03-01']
    const first = await runCli(args, { cwd })
    expect(first.stderr).toBe('')
    const events = /^Simulated ([\d,]+) events of 50 people on 30 days at http/.exec(first.stdout)![1]
    expect(first.stdout).toContain('first-deal       deal.created within 7 days: 65 % of those held out, +12 % where it is shown')
    const again = await runCli(args, { cwd })
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(new RegExp(`^option_invalid: The project at .* has ${events} events\\. Say --yes`))])
    expect((await runCli([...args, '--out', 'crm.ndjson'], { cwd })).code).toBe(0)
    expect((await readFile(join(cwd, 'crm.ndjson'), 'utf8')).trimEnd().split('\n').length.toLocaleString('en-US')).toBe(events)
    expect((await runCli(['import', 'crm.ndjson'], { cwd })).stdout).toContain(`Imported 0 events of ${events} rows; ${events} were there already.`)
    expect((await runCli([...args, '--out', '/nowhere/x'], { cwd })).stderr).toMatch(/^\/nowhere\/x cannot be written \(ENOENT\)/)
  }, 60_000)
})
