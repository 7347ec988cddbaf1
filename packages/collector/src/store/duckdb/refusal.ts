// Owns what a question is refused with where nothing is wrong with it. Pure.
import { CollectorError } from '../../error.ts'

/** Nothing is answered any more. */
export const draining = (): CollectorError => new CollectorError('draining', 'This collector is shutting down; try again in a moment.')

/** The time for the answer is over. */
export const timeout = (): CollectorError =>
  new CollectorError('query_timeout', 'The answer would take longer than a question may. Ask about fewer days, or fewer people.', {
    headers: { 'Retry-After': '10' },
  })
