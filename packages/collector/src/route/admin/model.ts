// Owns what the live model says over everybody: which definitions are followed, how far the reckoning is, and the numbers, those of
// former definitions included.
import type { ModelAnswer, ModelBasisEntry, ModelNumbers } from '@foothold/protocol'
import { countEverybody } from '../../people/model/summary.ts'
import type { ModelBasis } from '../../store/model-store.ts'
import { route, type Route } from '../table.ts'
import { modelAnswer } from './answer-model.ts'
import type { AdminOptions } from './options.ts'

export function createModelRoutes({ stores, projection }: AdminOptions): Route[] {
  const { model } = stores.state
  return [
    route({
      method: 'get',
      path: '/model',
      scope: 'read',
      summary: 'Tells where everybody stands, by the live definitions and by former ones.',
      answer: { json: modelAnswer },
      async handle(c) {
        const project = c.var.project.id
        await projection.caughtUp(project)
        const definitions: ModelBasisEntry[] = []
        for (const basis of await model.bases(project))
          definitions.push(
            toEntry(
              basis,
              basis.summary === null
                ? await countEverybody(model, project)
                : { accounts: null, ...(JSON.parse(basis.summary) as Omit<ModelNumbers, 'accounts'>) },
            ),
          )
        return c.json({ definitions } satisfies ModelAnswer)
      },
    }),
  ]
}

function toEntry({ basis, version, since, until, after, done, total }: ModelBasis, numbers: ModelNumbers): ModelBasisEntry {
  return {
    basis,
    version,
    since: new Date(since).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
    progress: { done, total, finished: after === null },
    numbers,
  }
}
