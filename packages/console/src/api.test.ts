import { describe, expect, it, vi, type Mock } from 'vitest'
import { ConsoleError, createApi } from './api.ts'

const answering = (status: number, body: string, type = 'application/json'): Mock<typeof fetch> =>
  vi.fn<typeof fetch>(async () => new Response(body, { status, headers: { 'content-type': type } }))
const problem = (status: number, code: string): string => JSON.stringify({ type: 'x', title: 'Title', status, code, detail: 'What to do.', retryable: false })
const failure = async (promise: Promise<unknown>): Promise<ConsoleError> =>
  promise.then(
    () => {
      throw new Error('did not fail')
    },
    (error) => error,
  )

describe('createApi', () => {
  it('sends the key as Bearer and escapes ids and queries', async () => {
    const fetch = answering(200, '{"items":[],"next":null,"total":0}')
    const api = createApi({ fetch, key: () => 'fh_adm_x' })
    await api.people({ search: 'a&b', limit: 50 })
    await api.timeline('a/b', { cursor: 'c=' })
    expect(fetch.mock.calls.map(([url]) => url)).toEqual(['/admin/v1/people?search=a%26b&limit=50', '/admin/v1/people/a%2Fb/timeline?cursor=c%3D'])
    expect(new Headers(fetch.mock.calls[0]![1]?.headers).get('authorization')).toBe('Bearer fh_adm_x')
  })

  it('tells the detail of a problem', async () => {
    const error = await failure(createApi({ fetch: answering(503, problem(503, 'draining')), key: () => 'k' }).overview())
    expect(error).toBeInstanceOf(ConsoleError)
    expect(error).toMatchObject({ code: 'draining', status: 503, title: 'Title', message: 'What to do.' })
  })

  it('calls onRefused for 401 and for the wrong kind of key, not for another failure', async () => {
    for (const [status, code, times] of [
      [401, 'key_unknown', 1],
      [403, 'wrong_key_type', 1],
      [404, 'not_found', 0],
      [500, 'internal', 0],
    ] as const) {
      const onRefused = vi.fn<(error: ConsoleError) => void>()
      await failure(createApi({ fetch: answering(status, problem(status, code)), key: () => 'k', onRefused }).guides())
      expect(onRefused).toHaveBeenCalledTimes(times)
    }
  })

  it('does not sign out where the key was changed while the request was under way', async () => {
    const onRefused = vi.fn<(error: ConsoleError) => void>()
    let key = 'old'
    const changing = vi.fn<typeof fetch>(async () => {
      key = 'new'
      return new Response(problem(401, 'key_unknown'), { status: 401 })
    })
    await failure(createApi({ fetch: changing, key: () => key, onRefused }).guides())
    expect(onRefused).not.toHaveBeenCalled()
  })

  it("names an answer that is not the admin API's", async () => {
    const gateway = createApi({ fetch: answering(502, '<h1>Bad gateway</h1>', 'text/html'), key: () => 'k' })
    expect(await failure(gateway.overview())).toMatchObject({ code: 'unreadable', status: 502 })
    const page = createApi({ fetch: answering(200, '<!doctype html>', 'text/html'), key: () => 'k' })
    expect(await failure(page.overview())).toMatchObject({ code: 'unreadable', status: 200 })
  })

  it('says offline where no answer comes, and passes on an abort as it is', async () => {
    const down = vi.fn<typeof fetch>(async () => {
      throw new TypeError('failed to fetch')
    })
    expect(await failure(createApi({ fetch: down, key: () => 'k' }).overview())).toMatchObject({ code: 'offline', status: 0 })
    const control = new AbortController()
    control.abort()
    const aborted = vi.fn<typeof fetch>(async () => {
      throw control.signal.reason
    })
    expect(await failure(createApi({ fetch: aborted, key: () => 'k' }).overview(control.signal))).toMatchObject({ name: 'AbortError' })
  })
})
