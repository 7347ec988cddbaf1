// All of tracking and all of targeting that runs in a browser, in one file: its size is a figure of .size-limit.json. Nobody loads it.
import '../script-tag.ts'
import {
  CELEBRATE_MS,
  compileGuide,
  compileModel,
  compileRule,
  compileWhere,
  createDependencyIndex,
  evaluateGuide,
  evaluateShown,
  HELD_OUT,
  mergeTally,
  own,
  recordTally,
  toValues,
} from '@foothold/targeting'

export const targeting: unknown[] = [
  CELEBRATE_MS,
  compileGuide,
  compileModel,
  compileRule,
  compileWhere,
  createDependencyIndex,
  evaluateGuide,
  evaluateShown,
  HELD_OUT,
  mergeTally,
  own,
  recordTally,
  toValues,
]
