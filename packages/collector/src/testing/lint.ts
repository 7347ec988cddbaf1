// A small project for tests of the linter: a model, a tour, and one guide that a test gives.
import type { Issue } from '@foothold/protocol'
import { loadFiles } from '../config/load.ts'

export const NOW: number = Date.parse('2026-11-22T11:00:00Z')
export const MODEL = {
  segments: [
    { key: 'reps', when: { trait: 'role', is: 'rep' } },
    { key: 'admins', when: { trait: 'role', in: ['admin', 'owner'] } },
    {
      key: 'leads',
      when: {
        any: [
          { trait: 'role', is: 'rep' },
          { trait: 'role', is: 'lead' },
        ],
      },
    },
  ],
  features: [{ key: 'automation', name: 'Automation', usedWhen: [{ event: 'automation.run' }] }],
  milestones: [{ key: 'activated', when: { event: 'project.created' } }],
  rollouts: [{ key: 'new-editor', phases: [{ percent: 50 }] }],
}
export const TIP = { kind: 'empty-state', key: 'tip', goal: null, why: 'a test', slot: 'here', title: 'Hello' }
export const TOUR = {
  kind: 'tour',
  key: 'tour',
  goal: null,
  why: 'a test',
  experiment: { holdout: 0.1, variants: [{ key: 'short', steps: ['one'] }, { key: 'long' }] },
  steps: [
    { key: 'one', title: 'One' },
    { key: 'two', title: 'Two' },
  ],
}
export type Loose = Record<string, unknown>
export const load = (guides: readonly Loose[], model: Loose = {}, options: Parameters<typeof loadFiles>[1] = {}): Issue[] =>
  loadFiles(
    [
      { path: 'model.json', text: JSON.stringify({ ...MODEL, ...model }) },
      ...[TOUR, ...guides].map((guide) => ({ path: `${String(guide['key'])}.json`, text: JSON.stringify(guide) })),
    ],
    { now: NOW, ...options },
  ).issues
/** An issue as the tables have it. */
export const short = ({ severity, code, pointer, detail }: Issue): string => `${severity} ${code} ${pointer}: ${detail}`
export const told = (guide: Loose, options?: Parameters<typeof loadFiles>[1]): string[] => load([{ ...TIP, ...guide }], {}, options).map(short)
