// Owns the published guides of the benchmarks: twenty, realistic in targeting, none of which is due on the page measured.
import { createHash } from 'node:crypto'
import { guideSchema } from '@foothold/protocol/schema'
import { compileBundle } from '@foothold/targeting'

const target = (n) => ({ find: [{ css: `#target-${n}` }] })
const KINDS = [
  () => ({ kind: 'tour', steps: [1, 2, 3].map((n) => ({ key: `step-${n}`, title: `Step ${n}`, body: 'A **few** words.', target: target(n) })) }),
  (i) => ({ kind: 'hint', title: `Hint ${i}`, target: target(i) }),
  (i) => ({
    kind: 'checklist',
    title: `List ${i}`,
    tasks: [1, 2, 3].map((n) => ({ key: `task-${n}`, title: `Task ${n}`, completeWhen: { event: `task.finished-${n}` } })),
  }),
  (i) => ({ kind: 'celebration', title: `Well done ${i}` }),
]

const guides = Array.from({ length: 20 }, (_, i) =>
  guideSchema.parse({
    ...KINDS[i % 4](i),
    key: `guide-${i}`,
    goal: { event: 'project.created', within: '7d' },
    // everybody sees everything, so that every run measures the same
    experiment: { holdout: 0, why: 'measured' },
    audience: {
      all: [
        { trait: 'role', is: ['admin', 'member', 'viewer'][i % 3] },
        { trait: 'createdAt', within: '30d' },
        {
          any: [
            { account: 'tier', is: 'enterprise' },
            { event: `report.opened-${i}`, count: { gte: 3 }, within: '14d' },
          ],
        },
        { not: { event: 'project.created', count: { gte: 1 } } },
      ],
    },
    // a third of them listens to the very event that is tracked
    when: i % 3 === 0 ? { after: { event: 'item.added' } } : { page: `/projects/part-${i}` },
  }),
)

const version = createHash('sha256').update(JSON.stringify(guides)).digest('hex').slice(0, 16)

/** What `GET /v1/bundle/:key` answers. */
export const BUNDLE = compileBundle(version, { guides, model: { segments: [], milestones: [], features: [] } })
