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

it('fails, rather than waits, where the body breaks off', async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array([123])),
    pull: (controller) => controller.error(new Error('reset')),
  })
  await expect(readBody(new Request('http://x/', { method: 'POST', body, duplex: 'half' } as RequestInit), { wireBytes: 9, bytes: 9 })).rejects.toMatchObject({
    code: 'batch_invalid',
  })
})
