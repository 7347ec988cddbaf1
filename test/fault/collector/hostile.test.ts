import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStores } from '@foothold/collector'
import { expect, it } from 'vitest'
import { makeFolder, startProcess, track, type Running } from './process.ts'

const VECTORS = new URL('../../vectors/', import.meta.url).pathname
/** Larger sets than fit into the repository, where they lie beside it. */
const BESIDE = new URL('../../../../shared/vectors/hostile/', import.meta.url).pathname
const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T

const LONE_SURROGATE = /\p{Surrogate}/u

type Case = readonly [name: string, expected: 'accept' | 'reject' | 'either', base64: string]

function parsingCases(): Case[] {
  if (!existsSync(join(BESIDE, 'json-parsing.json'))) return read<Case[]>(join(VECTORS, 'json-parsing.json'))
  return read<{ parsing: { name: string; expect: Case[1]; b64: string }[] }>(join(BESIDE, 'json-parsing.json')).parsing.map((one) => [
    one.name,
    one.expect,
    one.b64,
  ])
}

const post = async (
  running: Running,
  body: Uint8Array<ArrayBuffer> | string,
): Promise<{ status: number; code: string | undefined; accepted: number | undefined; rejected: string[] }> => {
  const answer = await fetch(`${running.url}/v1/batch`, { method: 'POST', headers: { authorization: `Bearer ${running.writeKey}` }, body })
  const told = (await answer.json()) as { code?: string; accepted?: number; rejected?: { code: string }[] }
  return { status: answer.status, code: told.code, accepted: told.accepted, rejected: (told.rejected ?? []).map(({ code }) => code) }
}

it('takes what is JSON, refuses what is not, and never fails at either', async () => {
  const running = await startProcess(makeFolder(), { limits: { eventsPerSecond: 0 } })
  const wrong: string[] = []
  let number = 0
  for (const [name, expected, base64] of parsingCases()) {
    // once as a value inside, once alone
    const before = `{"batch":[{"type":"track","event":"e","userId":"u","messageId":"j${number++}","properties":{"v":`
    const inside = await post(running, new Uint8Array(Buffer.concat([Buffer.from(before), Buffer.from(base64, 'base64'), Buffer.from('}}]}')])))
    const alone = await post(running, new Uint8Array(Buffer.from(base64, 'base64')))
    const taken = inside.status === 200 && inside.accepted === 1
    // JSON all the same, but beyond a limit of ours: too deep, or no number that JSON could say back
    const named = inside.status === 200 && inside.rejected.every((code) => code === 'event_too_deep' || code === 'event_invalid')
    const refused = inside.status === 400 && (inside.code === 'batch_invalid' || inside.code === 'invalid_utf8')
    const well = expected === 'accept' ? taken : expected === 'reject' ? refused : taken || named || refused
    if (!well || alone.status !== 400) wrong.push(`${name}: expected ${expected}, inside ${JSON.stringify(inside)}, alone ${JSON.stringify(alone)}`)
  }
  expect(wrong).toEqual([])
  expect((await running.send([track('after')]))?.body['accepted']).toBe(1)
}, 240_000)

it('refuses bytes that are no UTF-8, wherever they stand', async () => {
  const running = await startProcess(makeFolder())
  const text = (bytes: readonly number[]): Uint8Array<ArrayBuffer> =>
    new Uint8Array(Buffer.concat([Buffer.from('{"batch":[{"type":"track","event":"e","userId":"'), Buffer.from(bytes), Buffer.from('"}]}')]))
  // a lone continuation, one cut off, an overlong slash, half of a surrogate pair, beyond the last character
  for (const bytes of [[0x80], [0xe2, 0x82], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff, 0xfe]])
    expect(await post(running, text(bytes))).toMatchObject({ status: 400, code: 'invalid_utf8' })
  expect(await post(running, text([0xe2, 0x82, 0xac]))).toMatchObject({ status: 200, accepted: 1 })
})

