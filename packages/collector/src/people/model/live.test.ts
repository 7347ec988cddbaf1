import type { AccountDetail, ErasureEntry, EventEntry, ModelAnswer, Page, PersonDetail } from '@foothold/protocol'
import { expect, it, vi } from 'vitest'
import { createCollector } from '../../app.ts'
import { publishing } from '../../testing/files.ts'
import { createBench, NOON, type Bench } from '../../testing/temporary.ts'
import type { PersonNote } from './note.ts'

const DAY = 86_400_000
const MODEL = {
  features: [
    { key: 'projects', name: 'Projects', usedWhen: [{ event: 'project.opened' }] },
    { key: 'automation', name: 'Automation', tier: 'advanced', relevantTo: ['admin'], deadline: '10d', usedWhen: [{ event: 'automation.run' }] },
  ],
  segments: [
    { key: 'newcomer', when: { trait: 'createdAt', within: '30d' } },
    { key: 'pro', when: { account: 'plan', is: 'pro' } },
    { key: 'lately', when: { event: 'project.opened', within: '3d' } },
  ],
  milestones: [
    { key: 'activated', when: { event: 'project.opened', count: { gte: 2 } }, deadline: '7d' },
    { key: 'automated', when: { event: 'automation.run' }, from: { milestone: 'activated' }, deadline: '5d' },
  ],
  journeys: [
    {
      key: 'adoption',
      stages: [
        { key: 'invited' },
        { key: 'opened', when: { event: 'project.opened' }, within: '2d' },
        { key: 'automated', when: { event: 'automation.run' }, within: '20d' },
      ],
    },
  ],
  behaviour: {},
}

const publish = async (bench: Bench, model: object = MODEL): Promise<void> => {
  const answer = await bench.admin('publish', publishing([{ path: 'model.json', text: JSON.stringify(model) }]))
  expect(await answer.json()).toMatchObject({ changed: true })
  await bench.collector.runTimers()
}
const track = (bench: Bench, event: string, userId: string, at = bench.clock.now): Promise<Response> =>
  bench.send('/v1/track', { event, userId, timestamp: new Date(at).toISOString() })
const told = async (bench: Bench, userId: string): Promise<string[]> =>
  (await bench.get<Page<EventEntry>>(`people/${userId}/timeline?limit=200`)).items
    .filter(({ properties }) => properties['source'] === 'foothold')
    .map(({ at, name, properties }) => {
      const { source: _, due: __, ...about } = properties
      return `${(Date.parse(at) - NOON) / DAY} ${name} ${Object.values(about).join(' ')}`.trim()
    })
    .reverse()
const noteOf = async (bench: Bench, id: string): Promise<PersonNote> => {
  await bench.collector.caughtUp(bench.project.project.id)
  return JSON.parse((await bench.stores.state.model.rows(bench.project.project.id, 'person', [id]))[0]!.state) as PersonNote
}

it('tells once of what did not happen, with nobody present, and takes it back', async () => {
  const bench = await createBench()
  await publish(bench)
  await bench.send('/v1/identify', { userId: 'ada', traits: { role: 'admin' }, timestamp: new Date(NOON).toISOString() })
  await bench.collector.caughtUp(bench.project.project.id)
  for (let day = 0; day < 40; day++) {
    bench.clock.now = NOON + day * DAY
    if (day === 8) await track(bench, 'project.opened', 'ada')
    if (day === 12) await track(bench, 'project.opened', 'ada')
    if (day === 15) await track(bench, 'automation.run', 'ada')
    await bench.collector.caughtUp(bench.project.project.id)
    await bench.collector.runTimers()
    await bench.collector.runTimers()
  }
  expect(await told(bench, 'ada')).toEqual([
    '2 journey.stalled adoption opened',
    '7 milestone.missed activated',
    '8 journey.recovered adoption opened',
    '10 feature.untouched automation',
    '12 milestone.recovered activated',
    '15 feature.recovered automation',
  ])
  bench.clock.now = NOON + 43 * DAY
  await bench.collector.runTimers()
  expect((await told(bench, 'ada')).slice(6)).toEqual(['43 person.dormant'])
  bench.clock.now = NOON + 50 * DAY
  await track(bench, 'project.opened', 'ada')
  await bench.collector.caughtUp(bench.project.project.id)
  await bench.collector.runTimers()
  expect((await told(bench, 'ada')).slice(6)).toEqual(['43 person.dormant', '50 person.recovered'])
  expect(await noteOf(bench, 'ada')).toMatchObject({
    levels: [
      ['projects', 'repeated', NOON + 12 * DAY, NOON + 50 * DAY],
      ['automation', 'tried', NOON + 15 * DAY, NOON + 15 * DAY],
    ],
    segments: [['lately', true, NOON + 50 * DAY]],
    stages: [['adoption', 'automated', NOON + 15 * DAY]],
    class: ['dormant', NOON + 45.5 * DAY],
  })
})

