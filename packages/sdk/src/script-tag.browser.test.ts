import { toSnippet } from '@foothold/protocol'
import { expect, test, vi } from 'vitest'
import type { Foothold, TrackedEvent } from './page-api.ts'

test('a claim, a listener and a function that were made before are released by what the call returned, before or after', async () => {
  const script = Object.assign(document.createElement('script'), { src: `${location.origin}/sdk/foothold.js` })
  Object.assign(script.dataset, { key: 'fh_pub_script_tag_stub', pages: 'off', language: 'id' })
  const holder = window as unknown as { foothold?: Foothold; q?: unknown }
  const current = vi.spyOn(document, 'currentScript', 'get').mockReturnValue(script)
  const ask = vi.spyOn(window, 'fetch')
  // the line that customers paste
  const stub = document.createElement('script')
  stub.textContent = /<script>(.*?)<\/script>/.exec(toSnippet('', ''))![1]!
  document.head.append(stub)
  try {
    const waiting = holder.foothold!
    const heard: string[] = []
    const early = waiting.on('*', ({ name }) => void heard.push(`early ${name}`))
    const late = waiting.on('*', ({ name }) => void heard.push(`late ${name}`))
    const surface = waiting.surface('consent')
    for (const { show, ...why } of [waiting.start('x'), waiting.why('x')]) expect([show, 'reason' in why && why.reason]).toEqual([false, 'not-loaded'])
    early()
    const again: string = new URL('./script-tag.ts?stub', import.meta.url).href
    await import(/* @vite-ignore */ again)
    await holder.foothold!.track('one')
    late()
    surface.release()
    await holder.foothold!.track('two')
    expect(heard.filter((one) => !one.includes('session') && one.trim().includes(' '))).toEqual(['late one'])
    await vi.waitFor(() => expect(JSON.stringify(ask.mock.calls)).toContain('?lang=id'))
  } finally {
    holder.foothold?.dispose()
    current.mockRestore()
    ask.mockRestore()
    stub.remove()
    delete holder.foothold
  }
})

test('calls that waited are replayed in order, also after one that this version does not know; a second copy changes nothing', async () => {
  const heard: string[] = []
  const listener = ({ name }: TrackedEvent): void => void (name && name !== 'session.started' && heard.push(name))
  const script = Object.assign(document.createElement('script'), { src: `${location.origin}/sdk/foothold.js` })
  Object.assign(script.dataset, { key: 'fh_pub_script_tag_test', pages: 'off' })
  const holder = window as unknown as { foothold?: Partial<Foothold> & { q?: unknown } }
  holder.foothold = {
    q: [
      ['on', ['*', listener]],
      ['of-another-version', ['x']],
      ['track', ['one']],
      ['surface', ['x', null]],
      ['track', []],
      // what no snippet has written
      null,
      ['track'],
      ['track', ['two']],
    ],
  }
  const current = vi.spyOn(document, 'currentScript', 'get').mockReturnValue(script)
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  try {
    await import('./script-tag.ts')
    expect(heard).toEqual(['one', 'two'])
    expect(holder.foothold.q).toBeUndefined()
    // the same script a second time, as two tag managers would load it
    const { track } = holder.foothold
    const again: string = new URL('./script-tag.ts?again', import.meta.url).href
    await import(/* @vite-ignore */ again)
    expect(holder.foothold.track).toBe(track)
    await holder.foothold.track!('three')
    expect(heard).toEqual(['one', 'two', 'three'])
  } finally {
    holder.foothold.dispose?.()
    current.mockRestore()
    warn.mockRestore()
    delete holder.foothold
  }
})
