import { expect, test } from 'vitest'
import { nearestKey } from './nearest-key.ts'

const KEYS = ['welcome-tour', 'welcome-back', 'nps', 'constructor']

test.each([
  ['welcom-tour', 'welcome-tour'],
  ['welcome_tour', 'welcome-tour'],
  ['wellcome-bak', 'welcome-back'],
  ['npss', 'nps'],
  ['constructer', 'constructor'],
  ['', undefined],
  ['checklist', undefined],
])('"%s" may be %s', (word, key) => expect(nearestKey(word, KEYS)).toBe(key))
