// Owns the projects that people of an established account already have. It must not know where they are kept.
import type { Person } from './people.ts'
import type { Project, Status, Task } from './workspace.ts'

type Line = [name: string, status: Status, assignee: string, dueInDays: number, urgent?: true]

const LINES: { id: string; name: string; outcome: string; hue: number; tasks: Line[] }[] = [
  {
    id: 'warehouse-move',
    name: 'Warehouse move to Utrecht',
    outcome: 'All 14,000 pallets in the new hall without a missed delivery.',
    hue: 205,
    tasks: [
      ['Sign the handover with the landlord', 'done', 'Elif Kaya', -12],
      ['Label racks A to F', 'done', 'Farid Haddad', -5],
      ['Move the cold-chain stock', 'doing', 'Farid Haddad', 2, true],
      ['Test the conveyor with 200 parcels', 'doing', 'Elif Kaya', 3],
      ['Train the night shift on the new scanners', 'todo', 'Farid Haddad', 6],
      ['Tell carriers about the new dock numbers', 'todo', 'Grace Mbeki', 7],
      ['Return the keys of hall 3', 'todo', '', 14],
    ],
  },
  {
    id: 'driver-app',
    name: 'Driver app for all depots',
    outcome: 'Nine depots scan proof of delivery on the phone by March.',
    hue: 155,
    tasks: [
      ['Pilot with the Lyon depot', 'done', 'Elif Kaya', -20],
      ['Collect the drivers’ ten biggest complaints', 'done', 'Farid Haddad', -9],
      ['Order 140 phone mounts', 'doing', 'Grace Mbeki', 1],
      ['Write the one-page guide for drivers', 'todo', 'Farid Haddad', 5],
      ['Book training slots with depot leads', 'todo', 'Elif Kaya', 9],
    ],
  },
  {
    id: 'carrier-tender',
    name: 'Carrier tender, first quarter',
    outcome: 'Three carriers per region with signed rates.',
    hue: 28,
    tasks: [
      ['Publish the lanes and volumes', 'done', 'Grace Mbeki', -16],
      ['Answer bidders’ questions', 'doing', 'Grace Mbeki', 0, true],
      ['Score the bids', 'todo', 'Grace Mbeki', 8],
      ['Negotiate fuel surcharge', 'todo', 'Elif Kaya', 12],
    ],
  },
]

export function seedProjects(person: Person): Project[] {
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()
  const toTask = ([name, status, assignee, due, urgent]: Line, i: number): Task => ({
    id: `t${i}`,
    name,
    status,
    assignee,
    urgent: urgent ?? false,
    due: day(due).slice(0, 10),
  })
  return LINES.map(({ tasks, ...rest }, i) => ({ ...rest, createdAt: day(-Math.min(person.tenureDays, 40 - 10 * i)), tasks: tasks.map(toTask), rules: [] }))
}
