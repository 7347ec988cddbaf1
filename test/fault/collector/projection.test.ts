import { openStores } from '@foothold/collector'
import { expect, it } from 'vitest'
import { makeFolder, startProcess, track } from './process.ts'

/** `KILLS=200 npm run test:fault` for the long run. */
const KILLS = Number(process.env['KILLS'] ?? 5)

it(`answers what the log says, killed ${KILLS} times while it takes events in and answers`, async () => {
  const folder = makeFolder()
  let number = 0
  let keys: { write: string; admin: string } | undefined
  let answers = 0
  let cut = 0
  for (let round = 0; round < KILLS; round++) {
    const running = await startProcess(folder, { ...(keys ? { key: keys.write } : {}), limits: { eventsPerSecond: 0 } })
    keys ??= { write: running.writeKey, admin: running.adminKey! }
    let over = false
    const send = async (): Promise<void> => {
      while (!over) {
        const person = `${number % 300}`
        const batch = Array.from({ length: 100 }, () => track(`m${number++}`, { userId: `u${person}`, anonymousId: `a${person}` }))
        if ((await running.send([...batch, track(`m${number++}`, { userId: undefined, anonymousId: `a${person}` })])) === undefined) over = true
      }
    }
    const ask = async (): Promise<void> => {
      while (!over) {
        const answer = await fetch(`${running.url}/admin/v1/overview`, { headers: { authorization: `Bearer ${keys!.admin}` } }).catch(() => undefined)
        if (!answer) cut++
        else if (answer.ok) answers++
        // at another moment each time: while the first is made, or some later one
        if (answers >= round * 3 && Math.random() < 0.5) {
          over = true
          await running.kill()
        }
      }
    }
    await Promise.all([send(), send(), ask(), ask()])
    await running.kill()
    const stores = await openStores(folder)
    const [project] = await stores.state.projects.list()
    const days = await stores.query.eventDays(project!.id, 0)
    const stored = await stores.log.count(project!.id)
    const active = await stores.query.activeDays(project!.id, [{ event: 'fault.tested', where: undefined }], 0)
    const ids = new Set((await stores.log.read(0, 1_000_000)).map((event) => (event.userId ?? event.anonymousId!).slice(1)))
    await stores.close()
    expect(days.reduce((sum, { events }) => sum + events, 0)).toBe(stored)
    // everybody is known by two ids, and counts once
    expect(Math.max(0, ...active.values())).toBeLessThanOrEqual(ids.size)
    if (days.length === 1) expect([...active.values()]).toEqual([ids.size])
  }
  expect(answers).toBeGreaterThan(0)
  console.log(`${KILLS} kills: ${number} events sent, ${answers} answers, ${cut} cut off`)
}, 600_000)
