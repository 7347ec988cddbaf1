import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountStanding, ModelAnswer, PersonStanding } from '@foothold/protocol'
import { expect, onTestFinished, test, vi } from 'vitest'
import { runCli, startCli, type Run } from './testing/run-cli.ts'

interface Model {
  features: { key: string; adoptedWhen?: object }[]
  behaviour?: object
  journeys?: object[]
}

test('says where everybody, one person and one account stand; reckons anew where definitions change, and keeps the former numbers', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'foothold-cli-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  const run = (...args: string[]): Promise<Run> => runCli(args, { cwd })
  const done = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args)
    expect([code, stderr]).toEqual([0, expect.any(String)])
    return stdout
  }
  const definitions = async (): Promise<ModelAnswer['definitions']> => (JSON.parse(await done('standing', '--json')) as ModelAnswer).definitions
  await using server = startCli(['serve', '--port', '0'], { cwd })
  await server.printed(/Ctrl-C stops/)
  expect(await done('standing')).toMatch(/^no model is followed/)

  await done('init', 'foothold', '--template', 'saas')
  const path = join(cwd, 'foothold/model.json')
  const model = JSON.parse(await readFile(path, 'utf8')) as Model
  const stages = [{ key: 'invited' }, { key: 'logged-in', when: { event: 'session.started' }, within: '7d' }]
  const first: Model = { ...model, behaviour: {}, journeys: [{ key: 'adoption', stages }] }
  await writeFile(path, JSON.stringify(first))
  await done('publish')
  await done('simulate', '--people', '120', '--days', '60')
  // some are invited after the last day
  const { url, adminKey } = JSON.parse(await readFile(join(cwd, '.foothold/credentials.json'), 'utf8')) as Record<'url' | 'adminKey', string>
  const listed = await fetch(`${url}/admin/v1/people?limit=1`, { headers: { authorization: `Bearer ${adminKey}` } })
  const { total } = (await listed.json()) as { total: number }
  expect(total).toBeGreaterThan(100)
  const followed = async (people: number): Promise<ModelAnswer['definitions']> =>
    vi.waitFor(
      async () => {
        const found = await definitions()
        expect(found[0]).toMatchObject({ until: null, progress: { finished: true }, numbers: { people } })
        return found
      },
      { timeout: 30_000, interval: 300 },
    )
  const [before] = await followed(total)
  const adopted = ({ numbers }: ModelAnswer['definitions'][number]): number =>
    numbers!.levels.filter(({ feature, level }) => feature === 'comments' && /adopted|habitual/.test(level)).reduce((sum, { people }) => sum + people, 0)
  expect(adopted(before!)).toBeGreaterThan(0)

  // whoever commented once has adopted it from now on, whenever that was
  const features = first.features.map((one) => (one.key === 'comments' ? { ...one, adoptedWhen: { count: 1, within: '90d' } } : one))
  await writeFile(path, JSON.stringify({ ...first, features }))
  await done('publish')
  const [now, former] = await vi.waitFor(
    async () => {
      const found = await followed(total)
      expect(found).toHaveLength(2)
      return found
    },
    { timeout: 30_000, interval: 300 },
  )
  expect(adopted(now!)).toBeGreaterThan(adopted(before!))
  expect(now!.progress).toEqual({ done: total, total, finished: true })
  expect(former).toMatchObject({ version: before!.version, until: now!.since })
  expect(adopted(former!)).toBe(adopted(before!))
  const text = await done('standing')
  expect(text).toContain(`${now!.version} since ${now!.since}\n  people     ${total}`)
  expect(text).toContain(`${former!.version} ${former!.since} until ${former!.until}\n  people     ${total}`)

  const person = JSON.parse(await done('standing', '--person', 'saas-u1', '--json')) as PersonStanding
  expect(await done('standing', '--person', 'saas-u1')).toContain(person.behaviour ? `${person.behaviour.class} since ${person.behaviour.since}` : 'invited')
  const account = JSON.parse(await done('standing', '--account', 'saas-a1', '--json')) as AccountStanding
  expect(await done('standing', '--account', 'saas-a1')).toMatch(new RegExp(`^${account.active} of ${account.people} people active in 28 days`))
  expect(account.behaviour).not.toBeNull()

  expect((await run('standing', '--person', 'x', '--account', 'y')).stderr).toMatch(/^option_invalid: /)
  expect((await run('standing', '--account', 'nobody')).stderr).toMatch(/^not_found: /)
}, 180_000)
