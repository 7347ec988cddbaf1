// Owns the shapes of the admin API's answers about the live model as schemas, as answer.ts does for the rest.
import type { AccountStanding, ModelAnswer, PersonStanding } from '@foothold/protocol'
import { z } from 'zod'

const time = z.iso.datetime()
const timeOrNull = time.nullable()
const count = z.int().min(0)
const key = z.string()

const behaviour = z.strictObject({ class: key, since: time, rule: z.string(), trend: z.string(), activeDays: count }).nullable()
const share = z.number().min(0).max(1).nullable()

export const personStanding: z.ZodType<PersonStanding> = z.strictObject({
  invited: z.boolean(),
  behaviour,
  maturity: key,
  depth: share,
  lastUseAt: timeOrNull,
  segments: z.array(z.strictObject({ key, inside: z.boolean(), since: time })),
  stages: z.array(z.strictObject({ journey: key, name: z.string(), stage: key, stageName: z.string(), since: time, next: key.nullable(), due: timeOrNull })),
  expected: z.array(z.strictObject({ kind: key, key, due: time, metAt: timeOrNull, status: z.enum(['due', 'met', 'late', 'missed']) })),
})

export const accountStanding: z.ZodType<AccountStanding | null> = z
  .strictObject({
    people: count,
    active: count,
    roles: z.array(z.strictObject({ role: z.string().nullable(), people: count, active: count, depth: share })),
    behaviour,
    maturity: key,
    depth: share,
    lastUseAt: timeOrNull,
    stalled: z.boolean(),
    features: z.array(z.strictObject({ key, name: z.string(), level: key, people: count })),
    segments: z.array(z.strictObject({ key, people: count, inside: z.boolean(), since: time })),
    stages: z.array(
      z.strictObject({
        journey: key,
        name: z.string(),
        stage: key,
        stageName: z.string(),
        since: time,
        people: count,
        next: key.nullable(),
        due: timeOrNull,
        overdue: z.boolean(),
      }),
    ),
    classes: z.array(z.strictObject({ class: key, people: count })),
    missed: z.array(z.strictObject({ kind: key, key, people: count })),
  })
  .nullable()

const numbers = z.strictObject({
  people: count,
  late: count,
  levels: z.array(z.strictObject({ feature: key, level: key, people: count })),
  segments: z.array(z.strictObject({ segment: key, people: count })),
  stages: z.array(z.strictObject({ journey: key, stage: key, people: count })),
  classes: z.array(z.strictObject({ class: key, people: count })),
  maturities: z.array(z.strictObject({ maturity: key, people: count })),
  missed: z.array(z.strictObject({ expected: z.string(), people: count })),
  accounts: z
    .strictObject({
      accounts: count,
      stalled: count,
      stages: z.array(z.strictObject({ journey: key, stage: key, accounts: count })),
      classes: z.array(z.strictObject({ class: key, accounts: count })),
      maturities: z.array(z.strictObject({ maturity: key, accounts: count })),
    })
    .nullable(),
})

export const modelAnswer: z.ZodType<ModelAnswer> = z.strictObject({
  definitions: z.array(
    z.strictObject({
      basis: z.string(),
      version: z.string(),
      since: time,
      until: timeOrNull,
      progress: z.strictObject({ done: count, total: count, finished: z.boolean() }),
      numbers: numbers.nullable(),
    }),
  ),
})
