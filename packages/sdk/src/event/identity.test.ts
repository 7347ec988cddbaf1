import { expect, test } from 'vitest'
import { createDisk, createFakePlatform } from '../testing/fake-platform.ts'
import { createIdentity } from './identity.ts'

test('an anonymous id is made once and kept over page loads', () => {
  const disk = createDisk()
  const first = createIdentity(createFakePlatform({ disk }))
  expect(first.ids().anonymousId).toMatch(/^anon_/)
  expect(first.fresh()).toBe(true)
  const second = createIdentity(createFakePlatform({ disk }))
  expect(second.ids().anonymousId).toBe(first.ids().anonymousId)
  expect(second.fresh()).toBe(false)
})

test('who signs in keeps the anonymous id of before, so that it can be joined', () => {
  const identity = createIdentity(createFakePlatform())
  const before = identity.ids().anonymousId
  expect(identity.note('userId', 'u_1')).toBeUndefined()
  expect(identity.ids().anonymousId).toBe(before)
  expect(identity.note('userId', 'u_1')).toBe('u_1')
  expect(identity.ids().anonymousId).toBe(before)
})

test('a second person on the same browser is somebody else, with no account', () => {
  const identity = createIdentity(createFakePlatform())
  identity.note('userId', 'u_1')
  identity.note('groupId', 'acme')
  const before = identity.ids().anonymousId
  expect(identity.note('userId', 'u_2')).toBe('u_1')
  expect(identity.ids().anonymousId).not.toBe(before)
  expect(identity.ids().groupId).toBeUndefined()
})

test('a reset leaves nobody behind', () => {
  const disk = createDisk()
  const identity = createIdentity(createFakePlatform({ disk }))
  const before = identity.ids().anonymousId
  identity.note('userId', 'u_1')
  identity.reset()
  expect(identity.ids().userId).toBeUndefined()
  expect(identity.fresh()).toBe(true)
  expect(createIdentity(createFakePlatform({ disk })).ids().anonymousId).not.toBe(before)
})

test('says which account it was before; another one makes nobody else of the person', () => {
  const identity = createIdentity(createFakePlatform())
  const { anonymousId } = identity.ids()
  expect(['a', 'a', 'b'].map((id) => identity.note('groupId', id))).toEqual([undefined, 'a', 'a'])
  expect(identity.ids()).toEqual({ anonymousId, groupId: 'b' })
})

test.each(['', 'null', '{', '[]', '{"anonymousId":7}', '"x"'])('stored rubbish (%s) is a new visitor, not an error', (text) => {
  const disk = createDisk()
  disk.local.set('identity', text)
  expect(createIdentity(createFakePlatform({ disk })).ids().anonymousId).toMatch(/^anon_/)
})

test('another tab is believed: who signed in there is here too, and an emptied storage says nothing', () => {
  const disk = createDisk()
  const [one, two] = [createIdentity(createFakePlatform({ disk })), createIdentity(createFakePlatform({ disk }))]
  expect(two.recheck()).toBe(false)
  one.note('userId', 'u_1')
  expect(two.recheck()).toBe(true)
  expect(two.ids()).toEqual(one.ids())
  disk.local.clear()
  expect(two.recheck()).toBe(false)
  expect(two.person()).toBe('u_1')
})
