import type { EventEntry, GuideSummary } from '@foothold/protocol'
import { render } from 'preact'
import { afterEach, describe, expect, it } from 'vitest'
import { DataTable, sortRows, type Column } from '../part/data-table.tsx'
import { describeSeries, toLabelledDays } from '../part/day-plot.tsx'
import { toFamily } from '../part/event-detail.tsx'
import { RateBar } from '../part/rate.tsx'
import { prependCapped } from '../use-feed.ts'
import { readGuideView } from './guides-page.tsx'
import { matchesText } from './live-page.tsx'
import { toUsual } from './overview-page.tsx'
import { groupByDay } from './person-timeline.tsx'
import { judgeKey } from './sign-in-page.tsx'

const entry = (position: number, more: Partial<EventEntry> = {}): EventEntry => ({
  position,
  messageId: `m${position}`,
  type: 'track',
  name: 'project.created',
  at: new Date(2026, 10, 20, 12, 0, -position).toISOString(),
  receivedAt: '2026-11-20T12:00:00Z',
  person: { id: 'user-1', name: 'Ada' },
  account: 'Acme',
  properties: { template: 'blank' },
  page: '/projects',
  ...more,
})
const host = document.createElement('div')
document.body.append(host)
afterEach(() => render(null, host))

describe('live rows', () => {
  it('puts the newest first, drops what is there, keeps the newest up to the cap', () => {
    const rows = prependCapped([entry(3), entry(2)], [entry(3), entry(4), entry(5)], 3)
    expect(rows.map((row) => row.position)).toEqual([5, 4, 3])
  })
  it.each(['', 'ADA', 'acme', '/proj', 'blank', 'Project created', 'project.created'])('finds an event by "%s"', (text) =>
    expect(matchesText(entry(1), text)).toBe(true),
  )
  it('does not find what is not there', () => expect(matchesText(entry(1), 'zebra')).toBe(false))
})

describe('tables', () => {
  type Row = Pick<GuideSummary, 'key' | 'priority'> & { rate: number | null }
  const rows: Row[] = [
    { key: 'b', priority: 1, rate: null },
    { key: 'a', priority: 2, rate: 0.2 },
    { key: 'c', priority: 2, rate: 0.5 },
  ]
  const columns: Column<Row>[] = [
    { key: 'key', label: 'Key', cell: (row) => row.key, sortBy: (row) => row.key },
    { key: 'priority', label: 'Priority', numeric: true, cell: (row) => row.priority, sortBy: (row) => row.priority },
    { key: 'rate', label: 'Rate', numeric: true, cell: (row) => row.rate, sortBy: (row) => row.rate },
  ]
  const order = (by: string, descending: boolean): string =>
    sortRows(rows, columns, { by, descending })
      .map((row) => row.key)
      .join('')
  it('sorts both ways, nothing last, equals in their order', () => {
    expect([order('key', false), order('key', true), order('rate', false), order('rate', true), order('priority', true), order('unknown', true)]).toEqual([
      'abc',
      'cba',
      'acb',
      'cab',
      'acb',
      'bac',
    ])
  })
  it('says the order to screen readers and begins a number with the largest', () => {
    let asked: unknown
    render(
      <DataTable
        caption="Rows"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.key}
        sort={{ by: 'key', descending: true }}
        onSort={(sort) => {
          asked = sort
        }}
      />,
      host,
    )
    expect([...host.querySelectorAll('th')].map((cell) => cell.getAttribute('aria-sort'))).toEqual(['descending', null, null])
    host.querySelectorAll('th button')[1]!.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    expect(asked).toEqual({ by: 'priority', descending: true })
  })
})

it('draws a rate with its words, whisker and target, and none of them where nobody was counted', () => {
  render(<RateBar rate={{ k: 62, n: 100, value: 0.62, low: 0.522, high: 0.709 }} target={0.7} label="Activated" />, host)
  expect(host.querySelector('svg')!.getAttribute('aria-label')).toBe('Activated. 62%: 62 of 100 people. 95% interval 52–71% (Wilson). Target 70%.')
  expect(host.querySelector('.rate-fill')!.getAttribute('width')).toBe('62.00%')
  expect(host.querySelector('[style]')).toBeNull()
  render(<RateBar rate={{ k: 0, n: 0, value: null, low: null, high: null }} />, host)
  expect(host.querySelector('.rate-fill, .rate-whisker, .rate-target')).toBeNull()
})

it('labels days evenly, the last one always', () => {
  expect(toLabelledDays(30, 700)).toEqual([2, 5, 8, 11, 14, 17, 20, 23, 26, 29])
  expect(toLabelledDays(30, 10)).toEqual([29])
  expect(toLabelledDays(3, 700)).toEqual([0, 1, 2])
})
it('says in words what a series does', () => {
  const days = ['2026-11-01', '2026-11-02', '2026-11-03']
  expect(describeSeries(days, { label: 'Events', values: [5, 1200, 7], look: 'area' })).toMatch(/^Events: 7 today, highest 1,200 on .*Nov.*\.$/)
  expect(describeSeries(days, { label: 'Events', values: [0, 0, 0], look: 'area' })).toBe('Events: none in 3 days.')
})

it('averages the seven whole days before today', () => {
  const series = Array.from({ length: 10 }, (_, index) => ({ day: '', events: index < 9 ? 10 : 1000, active: 0, shown: 0 }))
  expect(toUsual(series, 'events')).toBe(10)
  expect(toUsual([], 'events')).toBeNull()
})

it('groups a timeline by local day', () => {
  const now = new Date(2026, 10, 20, 13).getTime()
  const groups = groupByDay([entry(1), entry(2), entry(3, { at: new Date(2026, 10, 19, 23).toISOString() })], now)
  expect(groups.map((group) => [group.day, group.entries.length])).toEqual([
    ['Today', 2],
    ['Yesterday', 1],
  ])
})

it('reads search, kind and order of the guides from the address', () => {
  expect(readGuideView('?search=a&kind=tour&sort=title.asc')).toEqual({ text: 'a', kind: 'tour', sort: { by: 'title', descending: false } })
  expect(readGuideView('')).toEqual({ text: '', kind: '', sort: { by: 'shown', descending: true } })
})

it('tells a wrong kind of key before it is sent', () => {
  expect(judgeKey('fh_pub_x')).toContain('fh_adm_')
  expect(judgeKey('')).toContain('Paste')
  expect(judgeKey('fh_adm a')).toContain('space')
  expect(judgeKey('fh_adm_x')).toBeUndefined()
})

it('tells families of events apart', () => {
  expect([
    toFamily(entry(1)),
    toFamily(entry(1, { name: 'guide.seen' })),
    toFamily(entry(1, { name: 'milestone.reached' })),
    toFamily(entry(1, { type: 'page' })),
    toFamily(entry(1, { type: 'group' })),
  ]).toEqual(['track', 'guide', 'milestone', 'page', 'who'])
})
