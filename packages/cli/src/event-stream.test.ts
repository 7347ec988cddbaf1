import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMessages, type StreamMessage } from './event-stream.ts'

async function read(chunks: Iterable<Uint8Array>): Promise<StreamMessage[]> {
  const messages: StreamMessage[] = []
  async function* body(): AsyncGenerator<Uint8Array> {
    yield* chunks
  }
  for await (const message of readMessages(body())) messages.push(message)
  return messages
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const TEXT = ': hello\nretry: 10\r\n\r\nid: 7\nevent: event\ndata: {"name":"größer 🎉"}\r\n\ndata:a\rdata:  b\r\rid: 8\n\ndata\n\ndata: not finished'
const MESSAGES: StreamMessage[] = [
  { event: 'event', data: '{"name":"größer 🎉"}', id: '7' },
  { event: 'message', data: 'a\n b', id: '7' },
  { event: 'message', data: '', id: '8' },
]

test('reads messages as browsers do', async () => {
  expect(await read([bytes(TEXT)])).toEqual(MESSAGES)
})

test('takes the line separators of Unicode for letters', async () => {
  expect(await read([bytes('data: {"x":"a\u2028b\u2029c\u0085d"}\n\n')])).toEqual([{ event: 'message', data: '{"x":"a\u2028b\u2029c\u0085d"}', id: undefined }])
})

test('reads the same wherever the network cuts', async () => {
  const all = bytes(TEXT)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(all.length)), async (cuts) => {
      const ends = [...cuts, all.length].sort((a, b) => a - b)
      const chunks = ends.map((end, i) => all.slice(ends[i - 1] ?? 0, end))
      expect(await read(chunks)).toEqual(MESSAGES)
    }),
  )
})
