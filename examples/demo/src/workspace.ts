// Owns a person's data in this browser: projects, tasks, rules, invitations. It must not know screens or Foothold.
import { useLayoutEffect, useState } from 'preact/hooks'
import type { Person, Role } from './people.ts'
import { seedProjects } from './seed.ts'
import { readItem, writeItem } from './storage.ts'

export const STATUSES = ['todo', 'doing', 'done'] as const
export type Status = (typeof STATUSES)[number]
export const STATUS_NAMES: Record<Status, string> = { todo: 'To do', doing: 'In progress', done: 'Done' }

export interface Task {
  id: string
  name: string
  status: Status
  /** Name of a person; empty = nobody. */
  assignee: string
  urgent: boolean
  /** ISO date; empty = none. */
  due: string
}

export const TRIGGERS = { 'task-added': 'a task is added', 'task-done': 'a task is done' } as const
export const EFFECTS = { 'assign-me': 'assign it to me', 'mark-urgent': 'mark it as urgent', 'follow-up': 'create a follow-up task' } as const
export type Trigger = keyof typeof TRIGGERS
export type Effect = keyof typeof EFFECTS

export interface Rule {
  id: string
  trigger: Trigger
  effect: Effect
  on: boolean
  runs: number
}

export interface Project {
  id: string
  name: string
  outcome: string
  hue: number
  createdAt: string
  tasks: Task[]
  rules: Rule[]
}

export interface Invitation {
  email: string
  role: Role
  at: string
}

export interface Workspace {
  joinedAt: string
  projects: Project[]
  invitations: Invitation[]
  /** Project opened last: what `/projects/latest` leads to. */
  latest: string
  view: 'board' | 'list' | ''
}

const keyOf = (person: Person): string => `harbour:data:${person.id}`
const listeners = new Set<() => void>()
let cached: { key: string; value: Workspace } | undefined

export const newId = (): string => Math.random().toString(36).slice(2, 9)

export function readWorkspace(person: Person): Workspace {
  const key = keyOf(person)
  if (cached?.key === key) return cached.value
  const stored = readItem(key)
  const value = stored ? (JSON.parse(stored) as Workspace) : startWorkspace(person)
  if (!stored) writeItem(key, JSON.stringify(value))
  cached = { key, value }
  return value
}

function startWorkspace(person: Person): Workspace {
  const joinedAt = new Date(Date.now() - person.tenureDays * 86_400_000).toISOString()
  const projects = person.tenureDays ? seedProjects(person) : []
  return { joinedAt, projects, invitations: [], latest: projects[0]?.id ?? '', view: '' }
}

/** Changes the person's data through a copy, stores it and redraws. */
export function changeWorkspace(person: Person, change: (draft: Workspace) => void): void {
  const draft = structuredClone(readWorkspace(person))
  change(draft)
  cached = { key: keyOf(person), value: draft }
  writeItem(keyOf(person), JSON.stringify(draft))
  listeners.forEach((listener) => listener())
}

export function changeProject(person: Person, id: string, change: (draft: Project) => void): void {
  changeWorkspace(person, (draft) => {
    const project = draft.projects.find((project) => project.id === id)
    if (project) change(project)
  })
}

/** Puts the person back to the first day, with the same date of sign-up. */
export function clearWorkspace(person: Person): void {
  changeWorkspace(person, (draft) => Object.assign(draft, { projects: [], invitations: [], latest: '' }))
}

export function useWorkspace(person: Person): Workspace {
  const [, redraw] = useState({})
  useLayoutEffect(() => {
    const update = (): void => redraw({})
    listeners.add(update)
    return () => void listeners.delete(update)
  }, [])
  return readWorkspace(person)
}
