import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createSite } from '../site.ts'
import { createBench, temporaryFolder } from '../testing/temporary.ts'

async function ask(): Promise<(path: string, headers?: Record<string, string>) => Promise<Response>> {
  const folder = temporaryFolder()
  const [consoleFolder, sdkFolder] = [join(folder, 'console'), join(folder, 'sdk')]
  mkdirSync(consoleFolder)
  mkdirSync(sdkFolder)
  writeFileSync(join(folder, 'secret.txt'), 'classified')
  writeFileSync(join(consoleFolder, 'index.html'), '<!doctype html>console')
  writeFileSync(join(consoleFolder, 'console.js'), 'export {}')
  writeFileSync(join(consoleFolder, '.env'), 'classified')
  writeFileSync(join(sdkFolder, 'foothold.js'), 'sdk')
  symlinkSync(join(folder, 'secret.txt'), join(sdkFolder, 'link.txt'))
  const { collector } = await createBench({ sites: { console: createSite(consoleFolder), sdk: createSite(sdkFolder) } })
  return async (path, headers = {}) => collector.app.request(path, { headers })
}

describe('static files', () => {
  it('serve the SDK to every site', async () => {
    const get = await ask()
    const answer = await get('/sdk/foothold.js', { origin: 'https://app.example' })
    expect(await answer.text()).toBe('sdk')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=300',
    })
    const again = await get('/sdk/foothold.js', { 'if-none-match': answer.headers.get('etag')! })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect((await get('/sdk/nothing.js')).status).toBe(404)
  })

  it('come compressed as the client likes, made once, the same for HEAD', async () => {
    const folder = temporaryFolder()
    const text = 'export const word = 1\n'.repeat(500)
    writeFileSync(join(folder, 'foothold.js'), text)
    writeFileSync(join(folder, 'small.js'), 'x'.repeat(1023))
    writeFileSync(join(folder, 'picture.png'), text)
    const site = createSite(folder)
    const { collector } = await createBench({ sites: { sdk: site } })
    const get = async (path: string, encoding?: string, method = 'GET'): Promise<Response> =>
      collector.app.request(path, { method, headers: encoding === undefined ? {} : { 'accept-encoding': encoding } })
    const bytes = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer())
    const [plain, gzip, br] = [await get('/sdk/foothold.js'), await get('/sdk/foothold.js', 'gzip'), await get('/sdk/foothold.js', 'gzip, br')]
    expect([plain, gzip, br].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip', 'br'])
    // one page may be told of another's by a cache in between
    expect(new Set([plain, gzip, br].map(({ headers }) => headers.get('etag'))).size).toBe(1)
    for (const { headers } of [plain, gzip, br]) expect(headers.get('vary')).toBe('Accept-Encoding')
    const body = await bytes(br)
    expect(br.headers.get('content-length')).toBe(String(body.length))
    expect([await plain.text(), gunzipSync(await bytes(gzip)).toString(), brotliDecompressSync(body).toString()]).toEqual([text, text, text])
    const kept = await site('foothold.js')
    expect(await kept!.compressed('br')).toBe(await (await site('foothold.js'))!.compressed('br'))

    const head = await get('/sdk/foothold.js', 'br', 'HEAD')
    expect([head.status, (await bytes(head)).length, head.headers.get('content-length'), head.headers.get('content-encoding')]).toEqual([
      200,
      0,
      String(body.length),
      'br',
    ])
    const again = await collector.app.request('/sdk/foothold.js', { headers: { 'if-none-match': br.headers.get('etag')!, 'accept-encoding': 'gzip' } })
    expect([again.status, again.headers.get('vary')]).toEqual([304, 'Accept-Encoding'])
    for (const path of ['/sdk/small.js', '/sdk/picture.png']) {
      const { headers } = await get(path, 'br')
      expect([path, headers.get('content-encoding'), headers.get('vary')]).toEqual([path, null, null])
    }
    // what changes on the disk is compressed anew
    writeFileSync(join(folder, 'foothold.js'), text.replaceAll('word', 'name'))
    utimesSync(join(folder, 'foothold.js'), 1, 1)
    const changed = await get('/sdk/foothold.js', 'br')
    expect(changed.headers.get('etag')).not.toBe(br.headers.get('etag'))
    expect(brotliDecompressSync(await bytes(changed)).toString()).toContain('name')
  })

  it('serve the console under a strict policy, and its page for every place in it', async () => {
    const get = await ask()
    for (const path of ['/console', '/console/', '/console/guides/welcome', '/console/people/ada@example.com', '/console/people/a%2Fb']) {
      const answer = await get(path)
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, '<!doctype html>console'])
      expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'self';.*frame-ancestors 'none'$/)
      expect(answer.headers.get('content-security-policy')).not.toContain('unsafe')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    }
    expect(await (await get('/console/console.js')).text()).toBe('export {}')
    expect((await get('/console/missing.js')).status).toBe(404)
    const root = await get('/')
    expect([root.status, root.headers.get('location')]).toEqual([302, '/console'])
  })

  it.each([
    '/sdk/../secret.txt',
    '/sdk/..%2fsecret.txt',
    '/sdk/%2e%2e/secret.txt',
    '/sdk/..%5csecret.txt',
    '/sdk/....//secret.txt',
    '/sdk//etc/passwd',
    '/sdk/link.txt',
    '/sdk/foothold.js%00.txt',
    '/console/.env',
    '/console/%2e%2e/secret.txt',
    '/sdk/',
  ])('do not lead out of their folder: %s', async (path) => {
    const answer = await (await ask())(path)
    expect(await answer.text()).not.toContain('classified')
  })
})
