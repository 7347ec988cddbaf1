// Owns the seed of the laws: the same in every run, so that a run fails because of what was changed. `LAW_SEED=random` looks further,
// `LAW_SEED=<number>` looks again at what it printed.
import fc from 'fast-check'

const given = process.env['LAW_SEED'] ?? '1'
if (given !== 'random') fc.configureGlobal({ seed: Number(given) })