it('lists the features for a role before those for others, and says which are which', async () => {
  const bench = await createBench()
  const [projects, automation] = MODEL.features
  await publish(bench, { ...MODEL, features: [automation, projects] })
  const featuresOf = async (id: string): Promise<string[]> =>
    (await bench.get<PersonDetail>(`people/${id}`)).features.map(({ key, relevant, uses }) => `${key} ${relevant} ${uses}`)
  await bench.send('/v1/identify', { userId: 'ada', traits: { role: 'admin' } })
  await bench.send('/v1/identify', { userId: 'eve', traits: { role: 'constructor' } })
  for (const userId of ['eve', 'bob']) await track(bench, 'automation.run', userId)
  expect(await featuresOf('ada')).toEqual(['automation true 0', 'projects true 0'])
  expect(await featuresOf('eve')).toEqual(['projects true 0', 'automation false 1'])
  // who has no role is shown what is for everybody
  expect(await featuresOf('bob')).toEqual(['projects true 0', 'automation false 1'])
})

it('reaches nothing for somebody by telling of them: what colleagues did waits for their next event', async () => {
  const bench = await createBench()
  const together = { key: 'together', when: { event: 'automation.run', scope: 'account' } }
  await publish(bench, { ...MODEL, milestones: [...MODEL.milestones, together] })
  const use = async (userId: string, event: string, day: number): Promise<void> => {
    bench.clock.now = NOON + day * DAY
    await bench.send('/v1/track', { event, userId, context: { groupId: 'acme' }, timestamp: new Date(bench.clock.now).toISOString() })
    await bench.collector.caughtUp(bench.project.project.id)
    await bench.collector.runTimers()
  }
  const reachedAt = async (): Promise<string | null> =>
    (await bench.get<PersonDetail>('people/ada')).milestones.find(({ key }) => key === 'together')!.reachedAt
  await use('ada', 'project.opened', 0)
  await use('eve', 'automation.run', 1)
  bench.clock.now = NOON + 8 * DAY
  await bench.collector.runTimers()
  expect(await told(bench, 'ada')).toContain('7 milestone.missed activated')
  expect(await reachedAt()).toBeNull()
  await use('ada', 'project.opened', 9)
  expect(await reachedAt()).toBe(new Date(NOON + 9 * DAY).toISOString())
})

it('tells the same once where it crashes between telling and noting, and where two collectors look', async () => {
  const bench = await createBench()
  await publish(bench)
  await track(bench, 'project.opened', 'ada')
  await bench.collector.caughtUp(bench.project.project.id)
  bench.clock.now = NOON + 60 * DAY
  const { people } = bench.stores.state
  const { apply } = people
  // the events are durable, and the process is gone before it notes that
  people.apply = async () => {
    throw new Error('crash')
  }
  await expect(bench.collector.runTimers()).rejects.toThrow('crash')
  people.apply = apply
  const other = createCollector({ stores: bench.stores, now: () => bench.clock.now })
  await Promise.all([bench.collector.runTimers(), other.runTimers()])
  await other.close()
  await bench.collector.runTimers()
  expect(await told(bench, 'ada')).toEqual(['7 milestone.missed activated', '20 journey.stalled adoption automated', '28 person.dormant'])
  expect((await noteOf(bench, 'ada')).told.map(([id, due, back]) => [id, (due - NOON) / DAY, back])).toEqual([
    ['milestone:activated', 7, null],
    ['journey:adoption:automated', 20, null],
    ['dormant', 28, null],
  ])
})

