import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { requestIdOf } from './request-id.ts'

const app = new Hono().get('/', (c) => c.text(`${requestIdOf(c)} ${requestIdOf(c)}`))
const ids = async (headers: Record<string, string>): Promise<string[]> => (await (await app.request('/', { headers })).text()).split(' ')

it('takes the id of the proxy, else the trace, and makes one where neither is sane', async () => {
  expect(await ids({ 'x-request-id': 'req-7f.1:a' })).toEqual(['req-7f.1:a', 'req-7f.1:a'])
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  expect(await ids({ traceparent: `00-${trace}-00f067aa0ba902b7-01` })).toEqual([trace, trace])
  expect(await ids({ 'x-request-id': 'x'.repeat(200), traceparent: `00-${trace}-00f067aa0ba902b7-01` })).toEqual([trace, trace])
  const insane: Record<string, string>[] = [
    { 'x-request-id': '<b>evil</b>' },
    { 'x-request-id': 'x' },
    { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` },
    {},
  ]
  for (const headers of insane) {
    const [first, second] = await ids(headers)
    expect(first).toMatch(/^[\w-]{21}$/)
    expect(second).toBe(first)
  }
})
