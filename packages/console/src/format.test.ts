import type { EventEntry } from '@foothold/protocol'
import { describe, expect, it, test } from 'vitest'
import {
  describeEvent,
  describeRate,
  formatDayHeading,
  formatInterval,
  formatPlural,
  formatRelative,
  formatShare,
  formatValue,
  toPlainTitle,
  toWords,
} from './format.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const event = (entry: Partial<EventEntry>): string => describeEvent({ type: 'track', name: '', page: null, account: null, properties: {}, ...entry })

describe('formatShare', () => {
  it.each<[number | null, string]>([
    [null, '–'],
    [0, '0%'],
    [1, '100%'],
    [0.62, '62%'],
    [0.045, '4.5%'],
    [0.986, '98.6%'],
    [0.5049, '50%'],
    [0.9996, '>99.9%'],
    [0.0001, '<0.1%'],
  ])('writes %s as %s', (share, text) => expect(formatShare(share)).toBe(text))
})

describe('rates', () => {
  const rate = { k: 62, n: 100, value: 0.62, low: 0.522, high: 0.709 }
  it('writes the interval with equal precision at both ends', () => {
    expect(formatInterval(rate)).toBe('52–71%')
    expect(formatInterval({ ...rate, low: 0.004, high: 0.033 })).toBe('0.4–3.3%')
    expect(formatInterval({ ...rate, low: 0.924, high: 0.998 })).toBe('92.4–99.8%')
  })
  it('says n and interval in full, and that nobody was counted', () => {
    expect(describeRate(rate)).toBe('62%: 62 of 100 people. 95% interval 52–71% (Wilson).')
    expect(describeRate({ k: 0, n: 0, value: null, low: null, high: null })).toBe('Nobody counted yet (n = 0)')
    expect(formatInterval({ k: 0, n: 0, value: null, low: null, high: null })).toBe('')
  })
})

describe('formatRelative', () => {
  it.each([
    ['2026-11-20T11:59:31Z', 'just now'],
    ['2026-11-20T11:57:00Z', '3 minutes ago'],
    ['2026-11-20T10:00:00Z', '2 hours ago'],
    ['2026-11-19T11:00:00Z', 'yesterday'],
    ['2026-11-20T12:05:00Z', 'in 5 minutes'],
    ['nonsense', 'nonsense'],
  ])('writes %s as %s', (at, text) => {
    expect(formatRelative(at, NOW)).toBe(text)
  })
})

it('names local days', () => {
  const noon = new Date(2026, 10, 20, 12).getTime()
  expect(formatDayHeading(new Date(2026, 10, 20, 0, 1).toISOString(), noon)).toBe('Today')
  expect(formatDayHeading(new Date(2026, 10, 19, 23, 59).toISOString(), noon)).toBe('Yesterday')
  expect(formatDayHeading(new Date(2026, 10, 18, 12).toISOString(), noon)).toContain('18')
})

it('turns keys and values into words', () => {
  expect(toWords('open-menu')).toBe('Open menu')
  expect(toWords('project.created')).toBe('Project created')
  expect(toWords('Clicked Export Button')).toBe('Clicked export button')
  expect(toWords('projectOpened')).toBe('Project opened')
  expect(toWords('...')).toBe('...')
  expect(formatPlural(1, 'person', 'people')).toBe('1 person')
  expect(formatPlural(1200, 'guide')).toBe('1,200 guides')
  expect([formatValue(null), formatValue(true), formatValue({ a: 1 })]).toEqual(['–', 'yes', '{"a":1}'])
})

describe('describeEvent', () => {
  it('says what happened in words', () => {
    expect(event({ name: 'project.created' })).toBe('Project created')
    expect(event({ name: 'guide.step-seen', properties: { guide: 'welcome-tour', step: 'open-menu' } })).toBe('Saw step “Open menu” of “Welcome tour”')
    expect(event({ name: 'milestone.reached', properties: { milestone: 'activated' } })).toBe('Reached milestone “Activated”')
    expect(event({ type: 'page', page: '/reports' })).toBe('Viewed /reports')
    expect(event({ type: 'group', account: 'Acme' })).toBe('Joined account Acme')
  })
  it('is never empty, whatever was sent', () => {
    expect(event({ name: 'guide.seen', properties: { guide: 7 } })).toBe('Saw guide “unknown”')
    expect(event({ type: 'page' })).toBe('Viewed a page')
    expect(event({ name: 'constructor' })).not.toBe('')
  })
})

test.each([
  ['Welcome, {{user.firstName|there}}', 'Welcome, there'],
  ['Get {{ account.name | your team }} going', 'Get your team going'],
  ['Hello {{user.firstName}}', 'Hello …'],
  ['Plain', 'Plain'],
])('shows the title %s as %s', (title, plain) => expect(toPlainTitle(title)).toBe(plain))
