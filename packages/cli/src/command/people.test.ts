import { expect, it } from 'vitest'
import type { Row } from '../import/read-rows.ts'
import { parsePeopleMapping, toPerson } from './people.ts'

const row = (fields: Record<string, unknown>): Row => ({ line: 2, text: '', fields, isFault: false })
const none = parsePeopleMapping([])

it('finds id, account and time by their usual names; what nothing takes is a trait', () => {
  expect(toPerson(row({ 'E-Mail': ' grace@example.com ', Company: 'acme', Role: 'admin', 'Invited at': '2026-03-01', Phone: '' }), none)).toEqual({
    person: {
      userId: 'grace@example.com',
      groupId: 'acme',
      invitedAt: '2026-03-01T00:00:00.000Z',
      traits: { email: ' grace@example.com ', role: 'admin' },
    },
  })
})

it('knows the traits that the collector reads however they are written, and overwrites none that is written just so or mapped', () => {
  const traitsOf = (fields: Record<string, unknown>, ...map: string[]): unknown => toPerson(row({ id: 'g', ...fields }), parsePeopleMapping(map))
  expect(traitsOf({ Name: 'Grace', 'First name': 'G', created_at: '2026-01-01', 'Team Name': 'Navy' })).toEqual({
    person: { userId: 'g', traits: { name: 'Grace', firstName: 'G', createdAt: '2026-01-01', 'Team Name': 'Navy' } },
  })
  expect(traitsOf({ Role: 'a', role: 'b', Position: 'c' })).toMatchObject({ person: { traits: { Role: 'a', role: 'b', Position: 'c' } } })
  expect(traitsOf({ Role: 'a', Position: 'c' }, 'traits.role=Position')).toMatchObject({ person: { traits: { role: 'c', Role: 'a' } } })
})

it('takes parts from where they are told to come from, hostile names included', () => {
  const mapping = parsePeopleMapping(['userId=Login', 'traits.__proto__=Role', 'groupTraits.plan=Plan'])
  const fields = JSON.parse('{"Login":"grace","Role":"admin","Plan":"pro","constructor":"x"}') as Record<string, unknown>
  const { person } = toPerson(row(fields), mapping) as { person: Record<string, Record<string, unknown>> }
  expect(JSON.stringify(person)).toBe('{"userId":"grace","traits":{"__proto__":"admin","constructor":"x"},"groupTraits":{"plan":"pro"}}')
})

it.each([
  ['2026-03-01 09:30:00', '2026-03-01T09:30:00.000Z'],
  [1772357400, '2026-03-01T09:30:00.000Z'],
  ['1772357400000', '2026-03-01T09:30:00.000Z'],
])('reads the time %j as an import of events does', (invited, invitedAt) => {
  expect(toPerson(row({ email: 'a', invited }), none)).toMatchObject({ person: { invitedAt } })
})

it.each([
  [{ Role: 'admin' }, [], 'No id: expected a column such as userId or email'],
  [{ email: '' }, [], 'No id'],
  [{ email: 'a', invited: 'soon' }, [], '"soon" is no time'],
  [{ email: 'a', invited: '1/2/2026' }, [], '"1/2/2026" is no time'],
  [{ id: { $oid: 'a' } }, [], 'userId is {"$oid":"a"}: expected a text or a number'],
  [{ email: 'a', Rolle: 'x' }, ['traits.role=Role'], 'There is no column "Role"; did you mean "Rolle"'],
])('says of %j what is wrong', (fields, map, fault) => {
  expect(toPerson(row(fields), parsePeopleMapping(map))).toEqual({ fault: expect.stringContaining(fault) as unknown })
})

it.each([
  ['userId', 'expected <part of the person>=<column>'],
  ['usrId=x', 'did you mean "userId"'],
  ['properties.x=y', 'Expected userId, groupId, invitedAt, traits.… or groupTraits.…'],
])('refuses --map %s', (map, message) => expect(() => parsePeopleMapping([map])).toThrow(message))
