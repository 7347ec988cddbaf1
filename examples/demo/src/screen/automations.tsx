import type { JSX } from 'preact'
import { mayEdit, type Person } from '../people.ts'
import { Icon } from '../ui/icon.tsx'
import { createRule, switchRule } from '../work.ts'
import { EFFECTS, TRIGGERS, type Effect, type Project, type Rule, type Trigger } from '../workspace.ts'

const TEMPLATES: { name: string; text: string; trigger: Trigger; effect: Effect }[] = [
  { name: 'Never lose the follow-up', text: 'Done is rarely the end: each finished task leaves a follow-up.', trigger: 'task-done', effect: 'follow-up' },
  { name: 'Nothing without an owner', text: 'New tasks are yours until you hand them on.', trigger: 'task-added', effect: 'assign-me' },
  { name: 'Everything is urgent', text: 'For launch week: new tasks begin as urgent.', trigger: 'task-added', effect: 'mark-urgent' },
]

/** Lists the rules of a project and makes new ones, from a template or by hand. */
export function Automations({ person, project }: { person: Person; project: Project }): JSX.Element {
  const edit = mayEdit(person)
  const inUse = (trigger: Trigger, effect: Effect): boolean => project.rules.some((rule) => rule.trigger === trigger && rule.effect === effect)
  return (
    <section aria-label="Automations" class="automations">
      {project.rules.length > 0 && (
        <ul class="rows" data-guide="rule-list">
          {project.rules.map((rule) => (
            <RuleRow key={rule.id} person={person} project={project} rule={rule} />
          ))}
        </ul>
      )}
      {project.rules.length === 0 && <p class="note">No rules yet. A rule does one small thing for you, each time something happens in this project.</p>}
      {edit && (
        <>
          <h2>Begin with a template</h2>
          <ul class="cards templates" data-guide="automation-templates">
            {TEMPLATES.map(({ name, text, trigger, effect }) => (
              <li key={name} class="card">
                <span class="card-title">
                  <Icon name="bolt" />
                  <strong>{name}</strong>
                </span>
                <span class="card-text">{text}</span>
                <button
                  type="button"
                  class="button"
                  disabled={inUse(trigger, effect)}
                  onClick={() => createRule(person, project.id, trigger, effect)}
                  aria-label={`Use template: ${name}`}
                >
                  {inUse(trigger, effect) ? 'In use' : 'Use template'}
                </button>
              </li>
            ))}
          </ul>
          <h2>Or write your own</h2>
          <Builder person={person} project={project} />
        </>
      )}
    </section>
  )
}

function RuleRow({ person, project, rule }: { person: Person; project: Project; rule: Rule }): JSX.Element {
  return (
    <li class="row">
      <span class="task-name">
        When <strong>{TRIGGERS[rule.trigger]}</strong>, <strong>{EFFECTS[rule.effect]}</strong>
      </span>
      <span class="row-end">
        <span class="quiet">{['has not run yet', 'ran once'][rule.runs] ?? `ran ${rule.runs} times`}</span>
        <label class="toggle">
          <input
            type="checkbox"
            role="switch"
            checked={rule.on}
            disabled={!mayEdit(person)}
            onChange={(event) => switchRule(person, project.id, rule.id, event.currentTarget.checked)}
          />
          <span>{rule.on ? 'On' : 'Off'}</span>
        </label>
      </span>
    </li>
  )
}

function Builder({ person, project }: { person: Person; project: Project }): JSX.Element {
  const create = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    createRule(person, project.id, form.get('trigger') as Trigger, form.get('effect') as Effect)
  }
  return (
    <form class="builder" onSubmit={create} data-guide="automation-builder">
      <label class="field">
        <span>When</span>
        <Choice name="trigger" options={TRIGGERS} />
      </label>
      <label class="field">
        <span>then</span>
        <Choice name="effect" options={EFFECTS} />
      </label>
      <button type="submit" class="button button-primary" data-guide="create-rule">
        Create rule
      </button>
    </form>
  )
}

function Choice({ name, options }: { name: string; options: Record<string, string> }): JSX.Element {
  return (
    <select name={name}>
      {Object.entries(options).map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}
