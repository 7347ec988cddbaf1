// Owns the checks of who gets what at all: rollouts with their phases, and the holdout of all guidance.
import { entries, fields, reference, repeated, type Check } from './reference.ts'

/**
 * Checks rollouts and the holdout of a model.
 *
 * @param model - the JSON as written, of any shape.
 * @throws never
 */
export function lintRollouts(model: Record<string, unknown>, check: Check): void {
  const { report } = check
  repeated(entries(model['rollouts']), '/rollouts', check)
  entries(model['rollouts']).forEach((entry, i) => {
    const rollout = fields(entry)
    const phases = entries(rollout['phases']).map(fields)
    phases.forEach((phase, j) => reference('segment', phase['segment'], `/rollouts/${i}/phases/${j}/segment`, check))
    lintPhases(phases, `/rollouts/${i}`, 'from' in rollout, check)
  })
  if (fields(model['holdout'])['share'] === 1)
    report('never_shown', '/holdout/share', 'A holdout of 1 holds everybody out: nobody would ever see any guide. Write a share such as 0.05.', {
      found: '1',
      expected: 'less than 1',
    })
}

function lintPhases(phases: readonly Record<string, unknown>[], pointer: string, begins: boolean, { report }: Check): void {
  const last = phases.findIndex((phase) => !('hold' in phase))
  phases.forEach((phase, j) => {
    const here = `${pointer}/phases/${j}`
    if (last >= 0 && j > last) {
      report(
        'no_effect',
        here,
        `This phase never begins: the phase before it (${last + 1}) has no "hold" and stays for ever. Say there how long it holds, such as "7d".`,
        {
          expected: '"hold" in the phase before',
        },
      )
      return
    }
    const next = j + 1 < phases.length
    if (!begins && next && 'hold' in phase && j === 0) {
      report(
        'invalid_value',
        `${here}/hold`,
        'Without "from" there is no day from which "hold" could count, so all phases would begin at once: add "from" to the rollout.',
        {
          found: String(phase['hold']),
          expected: '"from" in the rollout, such as "2026-12-01"',
        },
      )
    }
    const { percent, segment } = phase as { percent?: unknown; segment?: unknown }
    const wider = phases
      .slice(0, j)
      .findIndex((other) => Number(other['percent']) >= Number(percent) && (other['segment'] === undefined || other['segment'] === segment))
    if (typeof percent === 'number' && wider >= 0) {
      const before = String(phases[wider]!['percent'])
      report(
        'no_effect',
        `${here}/percent`,
        `${percent} % takes nobody out: phase ${wider + 1} had ${before} % already, and who is in a phase stays in. Raise it, or leave the phase out.`,
        {
          severity: 'warning',
          found: String(percent),
          expected: `more than ${before}`,
        },
      )
    }
  })
}
