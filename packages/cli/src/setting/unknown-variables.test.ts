import { expect, test } from 'vitest'
import { unknownVariables } from './unknown-variables.ts'

test('tells of variables that nobody reads, with the nearest name', () => {
  expect(unknownVariables({ FOOTHOLD_EVENT_BYTE: '1', FOOTHOLD_ADMINKEY: 'k', FOOTHOLD_URL: 'http://x', FOOTHOLD_PORT: '1', OTHER_EVENT_BYTE: '1' })).toEqual([
    'FOOTHOLD_EVENT_BYTE is no variable of ours and changes nothing; did you mean "FOOTHOLD_EVENT_BYTES"?',
    'FOOTHOLD_ADMINKEY is no variable of ours and changes nothing; did you mean "FOOTHOLD_ADMIN_KEY"?',
  ])
  expect(unknownVariables({ FOOTHOLD_SOMETHING_ELSE_ENTIRELY_OF_SOMEBODY: '1' })).toEqual([
    'FOOTHOLD_SOMETHING_ELSE_ENTIRELY_OF_SOMEBODY is no variable of ours and changes nothing.',
  ])
})

test('says nothing of what Kubernetes sets for a service', () => {
  const set = { FOOTHOLD_SERVICE_HOST: '10.96.0.1', FOOTHOLD_PORT_4600_TCP_ADDR: '10.96.0.1', FOOTHOLD_COLLECTOR_PORT: 'tcp://10.96.0.1:4600' }
  expect(unknownVariables(set)).toEqual([])
})