it('takes back what an event that comes late shows to have been in time', async () => {
  const bench = await createBench()
  await publish(bench)
  await track(bench, 'project.opened', 'ada')
  await bench.collector.caughtUp(bench.project.project.id)
  bench.clock.now = NOON + 8 * DAY
  await bench.collector.runTimers()
  expect(await told(bench, 'ada')).toEqual(['7 milestone.missed activated'])
  await track(bench, 'project.opened', 'ada', NOON + 3 * DAY)
  await bench.collector.caughtUp(bench.project.project.id)
  await bench.collector.runTimers()
  expect(await told(bench, 'ada')).toEqual(['7 milestone.missed activated', '7 milestone.recovered activated', '8 milestone.missed automated'])
  const { standing, events, lastSeenAt } = await bench.get<PersonDetail>('people/ada')
  expect(standing.expected.find(({ key }) => key === 'activated')).toMatchObject({ status: 'met', metAt: new Date(NOON + 3 * DAY).toISOString() })
  // nobody was seen when the collector spoke
  expect([events, lastSeenAt]).toEqual([2, new Date(NOON + 3 * DAY).toISOString()])
})

it('puts whoever a trait of the account brings into a segment in it, and notes when', async () => {
  const bench = await createBench()
  await publish(bench)
  for (const userId of ['ada', 'eve'])
    await bench.send('/v1/track', { event: 'project.opened', userId, context: { groupId: 'acme' }, timestamp: new Date(NOON).toISOString() })
  await bench.collector.caughtUp(bench.project.project.id)
  bench.clock.now = NOON + DAY
  // told by one of them alone
  await bench.send('/v1/group', { userId: 'eve', groupId: 'acme', traits: { plan: 'pro' }, timestamp: new Date(bench.clock.now).toISOString() })
  await bench.collector.caughtUp(bench.project.project.id)
  bench.clock.now += 60_000
  await bench.collector.runTimers()
  expect((await noteOf(bench, 'ada')).segments).toContainEqual(['pro', true, NOON + DAY + 60_000])
  const account = await bench.get<AccountDetail>('accounts/acme')
  expect(account.standing).toMatchObject({
    people: 2,
    active: 2,
    stalled: false,
    features: [{ key: 'projects', level: 'tried', people: 2 }],
    segments: expect.arrayContaining([{ key: 'pro', people: 2, inside: true, since: new Date(NOON + DAY).toISOString() }]) as unknown,
    stages: [{ journey: 'adoption', stage: 'opened', people: 2, next: 'automated', due: new Date(NOON + 20 * DAY).toISOString(), overdue: false }],
    roles: [{ role: null, people: 2, active: 2, depth: 1 }],
    behaviour: { class: 'new', since: new Date(NOON).toISOString(), trend: 'rising' },
    missed: [],
    classes: [{ class: 'new', people: 2 }],
  })
})

it('says that an account stands still once nobody in it uses anything, and takes it back', async () => {
  const bench = await createBench()
  await publish(bench)
  const use = async (userId: string, day: number): Promise<void> => {
    bench.clock.now = NOON + day * DAY
    await bench.send('/v1/track', { event: 'project.opened', userId, context: { groupId: 'acme' }, timestamp: new Date(bench.clock.now).toISOString() })
    await bench.collector.caughtUp(bench.project.project.id)
    bench.clock.now += 31_000
    await bench.collector.runTimers()
  }
  await use('ada', 0)
  await use('eve', 10)
  const stalled = async (): Promise<string[]> => [...(await told(bench, 'ada')), ...(await told(bench, 'eve'))].filter((line) => line.includes('account'))
  for (const [day, expected] of [
    [20, []],
    [23.9, []],
    [24.1, ['24 account.stalled']],
  ] as const) {
    bench.clock.now = NOON + day * DAY
    await bench.collector.runTimers()
    expect(await stalled()).toEqual(expected)
  }
  await use('ada', 30)
  expect(await stalled()).toEqual(['30 account.recovered', '24 account.stalled'])
})

