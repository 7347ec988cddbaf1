// Owns the checks of what in the model waits for time to pass: journeys, their stages, and anchors of deadlines. It must not know
// guides or texts.
import { entries, fields, lintCondition, reference, repeated, type Check } from './reference.ts'

/**
 * Checks the journeys of a model.
 *
 * @param model - the JSON as written, of any shape.
 * @throws never
 */
export function lintJourneys(model: Record<string, unknown>, check: Check): void {
  repeated(entries(model['journeys']), '/journeys', check)
  entries(model['journeys']).forEach((journey, i) => {
    const stages = entries(fields(journey)['stages'])
    repeated(stages, `/journeys/${i}/stages`, check)
    stages.forEach((stage, j) => lintStage(fields(stage), j, `/journeys/${i}/stages/${j}`, check))
  })
}

function lintStage(stage: Record<string, unknown>, index: number, pointer: string, check: Check): void {
  const { report } = check
  if ('when' in stage) lintCondition(stage['when'], `${pointer}/when`, check)
  else if (index > 0)
    report('required', pointer, 'Only the first stage goes without "when": everybody is in it from the beginning. Say what brings people here.', {
      expected: 'when',
    })
  if (index === 0 && 'within' in stage)
    report('no_effect', `${pointer}/within`, 'The time of a stage counts from the one before, and there is none before the first.', { severity: 'warning' })
  entries(stage['interventions']).forEach((guide, k) => reference('guide', guide, `${pointer}/interventions/${k}`, check))
}

/** Checks from when on the deadline of a milestone counts. */
export function lintAnchor(milestone: Record<string, unknown>, pointer: string, check: Check): void {
  const { from, deadline, key } = milestone
  const anchor = fields(from)
  reference('journey', anchor['journey'], `${pointer}/from/journey`, check)
  reference('milestone', anchor['milestone'], `${pointer}/from/milestone`, check)
  if (from !== undefined && from !== 'signup' && deadline === undefined)
    check.report('no_effect', `${pointer}/from`, 'Without a "deadline" nothing counts from here.', { severity: 'warning' })
  if (typeof key === 'string' && anchor['milestone'] === key)
    check.report('contradiction', `${pointer}/from/milestone`, 'A deadline that counts from the milestone itself has never passed before it is reached.', {
      found: key,
    })
}
