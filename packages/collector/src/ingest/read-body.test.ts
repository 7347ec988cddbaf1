import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { readBody } from './read-body.ts'

it('stops unpacking a bomb soon after the limit, not at its end', async () => {
  // gzip may have several members: 512 MB in 0.5 MB
  const member = gzipSync(Buffer.alloc(4 * 1024 * 1024))
  const bomb = Buffer.concat(Array.from({ length: 128 }, () => member))
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(bomb.subarray(sent, (sent += 512))))
      if (sent >= bomb.length) controller.close()
    },
  })
  const request = new Request('http://x/', { method: 'POST', headers: { 'content-encoding': 'gzip' }, body, duplex: 'half' } as RequestInit)
  await expect(readBody(request, { wireBytes: 1e6, bytes: 1e6 })).rejects.toMatchObject({ code: 'decompressed_too_large' })
  expect(sent).toBeLessThan(bomb.length / 2)
})

const post = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = { 'content-type': 'text/plain' }): Request =>
  new Request('http://x/', { method: 'POST', headers, body })

it('knows gzip by its first bytes where no header names it, within the same limits', async () => {
  const limits = { wireBytes: 1_000, bytes: 10_000 }
  const packed = gzipSync('{"batch":[]}')
  expect(await readBody(post(packed), limits)).toBe('{"batch":[]}')
  expect(await readBody(post(packed, { 'content-encoding': 'gzip' }), limits)).toBe('{"batch":[]}')
  // what was packed twice was not meant to be unpacked twice
  await expect(readBody(post(gzipSync(packed), { 'content-encoding': 'gzip' }), limits)).rejects.toMatchObject({ code: 'invalid_utf8' })
  await expect(readBody(post(gzipSync(Buffer.alloc(10_001))), limits)).rejects.toMatchObject({ code: 'decompressed_too_large' })
  await expect(readBody(post(packed.subarray(0, 20)), limits)).rejects.toMatchObject({ code: 'batch_invalid' })
  await expect(readBody(post(Buffer.concat([packed, Buffer.alloc(1_000)])), limits)).rejects.toMatchObject({ code: 'payload_too_large' })
  await expect(readBody(post(new Uint8Array([0x1f])), limits)).resolves.toBe('\u001f')
})

it('fails, rather than waits, where the body breaks off', async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array([123])),
    pull: (controller) => controller.error(new Error('reset')),
  })
  await expect(readBody(new Request('http://x/', { method: 'POST', body, duplex: 'half' } as RequestInit), { wireBytes: 9, bytes: 9 })).rejects.toMatchObject({
    code: 'batch_invalid',
  })
})
