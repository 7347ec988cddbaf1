// Owns who is signed in on this browser. It must not know screens.
import { useLayoutEffect, useState } from 'preact/hooks'
import { forget, introduce, track } from './foothold.ts'
import { findPerson, type Person } from './people.ts'
import { readItem, writeItem } from './storage.ts'
import { readWorkspace } from './workspace.ts'

const KEY = 'harbour:session'
const listeners = new Set<() => void>()

export const currentPerson = (): Person | undefined => findPerson(readItem(KEY))

export function signIn(person: Person): void {
  writeItem(KEY, person.id)
  introduce(person, readWorkspace(person).joinedAt)
  track('signed-in', { method: 'picker' })
  listeners.forEach((listener) => listener())
}

export function signOut(): void {
  writeItem(KEY, null)
  forget()
  listeners.forEach((listener) => listener())
}

/** Introduces the person of an earlier visit again, as after any load. */
export function resumeSession(): void {
  const person = currentPerson()
  if (person) introduce(person, readWorkspace(person).joinedAt)
}

export function usePerson(): Person | undefined {
  const [person, setPerson] = useState(currentPerson)
  useLayoutEffect(() => {
    const update = (): void => setPerson(currentPerson())
    listeners.add(update)
    return () => void listeners.delete(update)
  }, [])
  return person
}
