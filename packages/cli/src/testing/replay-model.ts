// Owns the model that months are replayed with: what the simulated product "saas" does, asked for in every way that the live model
// knows. It must not know who asks.

/** What `model.json` says. */
export const REPLAY_MODEL = {
  features: [
    { key: 'projects', name: 'Projects', tier: 'core', usedWhen: [{ event: 'project.created' }, { event: 'project.opened' }], deadline: '10d' },
    {
      key: 'tasks',
      name: 'Tasks',
      tier: 'core',
      relevantTo: ['admin', 'member'],
      usedWhen: [{ event: 'task.created' }],
      adoptedWhen: { count: 5, within: '14d' },
    },
    {
      key: 'reports',
      name: 'Reports',
      tier: 'advanced',
      relevantTo: ['admin', 'manager'],
      usedWhen: [{ event: 'report.viewed' }, { event: 'report.shared' }],
      deadline: '30d',
    },
    {
      key: 'automation',
      name: 'Automation',
      tier: 'power',
      relevantTo: ['admin', 'member'],
      usedWhen: [{ event: 'automation.created' }, { event: 'automation.run' }],
      releasedAt: '2026-02-10',
      deadline: '20d',
    },
    { key: 'constructor', name: 'Comments', tier: 'core', usedWhen: [{ event: 'comment.created' }], habitualWhen: { weeks: 2, of: 3 } },
  ],
  segments: [
    { key: 'constructor', when: { trait: 'role', is: 'admin' } },
    { key: 'new', when: { trait: 'createdAt', within: '30d' } },
    { key: 'busy', when: { event: 'session.started', count: { gte: 3 }, within: '7d' } },
    { key: 'quiet', when: { all: [{ event: 'session.started' }, { event: 'session.started', absent: '10d' }] } },
    { key: 'adopter', when: { feature: 'tasks', level: ['adopted'] } },
  ],
  milestones: [
    { key: 'constructor', when: { event: 'session.started' }, deadline: '7d' },
    { key: 'activated', when: { event: 'project.created' }, deadline: '7d', from: 'first-seen' },
    { key: 'returned', when: { event: 'session.started', count: { gte: 2 } }, from: { milestone: 'activated' }, deadline: '10d' },
    { key: 'tasks', when: { feature: 'tasks', level: ['adopted'] }, from: { journey: 'adoption' }, deadline: '60d' },
    { key: 'integrated', when: { event: 'member.invited', scope: 'account' }, deadline: '30d' },
  ],
  journeys: [
    {
      key: 'adoption',
      stages: [
        { key: 'invited' },
        { key: 'logged-in', when: { event: 'session.started' }, within: '3d' },
        { key: 'activated', when: { event: 'project.created' }, within: '3d' },
        { key: 'regular', when: { event: 'session.started', count: { gte: 3 }, within: '7d' }, within: '30d' },
      ],
    },
    {
      key: 'constructor',
      stages: [
        { key: 'working', when: { event: 'task.created' } },
        { key: 'automating', when: { feature: 'automation', level: ['adopted'] }, within: '20d' },
      ],
    },
  ],
  behaviour: { newFor: '10d', dormantAfter: '21d', stalledAfter: '10d', power: { days: 8, depth: 0.5 }, atRisk: { drop: 0.5 } },
} as const
