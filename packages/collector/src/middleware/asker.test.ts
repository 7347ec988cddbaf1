import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { expect, it, onTestFinished } from 'vitest'
import { askerSignal } from '../asker.ts'
import { forAsker } from './asker.ts'
import type { CollectorEnv } from './env.ts'

it('tells work that its client has hung up, and not that it was answered', async () => {
  let arrive = (_: AbortSignal): void => {}
  const arrived = new Promise<AbortSignal>((resolve) => (arrive = resolve))
  const app = new Hono<CollectorEnv>()
  const signals: (AbortSignal | undefined)[] = []
  app.use(forAsker)
  app.get('/quick', (c) => {
    signals.push(askerSignal())
    return c.text('')
  })
  app.get('/slow', async () => {
    arrive(askerSignal()!)
    return new Promise(() => {})
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  onTestFinished(() => void server.close())
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await (await fetch(`${url}/quick`)).text()
  const gone = new AbortController()
  const left = fetch(`${url}/slow`, { signal: gone.signal })
  const signal = await arrived
  expect(signal.aborted).toBe(false)
  gone.abort()
  await expect(left).rejects.toThrow('aborted')
  await expect.poll(() => signal.aborted).toBe(true)
  expect(signals.map((one) => one?.aborted)).toEqual([false])
})
