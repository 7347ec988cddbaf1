// Owns the checks of the limits of attention: limits that let nothing come, or that are never reached.
import { MOST_INTERRUPTIONS } from '@foothold/protocol'
import { fields, type Check } from './reference.ts'

/**
 * Checks how often guides may interrupt.
 *
 * @param model - the JSON as written, of any shape.
 * @throws never
 */
export function lintAttention(model: Record<string, unknown>, { report }: Check): void {
  const written = fields(model['attention'])
  for (const word of ['perSession', 'perWeek'] as const) {
    if (written[word] === 0)
      report(
        'never_shown',
        `/attention/${word}`,
        'With a limit of 0 no tour, announcement or survey ever comes by itself; only what is started by hand does. Write 1 or more, or "unlimited".',
        {
          severity: 'warning',
          found: '0',
          expected: '1 or more, or "unlimited"',
        },
      )
  }
  const { perSession = MOST_INTERRUPTIONS.perSession, perWeek = MOST_INTERRUPTIONS.perWeek } = written
  if (typeof perSession === 'number' && typeof perWeek === 'number' && perWeek > 0 && perSession > perWeek)
    report(
      'no_effect',
      `/attention/${'perSession' in written ? 'perSession' : 'perWeek'}`,
      `No session reaches its ${perSession}: after ${perWeek} the week is full. Make "perWeek" larger or "perSession" smaller.`,
      { severity: 'warning', found: String(perSession), expected: `at most ${perWeek}` },
    )
}
