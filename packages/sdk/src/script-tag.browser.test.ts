import { expect, test, vi } from 'vitest'
import type { Foothold, TrackedEvent } from './page-api.ts'

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
      ['track', []],
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
