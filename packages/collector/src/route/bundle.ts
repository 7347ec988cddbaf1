// Owns GET /v1/bundle/:writeKey, cacheable by everybody.
import { Hono } from 'hono'
import type { LiveConfigs } from '../config/live.ts'
import type { CollectorEnv } from '../middleware/env.ts'
import type { WriteKeyCheck } from '../middleware/key-cache.ts'
import { matchesEtag } from './etag.ts'

export function createBundleRoutes(check: WriteKeyCheck, configs: LiveConfigs): Hono<CollectorEnv> {
  return new Hono<CollectorEnv>().get('/bundle/:writeKey', async (c) => {
    const { project } = await check(c.req.param('writeKey'))
    const answer = (await configs.of(project)).bundleIn(c.req.query('lang'))
    const etag = `"${answer.etag}"`
    c.header('ETag', etag)
    c.header('Cache-Control', 'public, max-age=60, stale-while-revalidate=86400')
    if (matchesEtag(c.req.header('if-none-match'), etag)) return c.body(null, 304)
    return c.body(answer.text, 200, { 'Content-Type': 'application/json; charset=utf-8' })
  })
}
