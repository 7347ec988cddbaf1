import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readEventStream, type StreamMessage } from './event-stream.ts'

const bodyOf = (chunks: Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(control) {
      for (const chunk of chunks) control.enqueue(chunk)
      control.close()
    },
  })
const read = async (...chunks: (string | Uint8Array)[]): Promise<StreamMessage[]> => {
  const found: StreamMessage[] = []
  for await (const message of readEventStream(bodyOf(chunks.map((chunk) => (typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk)))))
    found.push(message)
  return found
}

it('reads id, event and data of several lines', async () => {
  expect(await read('id: 7\nevent: entry\ndata: a\ndata: b\n\n')).toEqual([{ id: '7', event: 'entry', data: 'a\nb' }])
})
it('skips comments, unknown fields and messages without data, and keeps the last id', async () => {
  expect(await read(': beat\n\nid: 1\n\nfoo: x\ndata:y\n\n')).toEqual([{ id: '1', event: 'message', data: 'y' }])
})
it('ends lines with LF, CR or CRLF', async () => {
  expect((await read('data: a\r\n\r\ndata: b\r\rdata: c\n\n')).map((message) => message.data)).toEqual(['a', 'b', 'c'])
})
it('drops a message that the end cuts off', async () => {
  expect(await read('data: a\n\ndata: b\n')).toHaveLength(1)
})
it('reads the same wherever the bytes are cut, also inside a character', async () => {
  const bytes = new TextEncoder().encode('id: 1\r\ndata: {"name":"Łucja 🙂"}\r\n\r\n: beat\r\nid: 2\r\ndata: zwei\r\ndata: ü\r\n\r\n')
  const whole = await read(bytes)
  expect(whole).toHaveLength(2)
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 })), async (cuts) => {
      const ends = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      expect(await read(...ends.slice(1).map((end, index) => bytes.slice(ends[index], end)))).toEqual(whole)
    }),
  )
})
it('cancels the body when the reader stops', async () => {
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    pull(control) {
      control.enqueue(new TextEncoder().encode('data: x\n\n'))
    },
    cancel() {
      cancelled = true
    },
  })
  for await (const _ of readEventStream(body)) break
  expect(cancelled).toBe(true)
})
