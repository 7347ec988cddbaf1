// Owns GET /v1/bundle/:writeKey, cacheable by everybody.
import { Hono } from 'hono'
import type { LiveConfigs } from '../config/live.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import type { WriteKeyCheck } from '../middleware/key-cache.ts'
import { matchesEtag } from './etag.ts'

export function createBundleRoutes(writeKeys: WriteKeyCheck, configs: LiveConfigs): Hono<CollectorEnv> {
  return new Hono<CollectorEnv>().get('/bundle/:writeKey', async (c) => {
    const { record } = await writeKeys(c.req.param('writeKey'), c.req.header('origin'))
    const answer = (await configs.of(record.project)).bundleIn(c.req.query('lang'))
    // a shared cache must not give one page's answer to another
    if (record.origins.length) c.header('Vary', 'Origin')
    const etag = `"${answer.etag}"`
    c.header('ETag', etag)
    c.header('Cache-Control', 'public, max-age=60, stale-while-revalidate=86400')
    if (matchesEtag(c.req.header('if-none-match'), etag)) return c.body(null, 304)
    return c.body(answer.text, 200, { 'Content-Type': 'application/json; charset=utf-8' })
  })
}
