// Owns the files that `foothold init` writes without a template: small, valid without a warning, and showing the parts that everybody needs.

/** Path in the folder → value. */
export const STARTER: Record<string, unknown> = {
  'model.json': {
    $schema: './schema/model.schema.json',
    features: [{ key: 'projects', name: 'Projects', tier: 'core', usedWhen: [{ event: 'project.created' }], adoptedWhen: { count: 3, within: '30d' } }],
    segments: [{ key: 'newcomer', name: 'New in the last two weeks', when: { trait: 'createdAt', within: '14d' } }],
    milestones: [{ key: 'activated', name: 'First project', when: { event: 'project.created' }, deadline: '7d' }],
    goals: [{ key: 'activation', name: 'Activated in the first week', segment: 'newcomer', metric: { milestone: 'activated' }, target: 0.6, by: { day: 7 } }],
  },
  'welcome.json': {
    $schema: './schema/guide.schema.json',
    kind: 'tour',
    key: 'welcome',
    goal: { milestone: 'activated', within: '7d' },
    experiment: { holdout: 0, why: 'You want to see your first guide: take this line away before others come' },
    audience: { milestone: 'activated', is: 'open' },
    when: { page: '*', delay: '800ms' },
    steps: [
      { key: 'hello', title: 'Welcome, {{user.firstName|there}}', body: 'Two steps, and you have your first project.' },
      {
        key: 'create',
        target: { find: [{ attr: 'data-guide=new-project' }, { role: 'button', name: 'New project' }] },
        title: 'Start here',
        body: 'A project holds everything that belongs together. **Create one** now.',
        interaction: 'advance',
      },
    ],
  },
  'project-hint.json': {
    $schema: './schema/guide.schema.json',
    kind: 'hint',
    key: 'project-hint',
    goal: { event: 'project.created', within: '14d' },
    audience: { feature: 'projects', level: ['none', 'tried'] },
    when: { near: 40 },
    target: { find: [{ attr: 'data-guide=new-project' }, { role: 'button', name: 'New project' }] },
    title: 'Another project?',
    body: 'Most teams keep one project for each customer.',
    actions: [{ label: 'Got it', do: [{ dismiss: true }] }],
  },
}
