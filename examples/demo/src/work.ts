// Owns what people do with projects, tasks and rules, and tells Foothold at those very moments. It must not know screens.
import { track } from './foothold.ts'
import type { Person, Role } from './people.ts'
import { say } from './ui/toast.tsx'
import {
  changeProject,
  changeWorkspace,
  newId,
  readWorkspace,
  type Effect,
  type Project,
  type Rule,
  type Status,
  type Task,
  type Trigger,
} from './workspace.ts'

const HUES = [205, 155, 28, 265, 340, 95]

/** @returns the id of the new project. */
export function createProject(person: Person, name: string, outcome: string): string {
  const id = newId()
  changeWorkspace(person, (draft) => {
    draft.projects.unshift({ id, name, outcome, hue: HUES[draft.projects.length % HUES.length]!, createdAt: new Date().toISOString(), tasks: [], rules: [] })
    draft.latest = id
  })
  track('project.created', { projectId: id, hasOutcome: outcome !== '' })
  return id
}

export function openProject(person: Person, project: Project): void {
  changeWorkspace(person, (draft) => void (draft.latest = project.id))
  track('project.opened', { projectId: project.id, tasks: project.tasks.length })
}

export function addTask(person: Person, projectId: string, name: string): void {
  const task: Task = { id: newId(), name, status: 'todo', assignee: '', urgent: false, due: '' }
  changeProject(person, projectId, (draft) => void draft.tasks.push(task))
  track('task.created', { projectId })
  runRules(person, projectId, 'task-added', task.id)
}

export function moveTask(person: Person, projectId: string, taskId: string, status: Status): void {
  const before = findProject(person, projectId)?.tasks.find((task) => task.id === taskId)?.status
  if (!before || before === status) return
  changeProject(person, projectId, (draft) => void (draft.tasks.find((task) => task.id === taskId)!.status = status))
  if (status !== 'done') return
  track('task.completed', { projectId })
  runRules(person, projectId, 'task-done', taskId)
}

export function removeTask(person: Person, projectId: string, taskId: string): void {
  changeProject(person, projectId, (draft) => void (draft.tasks = draft.tasks.filter((task) => task.id !== taskId)))
}

export function createRule(person: Person, projectId: string, trigger: Trigger, effect: Effect): void {
  changeProject(person, projectId, (draft) => void draft.rules.push({ id: newId(), trigger, effect, on: true, runs: 0 }))
  track('automation.created', { projectId, trigger, effect })
  say('Rule switched on')
}

export function switchRule(person: Person, projectId: string, ruleId: string, on: boolean): void {
  changeProject(person, projectId, (draft) => void (draft.rules.find((rule) => rule.id === ruleId)!.on = on))
}

export function inviteMember(person: Person, email: string, role: Role): void {
  changeWorkspace(person, (draft) => void draft.invitations.push({ email, role, at: new Date().toISOString() }))
  track('member.invited', { role })
  say(`Invitation sent to ${email}`)
}

const findProject = (person: Person, id: string): Project | undefined => readWorkspace(person).projects.find((project) => project.id === id)

/** Runs each rule at most once for one deed of a person: what a rule does never starts another rule. */
function runRules(person: Person, projectId: string, trigger: Trigger, taskId: string): void {
  for (const rule of findProject(person, projectId)?.rules.filter((rule) => rule.on && rule.trigger === trigger) ?? []) {
    changeProject(person, projectId, (draft) => {
      apply(rule, draft, taskId, person)
      draft.rules.find((each) => each.id === rule.id)!.runs++
    })
    track('automation.run', { projectId, trigger, effect: rule.effect })
    say(`A rule ran: ${{ 'assign-me': 'assigned to you', 'mark-urgent': 'marked as urgent', 'follow-up': 'follow-up created' }[rule.effect]}`)
  }
}

function apply(rule: Rule, project: Project, taskId: string, person: Person): void {
  const task = project.tasks.find((task) => task.id === taskId)!
  if (rule.effect === 'assign-me') task.assignee = person.name
  else if (rule.effect === 'mark-urgent') task.urgent = true
  else project.tasks.push({ id: newId(), name: `Follow up: ${task.name}`, status: 'todo', assignee: task.assignee, urgent: false, due: '' })
}
