// Owns which variables of the environment look like ours and are none. It must not read the environment by itself.
import { SETTINGS } from '@foothold/protocol/schema'
import { nearestWord } from './nearest-word.ts'
import { toVariable } from './name.ts'

/** Variables of ours that are no settings. */
const OTHERS = ['FOOTHOLD_URL', 'FOOTHOLD_ADMIN_KEY', 'FOOTHOLD_CONFIG', 'FOOTHOLD_EVENTS_URL']

/** Says of each variable that begins as ours do that nobody reads it, with the one that may have been meant. @returns a line each. */
export function unknownVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  const valid = [...Object.keys(SETTINGS).map(toVariable), ...OTHERS]
  const unknown = Object.entries(environment).filter(
    // Kubernetes tells of services called foothold… in such
    ([name, value]) => name.startsWith('FOOTHOLD_') && !valid.includes(name) && !/_SERVICE_|_PORT_\d/.test(name) && !value?.startsWith('tcp://'),
  )
  return unknown.map(([name]) => `${name} is no variable of ours and changes nothing${nearestWord(name, valid)}`)
}
