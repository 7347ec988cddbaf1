// Owns finding the person that an id in an address means.
import { CollectorError } from '../../error.ts'
import type { PeopleStore, PersonRow } from '../../store/state-store.ts'

/** Finds a person, also by an anonymous id that belongs to somebody. @throws {CollectorError} `not_found` */
export async function findPerson(people: PeopleStore, project: string, id: string): Promise<PersonRow> {
  const user = (await people.links(project, [id])).get(id) ?? id
  const rows = await people.people(project, [id, user])
  const row = rows.find((one) => one.id === id) ?? rows[0]
  if (!row) throw new CollectorError('not_found', `There is no person "${id.slice(0, 200)}".`)
  return row
}
