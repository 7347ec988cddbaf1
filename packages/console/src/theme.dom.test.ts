import { expect, it } from 'vitest'
import { applyTheme, readTheme } from './theme.ts'

const storage = (): Storage => localStorage
const denied = (): never => {
  throw new DOMException('denied', 'SecurityError')
}

it('keeps the choice and tells the style sheet; "system" is the absence of a choice', () => {
  const root = document.createElement('html')
  applyTheme('dark', root, storage)
  expect(root.getAttribute('data-theme')).toBe('dark')
  expect(readTheme(storage)).toBe('dark')
  applyTheme('system', root, storage)
  expect(root.hasAttribute('data-theme')).toBe(false)
  expect(readTheme(storage)).toBe('system')
})
it('follows the system where storage is denied or holds nonsense', () => {
  const root = document.createElement('html')
  applyTheme('light', root, denied)
  expect(root.getAttribute('data-theme')).toBe('light')
  expect(readTheme(denied)).toBe('system')
  expect(readTheme(() => ({ getItem: () => 'pink' }))).toBe('system')
})
