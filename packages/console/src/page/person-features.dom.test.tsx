import type { PersonDetail } from '@foothold/protocol'
import { render } from 'preact'
import { afterEach, expect, it } from 'vitest'
import { PersonFeatures } from './person-features.tsx'

const host = document.createElement('div')
document.body.append(host)
afterEach(() => render(null, host))

const feature = (key: string, relevant: boolean, uses = 0): PersonDetail['features'][number] => ({
  key,
  name: key,
  relevant,
  level: uses ? 'tried' : 'none',
  uses,
  lastUsedAt: null,
})
const show = (role: string | null, features: PersonDetail['features']): void => render(<PersonFeatures person={{ role, features } as PersonDetail} />, host)
const names = (): string[] => [...host.querySelectorAll('tbody th')].filter((cell) => !cell.closest('details')).map(({ textContent }) => textContent)

it('shows what is meant for the role, and folds away the rest with how much of it is used', () => {
  show('member', [feature('projects', true), feature('reports', false, 2), feature('billing', false)])
  expect(names()).toEqual(['projects'])
  expect(host.querySelector('.card-head')!.textContent).toContain('for the role member')
  const rest = host.querySelector('details')!
  expect(rest.open).toBe(false)
  expect(rest.querySelector('summary')!.textContent).toBe('2 features for other roles, 1 of them used')
  expect([...rest.querySelectorAll('tbody th')].map(({ textContent }) => textContent)).toEqual(['reports', 'billing'])
})

it('says nothing of roles where every feature is for everybody', () => {
  show(null, [feature('projects', true)])
  expect(names()).toEqual(['projects'])
  expect(host.querySelector('details')).toBeNull()
  expect(host.textContent).not.toContain('role')
})

it('says so where nothing is meant for somebody, or declared', () => {
  show('guest', [feature('projects', false)])
  expect(host.querySelector('p')!.textContent).toBe('No feature is meant for the role guest.')
  show(null, [])
  expect(host.textContent).toContain('None declared')
})
