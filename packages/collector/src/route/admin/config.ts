// Owns validate, publish, versions and roll back.
import { LIMITS, type PublishRequest, type ValidateAnswer } from '@foothold/protocol'
import { Hono } from 'hono'
import { z } from 'zod'
import { checkFiles, listVersions, publishFiles, publishVersion } from '../../config/publish.ts'
import { findSeenNames, type SeenNames } from '../../config/seen.ts'
import { readBody } from '../../ingest/read-body.ts'
import type { CollectorEnv } from '../../middleware/env.ts'
import { parseJsonBody } from '../json-body.ts'
import type { AdminOptions } from './options.ts'

/** Files are larger than the bundle made of them; four times is generous. */
const BODY = { wireBytes: 4 * LIMITS.bundleBytes, bytes: 4 * LIMITS.bundleBytes }
const requestSchema = z.strictObject({
  files: z.array(z.strictObject({ path: z.string().min(1).max(500), text: z.string() })).max(2000),
  note: z.string().max(1000).optional(),
})

export function createConfigRoutes({ stores, projection, now, logger }: AdminOptions): Hono<CollectorEnv> {
  const { versions } = stores.state
  const read = async (request: Request): Promise<PublishRequest> => parseJsonBody(requestSchema, await readBody(request, BODY)) as PublishRequest
  const seenBy = async (project: string): Promise<SeenNames> => {
    // traits come from the projection; where it fails, publishing goes on with what there is
    await projection.caughtUp(project).catch((error: unknown) => logger.error({ event: 'traits not up to date', error: String(error) }))
    return findSeenNames(project, { query: stores.query, people: stores.state.people })
  }
  const follow = (project: string): void => {
    // milestones by the new definitions, before somebody asks
    projection.caughtUp(project).catch((error: unknown) => logger.error({ event: 'milestones not updated', error: String(error) }))
  }
  return new Hono<CollectorEnv>()
    .post('/validate', async (c) => {
      const { issues, ok } = checkFiles((await read(c.req.raw)).files, await seenBy(c.var.project.id))
      return c.json({ ok, issues } satisfies ValidateAnswer)
    })
    .post('/publish', async (c) => {
      const { files, note } = await read(c.req.raw)
      const project = c.var.project.id
      const answer = await publishFiles(files, note, { versions, project, now: now(), seen: await seenBy(project) })
      follow(project)
      return c.json(answer)
    })
    .get('/versions', async (c) => c.json(await listVersions({ versions, project: c.var.project.id })))
    .post('/versions/:version/publish', async (c) => {
      const project = c.var.project.id
      const answer = await publishVersion(c.req.param('version'), { versions, project, now: now() })
      follow(project)
      return c.json(answer)
    })
}
