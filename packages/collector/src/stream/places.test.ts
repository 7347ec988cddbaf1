import { expect, it } from 'vitest'
import { createPlaces } from './places.ts'

it('leaves room beside one loud key, and says which of both limits was met', () => {
  const places = createPlaces(4, '/v1/state')
  const leave = [places.enter('a'), places.enter('a')]
  expect(() => places.enter('a')).toThrow(expect.objectContaining({ code: 'too_many_streams', headers: { 'Retry-After': '60' } }))
  places.enter('b')
  places.enter('c')
  expect(() => places.enter('d')).toThrow(expect.objectContaining({ code: 'overloaded' }))
  // twice gives back once
  leave[0]!()
  leave[0]!()
  places.enter('a')
  expect(() => places.enter('a')).toThrow(expect.objectContaining({ code: 'overloaded' }))
})