it('reckons an account by the notes of its people while its silence is far off', async () => {
  const bench = await createBench()
  await publish(bench)
  const people = Array.from({ length: 20 }, (_, index) => `u${index}`)
  for (const userId of people)
    await bench.send('/v1/track', { event: 'project.opened', userId, context: { groupId: 'acme' }, timestamp: new Date(NOON).toISOString() })
  await bench.collector.caughtUp(bench.project.project.id)
  const { log } = bench.stores
  const { readPerson } = log
  let reads = 0
  log.readPerson = (...args) => {
    reads++
    return readPerson(...args)
  }
  // nobody's fold is in memory
  const other = createCollector({ stores: bench.stores, now: () => bench.clock.now })
  const ask = async (): Promise<AccountDetail> =>
    (await (await other.app.request('/admin/v1/accounts/acme', { headers: { authorization: `Bearer ${bench.project.adminKey}` } })).json()) as AccountDetail
  expect((await ask()).standing).toMatchObject({ people: 20, active: 20, stalled: false, lastUseAt: new Date(NOON).toISOString() })
  bench.clock.now = NOON + 12.9 * DAY
  await ask()
  expect(reads).toBe(0)
  bench.clock.now = NOON + 13.1 * DAY
  await ask()
  expect(reads).toBe(20)
  await other.close()
})

it('reckons everybody anew when definitions change, tells no old news, and keeps the former numbers', async () => {
  const bench = await createBench()
  await publish(bench)
  for (let i = 0; i < 250; i++) await track(bench, 'project.opened', `u${i}`)
  await bench.collector.caughtUp(bench.project.project.id)
  bench.clock.now = NOON + 5 * DAY
  await bench.collector.runTimers()
  const before = await bench.get<ModelAnswer>('model')
  expect(before.definitions).toMatchObject([
    { until: null, progress: { finished: true }, numbers: { people: 250, late: 0, levels: [{ feature: 'projects', level: 'tried', people: 250 }] } },
  ])
  const feature = { ...MODEL.features[0], adoptedWhen: { count: 1, within: '30d' } }
  const milestone = { ...MODEL.milestones[0], deadline: '3d' }
  await publish(bench, { ...MODEL, features: [feature, MODEL.features[1]], milestones: [milestone, MODEL.milestones[1]] })
  const after = await bench.get<ModelAnswer>('model')
  expect(after.definitions).toMatchObject([
    {
      until: null,
      progress: { done: 250, total: 250, finished: true },
      numbers: { people: 250, levels: [{ feature: 'projects', level: 'adopted', people: 250 }] },
    },
    { until: new Date(bench.clock.now).toISOString(), version: before.definitions[0]!.version, numbers: before.definitions[0]!.numbers },
  ])
  expect(await told(bench, 'u7')).toEqual([])
  expect((await bench.get<PersonDetail>('people/u7')).standing.expected).toContainEqual(expect.objectContaining({ key: 'activated', status: 'missed' }))
}, 30_000)

it('counts people, not the anonymous ids that they came with', async () => {
  const bench = await createBench()
  await publish(bench)
  await bench.send('/v1/identify', { userId: 'ada', anonymousId: 'a1' })
  await bench.send('/v1/track', { event: 'project.opened', anonymousId: 'b1' })
  await bench.collector.caughtUp(bench.project.project.id)
  await bench.send('/v1/identify', { userId: 'bob', anonymousId: 'b1' })
  await bench.collector.caughtUp(bench.project.project.id)
  await bench.collector.runTimers()
  const { definitions } = await bench.get<ModelAnswer>('model')
  expect(definitions[0]!.numbers).toMatchObject({
    people: 2,
    stages: expect.arrayContaining([{ journey: 'adoption', stage: 'invited', people: 1 }]) as unknown,
  })
})

it('goes on with the reckoning where it was broken off', async () => {
  const bench = await createBench()
  for (let i = 0; i < 250; i++) await track(bench, 'project.opened', `u${String(i).padStart(3, '0')}`)
  await bench.collector.caughtUp(bench.project.project.id)
  const { model } = bench.stores.state
  const { setBasis } = model
  model.setBasis = async (basis) => {
    if (basis.done === 200) throw new Error('crash')
    return setBasis(basis)
  }
  await bench.admin('publish', publishing([{ path: 'model.json', text: JSON.stringify(MODEL) }]))
  await bench.collector.runTimers()
  const { definitions } = await bench.get<ModelAnswer>('model')
  expect(definitions).toMatchObject([{ progress: { done: 100, total: 250, finished: false } }])
  model.setBasis = setBasis
  const other = createCollector({ stores: bench.stores, now: () => bench.clock.now })
  await other.runTimers()
  await other.close()
  expect((await bench.get<ModelAnswer>('model')).definitions).toMatchObject([{ progress: { done: 250, finished: true }, numbers: { people: 250 } }])
}, 30_000)

