// What reads roles is fetched with the first target that is looked for by its role.
import { expect, test } from 'vitest'
import { findTarget } from './target.ts'

const target = (...find: Parameters<typeof findTarget>[1]['find']) => ({ find, unique: true, waitFor: '5s', onMissing: 'float' }) as const

test('a role is found once what reads it has come, and tells when; a later way is not taken before that', async () => {
  const button = document.body.appendChild(document.createElement('button'))
  button.textContent = 'Save'
  expect(findTarget(document, target({ css: 'button' }, { role: 'button', name: 'Save' }))).toMatchObject({ element: button, coming: [] })
  const first = findTarget(document, target({ role: 'button', name: 'Save' }, { css: 'button' }))
  expect([first.element, first.reason, first.coming.length]).toEqual([undefined, 'absent', 1])
  await first.coming[0]
  const { element, by, coming } = findTarget(document, target({ role: 'button', name: 'Save' }, { css: 'button' }))
  expect([element, by, coming]).toEqual([button, { role: 'button', name: 'Save' }, []])
})
