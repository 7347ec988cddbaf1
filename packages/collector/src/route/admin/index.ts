// Owns the admin API: every route needs an admin key, and sees the project of that key only.
import { Hono } from 'hono'
import { CollectorError } from '../../error.ts'
import { describeGuide, listGuides } from '../../insights/guides.ts'
import { describeProject } from '../../insights/overview.ts'
import { requireAdmin } from '../../middleware/authenticate.ts'
import type { CollectorEnv } from '../../middleware/env.ts'
import { createConfigRoutes } from './config.ts'
import { createEventRoutes } from './events.ts'
import { createExplainRoutes } from './explain.ts'
import type { AdminOptions } from './options.ts'
import { createPeopleRoutes } from './people.ts'

/** Routes below `/admin/v1`. */
export function createAdminRoutes(options: AdminOptions): Hono<CollectorEnv> {
  const { stores, configs, projection, now, endpoint } = options
  const { query, state } = stores
  const app = new Hono<CollectorEnv>()
  app.use('*', requireAdmin(state.projects))
  app.get('/project', async (c) => {
    const { id, name } = c.var.project
    return c.json({ name, writeKey: (await state.projects.writeKey(id)) ?? '', ...(endpoint === undefined ? {} : { endpoint }) })
  })
  app.get('/overview', async (c) => {
    const project = c.var.project
    await projection.caughtUp(project.id)
    const viewOf = async (account: string) => (await projection.account(project.id, account)).view
    return c.json(await describeProject({ project, people: state.people, query, config: await configs.of(project.id), viewOf, now: now() }))
  })
  const guides = async (project: string) => {
    // identities decide which people are distinct
    await projection.caughtUp(project)
    return { project, query, versions: state.versions, config: await configs.of(project), now: now() }
  }
  app.get('/guides', async (c) => c.json(await listGuides(await guides(c.var.project.id))))
  app.get('/guides/:key', async (c) => {
    const guide = await describeGuide(c.req.param('key'), await guides(c.var.project.id))
    if (!guide) throw new CollectorError('not_found', `There is no guide "${c.req.param('key').slice(0, 200)}".`)
    return c.json(guide)
  })
  app.route('/', createConfigRoutes(options))
  app.route('/', createPeopleRoutes(options))
  app.route('/', createExplainRoutes(options))
  app.route('/', createEventRoutes(options))
  return app
}
