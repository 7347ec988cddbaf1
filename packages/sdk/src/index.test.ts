// Runs in Node, as server rendering does: no window, no document, no IndexedDB.
import { expect, test } from 'vitest'
import { createFoothold } from './index.ts'

const options = { key: 'fh_pub_1', endpoint: 'https://guide.example.com' }

test('on a server every method does nothing and throws never', async () => {
  const foothold = createFoothold(options)
  await expect(
    Promise.all([foothold.identify('u_1', { role: 'admin' }), foothold.group('acme'), foothold.track('x'), foothold.page(), foothold.flush()]),
  ).resolves.toBeDefined()
  expect(foothold.start('tour')).toEqual({ show: false, reason: 'not-loaded' })
  expect(foothold.why('tour')).toEqual({ show: false, reason: 'not-loaded' })
  foothold.on('x', () => {})()
  foothold.reset()
  foothold.dispose()
})

test('a wrong option is told on a server too', () => expect(() => createFoothold({ ...options, key: 'nope' })).toThrow('fh_pub_'))

test('the part that draws can be imported on a server', async () => {
  expect(await import('./ui/index.ts')).toHaveProperty('createStage')
})
