// Owns who may sign in: two accounts, eight people, three roles. It must not know how a session is kept.

export type Role = 'admin' | 'member' | 'viewer'

export interface Account {
  id: string
  name: string
  plan: 'starter' | 'business'
  /** What the success team calls the account's value. */
  tier: 'growth' | 'strategic'
  seats: number
}

export interface Person {
  id: string
  firstName: string
  name: string
  email: string
  role: Role
  title: string
  accountId: Account['id']
  /** Days since sign-up when this person first signs in on this browser; 0 = brand new. */
  tenureDays: number
}

export const ACCOUNTS: readonly Account[] = [
  { id: 'lumen-studio', name: 'Lumen Studio', plan: 'starter', tier: 'growth', seats: 5 },
  { id: 'kestrel-logistics', name: 'Kestrel Logistics', plan: 'business', tier: 'strategic', seats: 120 },
]

type Row = [id: string, name: string, role: Role, title: string, accountId: string, tenureDays: number]
const toPerson = ([id, name, role, title, accountId, tenureDays]: Row): Person => {
  const firstName = name.split(' ')[0]!
  return { id, firstName, name, role, title, accountId, tenureDays, email: `${firstName.toLowerCase()}@${accountId}.example` }
}

const ROWS: Row[] = [
  ['ada', 'Ada Okafor', 'admin', 'Studio lead', 'lumen-studio', 0],
  ['bram', 'Bram de Wit', 'admin', 'Operations', 'lumen-studio', 0],
  ['chloe', 'Chloe Tan', 'member', 'Designer', 'lumen-studio', 0],
  ['dina', 'Dina Rahmawati', 'viewer', 'Founder', 'lumen-studio', 0],
  ['elif', 'Elif Kaya', 'admin', 'Programme office', 'kestrel-logistics', 140],
  ['farid', 'Farid Haddad', 'member', 'Depot manager', 'kestrel-logistics', 96],
  ['grace', 'Grace Mbeki', 'member', 'Carrier relations', 'kestrel-logistics', 45],
  ['hugo', 'Hugo Lindqvist', 'viewer', 'Chief operating officer', 'kestrel-logistics', 140],
]
export const PEOPLE: readonly Person[] = ROWS.map(toPerson)

export const accountOf = (person: Person): Account => ACCOUNTS.find((account) => account.id === person.accountId)!
export const findPerson = (id: string | null): Person | undefined => PEOPLE.find((person) => person.id === id)
/** Admins and members work in projects; viewers read. */
export const mayEdit = (person: Person): boolean => person.role !== 'viewer'
