// Owns pure statistics: numbers in, numbers out. Must not know events, people, time or storage.
export { wilson, type Interval } from './interval.ts'
export { newcombe, type Estimate, type Proportion } from './newcombe.ts'
export { kaplanMeier, survivalAt, type Observation, type SurvivalCurve, type SurvivalPoint } from './kaplan-meier.ts'
export { chiSquared, type GoodnessOfFit } from './chi-squared.ts'
