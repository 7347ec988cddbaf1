import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openStores, type Stores } from '@foothold/collector'
import { runCli, startCli } from '../../packages/cli/src/testing/run-cli.ts'
import { asOwner, createDatabase, createNetwork } from './database.ts'

/** All that is kept of a project. */
async function everything({ state }: Stores): Promise<unknown> {
  const [project] = await state.projects.list()
  const { id } = project!
  const people = await state.people.page(id, '', 1000)
  return [
    project,
    await state.projects.keys(id),
    await state.versions.list(id),
    await state.versions.contents(id),
    people,
    await state.people.milestones(
      id,
      people.map((row) => row.id),
    ),
    await state.people.linksAfter(undefined, 1000),
    await state.people.listAccounts(id, { limit: 99 }),
    await state.people.position(),
    await state.audit.list(id, 99),
    await state.erasures.hashes(id),
  ]
}

it('moves all of it, and the collector goes on from there', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'foothold-cluster-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  const data = join(cwd, '.foothold/data')
  const stateUrl = await createDatabase()
  const keys = (): Record<'url' | 'writeKey' | 'adminKey', string> => JSON.parse(readFileSync(join(cwd, '.foothold/credentials.json'), 'utf8')) as never
  const admin = async (path: string): Promise<{ total: number }> => {
    const answer = await fetch(`${keys().url}/admin/v1/${path}`, { headers: { authorization: `Bearer ${keys().adminKey}` } })
    return (await answer.json()) as { total: number }
  }
  {
    await using server = startCli(['serve', '--port', '0'], { cwd })
    await server.printed(/Ctrl-C stops/)
    await runCli(['init'], { cwd })
    expect(await runCli(['publish'], { cwd })).toMatchObject({ code: 0 })
    const batch = Array.from({ length: 1300 }, (_, index) => ({
      type: index % 2 ? 'identify' : 'group',
      userId: `user-${index}`,
      anonymousId: `device-${index}`,
      messageId: String(index),
      traits: { name: 'x\0\ud800\ufdd0' },
      ...(index % 2 ? {} : { groupId: `account-${index % 7}` }),
    }))
    for (const part of [batch.slice(0, 700), batch.slice(700)]) {
      const answer = await fetch(`${keys().url}/v1/batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${keys().writeKey}` },
        body: JSON.stringify({ batch: part }),
      })
      expect(await answer.json()).toMatchObject({ accepted: part.length })
    }
    expect((await admin('people')).total).toBe(1300)
    expect(await runCli(['move', '--to', stateUrl], { cwd })).toMatchObject({ code: 1, stderr: expect.stringMatching(/^store_in_use: /) })
    server.child.kill('SIGTERM')
    await server.ended
  }
  const before = await openStores(data).then(async (stores) => everything(stores).finally(() => stores.close()))

  // a server that goes away in between leaves all as it was
  const network = await createNetwork(stateUrl)
  await network.close()
  expect(await runCli(['move', '--to', network.url], { cwd })).toMatchObject({ code: 1, stderr: expect.stringMatching(/^store_unreachable: /) })
  expect(existsSync(join(data, 'state.db'))).toBe(true)

  const moved = await runCli(['move'], { cwd, env: { FOOTHOLD_STATE_URL: stateUrl } })
  expect(moved).toMatchObject({ code: 0, stderr: '' })
  expect(moved.stdout).toMatch(/^ +1,300 {2}person$/m)
  expect(moved.stdout).not.toContain(new URL(stateUrl).password)
  const after = await openStores(data, undefined, { stateUrl }).then(async (stores) => everything(stores).finally(() => stores.close()))
  expect(after).toEqual(before)

  // ended after the last row and before the file had its new name, it is completed
  renameSync(join(data, 'state.db.moved'), join(data, 'state.db'))
  expect(await runCli(['move', '--to', stateUrl], { cwd })).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Moved to /) })

  // once only, and nobody goes on with what was left behind
  expect(await runCli(['move', '--to', stateUrl], { cwd })).toMatchObject({ code: 1, stderr: expect.stringMatching(/^not_found: /) })
  expect(await runCli(['serve', '--port', '0'], { cwd })).toMatchObject({ code: 78, stderr: expect.stringContaining('state.db is missing') })
  {
    await using server = startCli(['serve', '--port', '0'], { cwd, env: { FOOTHOLD_STATE_URL: stateUrl } })
    await server.printed(/Keys {7}in /)
    await server.printed(/Ctrl-C stops/)
    expect((await admin('people')).total).toBe(1300)
  }

  // a database that is used is left alone
  const other = mkdtempSync(join(tmpdir(), 'foothold-cluster-'))
  onTestFinished(() => rmSync(other, { recursive: true, force: true }))
  await openStores(join(other, 'data')).then((stores) => stores.close())
  const refused = await runCli(['move', '--to', stateUrl], { cwd: other, env: { FOOTHOLD_DATA: 'data' } })
  expect(refused).toMatchObject({ code: 78, stderr: expect.stringMatching(/^state_unusable: .* has a state already/) })
  expect(await asOwner('select count(*)::integer as n from person', stateUrl)).toEqual([{ n: 1300 }])
}, 180_000)
