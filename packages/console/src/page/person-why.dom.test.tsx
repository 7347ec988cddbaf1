import { render } from 'preact'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApi, type Explanation } from '../api.ts'
import { AppContextProvider, type AppContext } from '../app-context.ts'
import { createRouter } from '../router.ts'
import { fromLocalField, PersonWhy, Reasons, toLocalField } from './person-why.tsx'

const EXPLANATION: Explanation = {
  show: false,
  at: Date.parse('2026-11-20T12:00:00Z'),
  gates: [
    { gate: 'page', words: "page: only the person's browser can tell" },
    {
      gate: 'audience',
      open: false,
      words: 'audience: the person is not in the audience',
      tree: {
        result: false,
        words: 'all of',
        children: [
          { result: true, words: 'role is "admin" — is "admin"' },
          { words: 'plan is "pro" — missing: the account trait "plan"' },
          { result: false, words: '<img src=x>' },
        ],
      },
    },
    { gate: 'frequency', open: true, words: 'frequency' },
  ],
  account: 'acme',
  version: '0123456789abcdef',
  publishedAt: '2026-11-19T12:00:00Z',
  page: { path: '/projects?tab=all', given: false, viewedAt: '2026-11-20T11:00:00Z' },
}
const host = document.createElement('div')
document.body.append(host)
afterEach(() => render(null, host))

describe('an explanation', () => {
  it('says every result by sign, colour and word', () => {
    render(<Reasons explanation={EXPLANATION} />, host)
    const lines = [...host.querySelectorAll('.why-line')].map((line) => [line.querySelector('.why-sign')!.classList[1], line.textContent])
    expect(lines).toEqual([
      ['warn', "?Cannot be told: page: only the person's browser can tell"],
      ['bad', '✗No: audience: the person is not in the audience'],
      ['bad', '✗No: all of'],
      ['good', '✓Yes: role is "admin" — is "admin"'],
      ['warn', '?Cannot be told: plan is "pro" — missing: the account trait "plan"'],
      ['bad', '✗No: <img src=x>'],
      ['good', '✓Yes: frequency'],
    ])
    expect(host.querySelector('img')).toBeNull()
    expect(host.querySelector('.why-verdict')!.textContent).toContain('Is not shown')
    expect(host.querySelectorAll('.why-tree > li')).toHaveLength(3)
    expect(host.querySelectorAll('.why-tree ul ul > li')).toHaveLength(3)
  })
})

it('reads a local time as the instant it is', () => {
  for (const iso of ['2026-11-20T12:34:56.000Z', '2026-03-29T01:30:00.000Z']) expect(fromLocalField(toLocalField(iso))).toBe(iso)
  expect([toLocalField(''), toLocalField('soon'), fromLocalField('')]).toEqual(['', '', ''])
})

it('puts the question into the address and asks it', async () => {
  history.replaceState(null, '', '/console/people/u')
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = async (input) => {
    const address = input instanceof Request ? input.url : input.toString()
    asked.push(address)
    return Response.json(address.includes('/explain') ? EXPLANATION : [{ key: 'welcome' }, { key: 'other' }])
  }
  const router = createRouter(window)
  const app: AppContext = { api: createApi({ fetch, key: () => 'k' }), router, cache: new Map(), notify() {}, signOut() {} }
  render(
    <AppContextProvider.Provider value={app}>
      <PersonWhy id="u/1" />
    </AppContextProvider.Provider>,
    host,
  )
  await vi.waitFor(() => expect(host.querySelectorAll('option')).toHaveLength(3))
  expect(host.querySelector('.why-answer')).toBeNull()
  const select = host.querySelector('select')!
  select.value = 'welcome'
  select.dispatchEvent(new Event('change', { bubbles: true }))
  host.querySelector<HTMLInputElement>('[name=page]')!.value = ' /a?b=c#d '
  host.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
  await vi.waitFor(() => expect(host.querySelector('.why-answer')).not.toBeNull())
  expect(asked.at(-1)).toBe('/admin/v1/people/u%2F1/explain?guide=welcome&page=%2Fa%3Fb%3Dc%23d')
  expect(new URLSearchParams(location.search).get('why')).toBe('welcome')
  expect(host.querySelector('[role=status]')!.textContent).toBe('Is not shown')
  // the fields still say what was asked
  expect([host.querySelector('select')!.value, host.querySelector<HTMLInputElement>('[name=page]')!.value]).toEqual(['welcome', '/a?b=c#d'])
})
