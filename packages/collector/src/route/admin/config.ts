// Owns validate, publish, versions and roll back.
import { LIMITS, type ValidateAnswer } from '@foothold/protocol'
import { z } from 'zod'
import { checkFiles, listVersions, publishFiles, publishVersion } from '../../config/publish.ts'
import { findSeenNames, type SeenNames } from '../../config/seen.ts'
import { CollectorError } from '../../error.ts'
import { route, type Route } from '../table.ts'
import { publishAnswer, validateAnswer, versionEntry } from './answer.ts'
import type { AdminOptions } from './options.ts'

/** Files are larger than the bundle made of them; four times is generous. */
const BODY_BYTES = 4 * LIMITS.bundleBytes
const requestSchema = z.strictObject({
  files: z.array(z.strictObject({ path: z.string().min(1).max(500), text: z.string() })).max(2000),
  note: z.string().max(1000).optional(),
})

export function createConfigRoutes({ stores, projection, now, logger, onPublished }: AdminOptions): Route[] {
  const { versions } = stores.state
  const seenBy = async (project: string): Promise<SeenNames> => {
    // traits come from the projection; where it fails, publishing goes on with what there is
    await projection.caughtUp(project).catch((error: unknown) => logger.error({ event: 'traits not up to date', error: String(error) }))
    return findSeenNames(project, { query: stores.query, people: stores.state.people })
  }
  /** Names that were never seen are told as warnings: where nobody can answer now, publishing goes on without. */
  const untold = (error: unknown): undefined => {
    if (!(error instanceof CollectorError)) throw error
    logger.error({ event: 'names not compared', error: error.message })
  }
  const follow = (project: string): void => {
    onPublished(project)
    // milestones by the new definitions, before somebody asks
    projection.caughtUp(project).catch((error: unknown) => logger.error({ event: 'milestones not updated', error: String(error) }))
  }
  return [
    route({
      method: 'post',
      path: '/validate',
      scope: 'author',
      summary: 'Checks guide files: everything that is wrong, with place and mend.',
      body: requestSchema,
      bodyBytes: BODY_BYTES,
      answer: { json: validateAnswer },
      async handle(c, { body }) {
        const { issues, ok } = checkFiles(body.files, await seenBy(c.var.project.id))
        return c.json({ ok, issues } satisfies ValidateAnswer)
      },
    }),
    route({
      method: 'post',
      path: '/publish',
      scope: 'publish',
      summary: 'Checks guide files and makes them live.',
      body: requestSchema,
      bodyBytes: BODY_BYTES,
      answer: { json: publishAnswer },
      action: 'files.published',
      async handle(c, { body: { files, note: text }, note }) {
        const project = c.var.project.id
        const answer = await publishFiles(files, text, { versions, project, now: now(), seen: await seenBy(project).catch(untold) })
        follow(project)
        note(answer.version, { changed: answer.changed })
        return c.json(answer)
      },
    }),
    route({
      method: 'get',
      path: '/versions',
      scope: 'read',
      summary: 'Lists the published versions, newest first.',
      answer: { json: z.array(versionEntry) },
      handle: async (c) => c.json(await listVersions({ versions, project: c.var.project.id })),
    }),
    route({
      method: 'post',
      path: '/versions/:version/publish',
      scope: 'publish',
      summary: 'Makes a former version live again.',
      names: { version: 'version' },
      answer: { json: publishAnswer },
      action: 'files.published',
      async handle(c, { note }) {
        const project = c.var.project.id
        const answer = await publishVersion(c.req.param('version') ?? '', { versions, project, now: now() })
        follow(project)
        note(answer.version, { again: true })
        return c.json(answer)
      },
    }),
  ]
}