it('knows people who were invited before they come, and counts from there', async () => {
  const bench = await createBench()
  await publish(bench)
  const invite = async (...batch: unknown[]): Promise<unknown> => (await bench.admin('people', { method: 'POST', body: JSON.stringify({ batch }) })).json()
  const grace = { userId: 'grace', traits: { role: 'admin', __proto__x: 1 }, groupId: 'acme', groupTraits: { plan: 'pro' } }
  expect(await invite(grace, { userId: '' }, { userId: 'eve', mail: 'x' }, 'x')).toMatchObject({
    accepted: 1,
    duplicates: 0,
    rejected: [
      { pointer: '/batch/1/userId', code: 'event_invalid' },
      { pointer: '/batch/2', detail: expect.stringContaining('no "mail"') as unknown },
      { pointer: '/batch/3', code: 'event_invalid' },
    ],
  })
  expect(await invite(grace)).toMatchObject({ accepted: 0, duplicates: 1 })
  const invited = await bench.get<PersonDetail>('people/grace')
  expect(invited).toMatchObject({
    identified: true,
    role: 'admin',
    account: 'acme',
    events: 0,
    standing: {
      invited: true,
      behaviour: null,
      stages: [{ stage: 'invited', since: new Date(NOON).toISOString(), next: 'opened', due: new Date(NOON + 2 * DAY).toISOString() }],
    },
  })
  bench.clock.now = NOON + 20 * DAY
  await bench.collector.runTimers()
  // nothing is expected of who is not here, but that they come
  expect(await told(bench, 'grace')).toEqual(['2 journey.stalled adoption opened'])
  await track(bench, 'project.opened', 'grace')
  const here = await bench.get<PersonDetail>('people/grace')
  expect(here).toMatchObject({
    events: 1,
    firstSeenAt: new Date(bench.clock.now).toISOString(),
    standing: { invited: false, behaviour: { class: 'new' }, stages: [{ stage: 'opened' }] },
  })
  expect(here.standing.expected.find(({ key }) => key === 'activated')?.due).toBe(new Date(NOON + 27 * DAY).toISOString())
})

it('calls nobody dormant who has not been there for so long', async () => {
  const bench = await createBench()
  await publish(bench)
  await track(bench, 'looked', 'ada', NOON)
  const classOn = async (day: number): Promise<unknown> => {
    bench.clock.now = NOON + day * DAY
    await bench.collector.runTimers()
    return (await noteOf(bench, 'ada')).class
  }
  expect(await classOn(18)).toEqual(['at-risk', NOON + 16.5 * DAY])
  expect(await classOn(27)).toEqual(['at-risk', NOON + 16.5 * DAY])
  expect(await told(bench, 'ada')).not.toContain('28 person.dormant')
  expect(await classOn(40)).toEqual(['dormant', NOON + 30.5 * DAY])
  expect(await told(bench, 'ada')).toContain('28 person.dormant')
})

it('forgets whoever is erased, and says nothing more of them', async () => {
  const bench = await createBench({ adminRequestsPerMinute: 0 })
  await publish(bench)
  await track(bench, 'project.opened', 'ada')
  await bench.collector.caughtUp(bench.project.project.id)
  const { id } = (await (await bench.admin('people/ada/erase', { method: 'POST', body: '{}' })).json()) as ErasureEntry
  await vi.waitFor(async () => expect(await bench.get<ErasureEntry>(`erasures/${id}`)).toMatchObject({ status: 'done' }), { timeout: 20_000, interval: 200 })
  expect(await bench.stores.state.model.rows(bench.project.project.id, 'person', ['ada'])).toEqual([])
  bench.clock.now = NOON + 60 * DAY
  await bench.collector.runTimers()
  expect((await bench.stores.log.read(0, 100)).filter(({ userId }) => userId === 'ada')).toEqual([])
}, 30_000)
