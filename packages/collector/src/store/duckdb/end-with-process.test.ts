import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { createProject } from '../../project/create-project.ts'
import { temporaryFolder } from '../../testing/temporary.ts'
import { openStores } from '../sqlite/open.ts'
import { makeEvent } from '../testing.ts'

/** Asks without a pause, and leaves in the middle of it without closing anything. */
const LEAVING = `
  import { openStores } from ${JSON.stringify(new URL('../sqlite/open.ts', import.meta.url).href)}
  const [, folder, ms] = process.argv
  const stores = await openStores(folder)
  // what asks is not heard any more
  const ask = async () => { for (;;) await stores.query.guideCounts('p') }
  await stores.query.guideCounts('p')
  for (let i = 0; i < 3; i++) ask()
  setTimeout(() => process.exit(7), Number(ms))
`

it('lets the process exit with its own code, whatever is asked just then', async () => {
  const folder = temporaryFolder()
  const stores = await openStores(folder)
  await createProject(stores.state, 'Demo')
  for (let start = 0; start < 60_000; start += 500)
    await stores.log.append(
      Array.from({ length: 500 }, (_, index) =>
        makeEvent({ messageId: `m${start + index}`, userId: `u${start + index}`, name: 'guide.seen', properties: '{"guide":"g"}' }),
      ),
    )
  await stores.query.guideCounts('p')
  await stores.close()
  for (const ms of [1, 7, 30, 60]) {
    const child = spawn(process.execPath, ['--conditions=@foothold/source', '--no-warnings', '--input-type=module', '-e', LEAVING, folder, String(ms)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const [said, [code, signal]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    expect([ms, said, code, signal]).toEqual([ms, '', 7, null])
  }
  // what it left is whole
  const again = await openStores(folder)
  expect(await again.query.guideCounts('p')).toMatchObject([{ shown: 60_000 }])
  await again.close()
}, 120_000)
