// Owns the project at a glance, and its guides with their numbers.
import { z } from 'zod'
import { CollectorError } from '../../error.ts'
import { describeGuide, listGuides } from '../../insights/guides.ts'
import { describeLift } from '../../insights/lift.ts'
import { describeProject } from '../../insights/overview.ts'
import { route, type Route } from '../table.ts'
import { guideDetail, guideLift, guideSummary, overviewAnswer, projectAnswer } from './answer.ts'
import type { AdminOptions } from './options.ts'

export function createGuideRoutes({ stores, configs, projection, now, endpoint }: AdminOptions): Route[] {
  const { query, state } = stores
  const guides = async (project: string) => {
    // identities decide which people are distinct
    await projection.caughtUp(project)
    return { project, query, versions: state.versions, config: await configs.of(project), now: now() }
  }
  return [
    route({
      method: 'get',
      path: '/project',
      scope: 'read',
      summary: 'Names the project and its write key, and what this key may do.',
      answer: { json: projectAnswer },
      async handle(c) {
        const { id, name } = c.var.project
        const writeKey = (await state.projects.writeKey(id)) ?? ''
        return c.json({ name, writeKey, scopes: c.var.key.scopes, ...(endpoint === undefined ? {} : { endpoint }) })
      },
    }),
    route({
      method: 'get',
      path: '/overview',
      scope: 'read',
      summary: 'The numbers of the whole project.',
      answer: { json: overviewAnswer },
      async handle(c) {
        const project = c.var.project
        await projection.caughtUp(project.id)
        const viewOf = async (account: string) => (await projection.account(project.id, account)).view
        return c.json(await describeProject({ project, people: state.people, query, config: await configs.of(project.id), viewOf, now: now() }))
      },
    }),
    route({
      method: 'get',
      path: '/guides',
      scope: 'read',
      summary: 'Lists the guides with their numbers.',
      answer: { json: z.array(guideSummary) },
      handle: async (c) => c.json(await listGuides(await guides(c.var.project.id))),
    }),
    route({
      method: 'get',
      path: '/guides/:key',
      scope: 'read',
      summary: 'Describes one guide with its numbers.',
      names: { key: 'guide' },
      answer: { json: guideDetail },
      async handle(c) {
        const key = c.req.param('key') ?? ''
        const guide = await describeGuide(key, await guides(c.var.project.id))
        if (!guide) throw new CollectorError('not_found', `There is no guide "${key.slice(0, 200)}".`)
        return c.json(guide)
      },
    }),
    route({
      method: 'get',
      path: '/guides/:key/lift',
      scope: 'read',
      summary: 'Tells what a guide has changed: those who were to see it against those held out.',
      names: { key: 'guide' },
      query: z.object({ effect: z.coerce.number().gt(0).lt(1).default(0.05).describe('smallest difference worth seeing, as a ratio') }),
      answer: { json: guideLift },
      async handle(c, { query: { effect } }) {
        const key = c.req.param('key') ?? ''
        const lift = await describeLift(key, effect, { ...(await guides(c.var.project.id)), people: state.people })
        if (!lift) throw new CollectorError('not_found', `There is no guide "${key.slice(0, 200)}".`)
        return c.json(lift)
      },
    }),
  ]
}
