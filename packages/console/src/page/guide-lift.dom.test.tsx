import type { GuideLift, LiftArm } from '@foothold/protocol'
import { render } from 'preact'
import { afterEach, expect, it, vi } from 'vitest'
import { AppContextProvider, type AppContext } from '../app-context.ts'
import { Lift, scaleOf } from './guide-lift.tsx'

const host = document.createElement('div')
document.body.append(host)
afterEach(() => render(null, host))

const arm = (k: number, n: number, value: number, low: number, high: number): LiftArm => ({
  k,
  n,
  value,
  low,
  high,
  people: n,
  waiting: 0,
  before: 0,
  accounts: null,
})
const lift: GuideLift = {
  guide: 'g',
  verdict: 'works',
  words: 'It works. Much better.',
  goal: { event: 'done', within: '7d' },
  experiment: { holdout: 0.1, unit: 'user', since: null },
  shown: { ...arm(62, 900, 0.069, 0.054, 0.088), waiting: 1200 },
  heldOut: arm(2, 100, 0.02, 0.006, 0.07),
  difference: { value: 0.049, low: 0.001, high: 0.071 },
  always: { value: 0.049, low: 0.0005, high: 0.1, p: 0.04 },
  relative: { value: 2.4, low: -1, high: 6 },
  extra: { value: 44.1, low: -1.2, high: 63.9 },
  chanceToWin: 0.98,
  p: 0.06,
  sampleRatio: { p: 1, alarm: false },
  sample: { effect: 0.05, shown: 1000, heldOut: 111 },
  definition: 'Once each.',
}

async function show(answer: GuideLift): Promise<string> {
  const app = { api: { lift: async () => answer }, cache: new Map() } as unknown as AppContext
  render(
    <AppContextProvider.Provider value={app}>
      <Lift guide="g" />
    </AppContextProvider.Provider>,
    host,
  )
  await vi.waitFor(() => expect(host.textContent).toContain('What it has changed'))
  return host.textContent
}

it('says the verdict, both rates on one scale, and what follows', async () => {
  const text = await show(lift)
  for (const part of [
    'Works',
    'It works. Much better.',
    '10% of the people',
    '6.9%',
    '62 people reached the goal; 1,200 more',
    '+4.9',
    '+0.1 to +10',
    '44',
    '−1 to 64',
    '98%',
    '111',
  ])
    expect(text).toContain(part)
  expect(text).toContain('A whole bar is 10%')
  const widths = [...host.querySelectorAll('.rate-fill')].map((bar) => bar.getAttribute('width'))
  expect(widths).toEqual(['69.00%', '20.00%'])
})

it('shows nothing that could be taken for a verdict before there is one', async () => {
  const text = await show({ ...lift, verdict: 'too-early', always: { value: 0.049, low: -0.055, high: 0.257, p: 1 } })
  expect(text).toContain('+4.9−5.5 to +25.7')
  expect(text).not.toContain('Extra people')
  expect(text).not.toContain('Chance that it helps')
  expect(text).toContain('Held out, needed')
})

it('shows no effect where the sides cannot be compared, and nothing where nothing is measured', async () => {
  const text = await show({ ...lift, verdict: 'not-comparable' })
  expect(text).toContain('Not comparable')
  expect(text).not.toContain('Extra people')
  render(null, host)
  const nothing = await show({ ...lift, verdict: 'not-measured', experiment: null, words: 'Nobody is held out.' })
  expect(nothing).toContain('Nobody is held out.')
  expect(host.querySelector('.rate-bar')).toBeNull()
})

it('takes the smallest scale that both intervals fit on', () => {
  const of = (high: number): number => scaleOf({ shown: arm(0, 1, 0, 0, high), heldOut: arm(0, 1, 0, 0, 0.01) })
  expect([of(0.02), of(0.05), of(0.06), of(0.3), of(0.51)]).toEqual([0.05, 0.05, 0.1, 0.5, 1])
})
