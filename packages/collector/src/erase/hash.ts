// Owns what is kept of the id of an erased person: a hash, with which late events are known. Pure.
import { createHash } from 'node:crypto'

/** Hashes an id of a project; the same id in two projects has two hashes. */
export function hashPersonId(project: string, id: string): string {
  return createHash('sha256').update(`${project}\0${id}`).digest('hex')
}