it('keeps naughty strings as they are, through every store and back out of every door', async () => {
  const folder = makeFolder()
  const running = await startProcess(folder, { limits: { eventsPerSecond: 0 } })
  const beside = join(BESIDE, 'blns.json')
  const strings = [
    ...read<string[]>(existsSync(beside) ? beside : join(VECTORS, 'naughty-strings.json')),
    '__proto__',
    'constructor',
    'prototype',
    'hasOwnProperty',
    'toString',
    '\uD800',
    'a\u0000b',
  ]
  const ask = async (path: string): Promise<string> =>
    (await fetch(`${running.url}/admin/v1${path}`, { headers: { authorization: `Bearer ${running.adminKey!}` } })).text()
  // JSON.parse makes a key __proto__ a property like any other; an object literal would not
  const keyed = (key: string): object => JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(key)}}`) as object
  const batch = strings.flatMap((text, n) => [
    { type: 'track', messageId: `t${n}`, event: `e${n}`, userId: `u${n}`, properties: { text, keyed: keyed(text), list: [text] } },
    { type: 'identify', messageId: `i${n}`, userId: `u${n}`, traits: { text, keyed: keyed(text) } },
  ])
  for (let n = 0; n < batch.length; n += 400) {
    const answer = await running.send(batch.slice(n, n + 400))
    expect([answer?.status, answer?.body['rejected']]).toEqual([200, []])
  }
  // names and ids: whatever is not refused comes back the same
  const named = new Map<string, string>()
  for (const [n, text] of strings.entries()) {
    const answer = await running.send([{ type: 'track', messageId: `n${n}`, event: text, userId: text }])
    expect(answer?.status).toBe(200)
    if (answer?.body['accepted'] === 1) named.set(`n${n}`, text)
  }
  expect(named.size).toBeGreaterThan(400)

  type Exported = { messageId: string; name: string | null; userId: string; properties: Record<string, unknown>; traits: Record<string, unknown> }
  const exported = new Map(
    (await ask('/export/events'))
      .trimEnd()
      .split('\n')
      .map((line) => [(JSON.parse(line) as Exported).messageId, JSON.parse(line) as Exported]),
  )
  const people = new Map(
    (await ask('/export/people'))
      .trimEnd()
      .split('\n')
      .map((line) => [(JSON.parse(line) as { id: string }).id, JSON.parse(line) as { traits: object }]),
  )
  for (const [n, text] of strings.entries()) {
    const expected = { text, keyed: keyed(text) }
    expect(JSON.stringify(exported.get(`t${n}`)?.properties)).toBe(JSON.stringify({ ...expected, list: [text] }))
    expect(JSON.stringify(exported.get(`i${n}`)?.traits)).toBe(JSON.stringify(expected))
    expect(JSON.stringify(people.get(`u${n}`)?.traits)).toBe(JSON.stringify(expected))
  }
  for (const [id, text] of named) expect([exported.get(id)?.name, exported.get(id)?.userId]).toEqual([text, text])
  // one of them through its own address, and through the timeline
  for (const text of [...named.values()].filter((_, n) => n % 25 === 0 && !LONE_SURROGATE.test(_))) {
    if (text === '.' || text === '..' || text.includes('/')) continue
    const timeline = JSON.parse(await ask(`/people/${encodeURIComponent(text)}/timeline`)) as { items?: { name: string }[] }
    expect(timeline.items?.map(({ name }) => name)).toContain(text)
  }
  // and the columns that questions are answered from
  const names = new Set((JSON.parse(await ask('/events/names')) as { events: { name: string }[] }).events.map(({ name }) => name))
  const known = new Set(named.values())
  expect([...names].filter((name) => !/^e\d+$/.test(name) && !known.has(name))).toEqual([])
  expect(Object.prototype).not.toHaveProperty('text')
  await running.kill()
  const stores = await openStores(folder)
  const stored = await stores.log.read(0, 100_000)
  expect(stored.filter(({ messageId }) => named.has(messageId)).every(({ messageId, name, userId }) => name === named.get(messageId) && userId === name)).toBe(
    true,
  )
  await stores.close()
}, 240_000)

it('is moved by no prototype that is sent, and takes duplicate keys as JSON does', async () => {
  const running = await startProcess(makeFolder())
  const bodies = [
    '{"__proto__":{"batch":[{"type":"track","event":"e","userId":"u"}]}}',
    '{"constructor":{"prototype":{"batch":[]}},"batch":[{"type":"track","event":"e","userId":"p1"}]}',
    '{"batch":[{"__proto__":{"type":"track","event":"e","userId":"p2"}}]}',
    '{"batch":[{"type":"track","event":"e","userId":"p3","properties":{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}}]}',
    '{"batch":[{"type":"track","event":"first","event":"last","userId":"p4"}]}',
  ]
  const answers = []
  for (const body of bodies) answers.push(await post(running, body))
  expect(answers.map(({ status, code, accepted }) => [status, code, accepted])).toEqual([
    [400, 'batch_invalid', undefined],
    [200, undefined, 1],
    [200, undefined, 0],
    [200, undefined, 1],
    [200, undefined, 1],
  ])
  const text = await (await fetch(`${running.url}/admin/v1/export/events`, { headers: { authorization: `Bearer ${running.adminKey!}` } })).text()
  const [, polluted, twice] = text.trimEnd().split('\n')
  expect(polluted).toContain('"properties":{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}')
  expect((JSON.parse(twice!) as { name: string }).name).toBe('last')
})
