import fc from 'fast-check'
import { expect, it } from 'vitest'
import { listAttempts } from './attempts.ts'
import { countFunnel, type FunnelQuestion } from './funnel.ts'
import { createFunnelGroups } from './funnel-groups.ts'
import { createMemorySource } from './memory-source.ts'

const step = (event: string) => [{ event, where: undefined }]
const person = fc.integer({ min: 1, max: 5 })
const at = fc.integer({ min: 0, max: 60 })
const events = fc.array(fc.record({ person, name: fc.constantFrom('a', 'b', 'c'), at }), { maxLength: 40 })
const told = fc.array(fc.tuple(person, at, fc.constantFrom('x', 'y', null)), { maxLength: 8 })

it('lists what a funnel counts: the same people in the same groups', async () => {
  await fc.assert(
    fc.asyncProperty(events, told, fc.constantFrom('ordered', 'strict', 'any'), async (list, values, order) => {
      const source = createMemorySource(list, { role: values, '(account)': [[1, 5, 7]] })
      const asked: FunnelQuestion = { steps: ['a', 'b', 'c'].map(step), order, windowMs: 20, from: 0, to: 50, until: 80, exclude: [] }
      const { people, accounts, told: texts, levels, times, latest } = await listAttempts(source, { ...asked, told: [{ trait: 'role' }] })
      const groups = createFunnelGroups(asked)
      people.forEach((id, index) => {
        expect(accounts[index]).toBe(id === '1' && times[index * 3]! >= 5 ? '7' : null)
        groups.add({ level: levels[index]!, times: times.subarray(index * 3, index * 3 + 3), latest: latest[index]! }, texts[0]![index])
      })
      expect(groups.end()).toEqual(await countFunnel(source, { ...asked, by: { trait: 'role' } }))
    }),
  )
})
