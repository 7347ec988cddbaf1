// Owns the authored files that the collector's own tests publish. Not part of the package's index.
import type { SourceFile } from '@foothold/protocol'

export const MODEL: object = {
  features: [
    { key: 'projects', name: 'Projects', usedWhen: [{ event: 'project.created' }] },
    {
      key: 'automation',
      name: 'Automation',
      usedWhen: [{ event: 'automation.run', where: { kind: { is: 'real' } } }],
      adoptedWhen: { count: 2, within: '30d' },
    },
  ],
  segments: [
    { key: 'admins', when: { trait: 'role', is: 'admin' } },
    { key: 'opened', when: { event: 'project.opened', count: { gte: 2 } } },
  ],
  milestones: [
    { key: 'activated', name: 'Activated', when: { all: [{ event: 'project.created' }, { event: 'member.invited' }] } },
    {
      key: 'pro',
      when: {
        all: [
          { milestone: 'activated', is: 'reached' },
          { account: 'plan', is: 'pro' },
        ],
      },
    },
  ],
  goals: [
    { key: 'activation', name: 'Activation', metric: { milestone: 'activated' }, target: 0.5, by: { day: 7 } },
    { key: 'admins-automate', segment: 'admins', metric: { feature: 'automation', level: 'adopted' }, target: 0.9 },
    { key: 'opened-automate', segment: 'opened', metric: { feature: 'automation', level: 'tried' }, target: 1 },
  ],
}

/** A guide as it is written. */
export interface WrittenGuide {
  key: string
  [field: string]: unknown
}

export const TOUR: WrittenGuide = {
  kind: 'tour',
  key: 'welcome',
  goal: { milestone: 'activated', within: '7d' },
  audience: { event: 'project.opened', count: { gte: 2 } },
  when: { page: '/*' },
  owner: 'growth',
  steps: [
    { key: 'one', title: 'Welcome' },
    { key: 'two', title: 'Create' },
    { key: 'three', title: 'Done' },
  ],
}

export const CHECKLIST: WrittenGuide = {
  kind: 'checklist',
  key: 'start',
  goal: { event: 'project.created', within: '7d' },
  title: 'Get going',
  when: { page: '/*' },
  tasks: [
    { key: 'create', title: 'Create a project', completeWhen: { event: 'project.created' } },
    { key: 'invite', title: 'Invite somebody', completeWhen: { event: 'member.invited' } },
  ],
}

/** Files as they are published. */
export function toFiles(guides: readonly WrittenGuide[], model: object = MODEL): SourceFile[] {
  return [{ path: 'model.json', text: JSON.stringify(model) }, ...guides.map((guide) => ({ path: `guides/${guide.key}.json`, text: JSON.stringify(guide) }))]
}

/** Body and method of `POST publish` and `POST validate`. */
export function publishing(files: readonly SourceFile[], note?: string): { method: string; body: string } {
  return { method: 'POST', body: JSON.stringify({ files, ...(note === undefined ? {} : { note }) }) }
}
