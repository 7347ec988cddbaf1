// Owns the shapes of the admin API's answers as schemas: what /openapi.json says of them. A test holds real answers against
// them. It must not know how an answer comes to be.
import { EVENT_TYPES, IDENTITY_MODES, KEY_KINDS, KEY_SCOPES } from '@foothold/protocol'
import type {
  AccountDetail,
  AccountSummary,
  AuditEntry,
  CreatedKey,
  ErasureEntry,
  EventEntry,
  GuideLift,
  IdentitySettings,
  InsightName,
  KeyEntry,
  PersonSummary,
  SavedQuery,
  VersionEntry,
} from '@foothold/protocol'
import { INSIGHT_SCHEMAS } from '@foothold/protocol/schema'
import { z } from 'zod'
import { accountStanding, personStanding } from './answer-model.ts'

const time = z.iso.datetime()
const timeOrNull = time.nullable()
const text = z.string().nullable()
const count = z.int().min(0)
const record = z.record(z.string(), z.unknown())
const rate = z.strictObject({
  k: count,
  n: count,
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})

const issueSchema = z.looseObject({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  pointer: z.string(),
  detail: z.string(),
})

/** One page of a list. */
export const pageOf = (item: z.ZodType): z.ZodType => z.strictObject({ items: z.array(item), next: text, total: count })

export const validateAnswer: z.ZodType = z.strictObject({ ok: z.boolean(), issues: z.array(issueSchema) })
export const publishAnswer: z.ZodType = z.strictObject({
  version: z.string(),
  changed: z.boolean(),
  publishedAt: time,
  added: z.array(z.string()),
  updated: z.array(z.string()),
  removed: z.array(z.string()),
  issues: z.array(issueSchema),
})
export const versionEntry: z.ZodType<VersionEntry> = z.strictObject({ version: z.string(), publishedAt: time, note: text, guides: count, live: z.boolean() })

const guideCounts = {
  shown: count,
  completed: count,
  dismissed: count,
  snoozed: count,
  people: z.strictObject({ shown: count, completed: count, dismissed: count }),
  completion: rate,
  lastSeenAt: timeOrNull,
}
const guideHead = { key: z.string(), kind: z.string(), title: z.string(), priority: z.number(), owner: text, status: z.enum(['live', 'removed']) }
export const guideSummary: z.ZodType = z.looseObject({ ...guideHead, ...guideCounts })
export const guideDetail: z.ZodType = z.looseObject({
  ...guideHead,
  ...guideCounts,
  guide: record.nullable(),
  steps: z.array(z.strictObject({ key: z.string(), title: z.string(), people: count, ofFirst: rate, ofPrevious: rate })),
  series: z.array(z.strictObject({ day: z.iso.date(), shown: count, completed: count, dismissed: count })),
  missing: z.array(z.strictObject({ step: text, reason: z.string(), count })),
  definition: z.string(),
})

const interval = { value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() }
const liftArm = z.strictObject({ ...rate.shape, people: count, waiting: count, before: count, accounts: count.nullable() })
export const guideLift: z.ZodType<GuideLift> = z.strictObject({
  guide: z.string(),
  verdict: z.enum(['works', 'no-effect', 'harms', 'too-early', 'not-comparable', 'not-measured']),
  words: z.string(),
  goal: z.union([z.strictObject({ event: z.string(), within: z.string() }), z.strictObject({ milestone: z.string(), within: z.string() })]).nullable(),
  experiment: z.strictObject({ holdout: z.number(), unit: z.enum(['user', 'account']), since: timeOrNull }).nullable(),
  shown: liftArm,
  heldOut: liftArm,
  difference: z.strictObject(interval),
  always: z.strictObject({ ...interval, p: z.number() }),
  relative: z.strictObject(interval),
  extra: z.strictObject(interval),
  chanceToWin: z.number().nullable(),
  p: z.number().nullable(),
  sampleRatio: z.strictObject({ p: z.number(), alarm: z.boolean() }),
  sample: z.strictObject({ effect: z.number(), shown: count.nullable(), heldOut: count.nullable() }),
  definition: z.string(),
})

const personHead = {
  id: z.string(),
  identified: z.boolean(),
  name: text,
  email: text,
  role: text,
  account: text,
  firstSeenAt: time,
  lastSeenAt: time,
  events: count,
}
export const personSummary: z.ZodType<PersonSummary> = z.strictObject(personHead)
export const personDetail: z.ZodType = z.strictObject({
  ...personHead,
  anonymousIds: z.array(z.string()),
  traits: record,
  accountTraits: record,
  segments: z.array(z.string()),
  milestones: z.array(z.strictObject({ key: z.string(), name: z.string(), reachedAt: timeOrNull })),
  features: z.array(z.strictObject({ key: z.string(), name: z.string(), relevant: z.boolean(), level: z.string(), uses: count, lastUsedAt: timeOrNull })),
  guides: z.array(z.strictObject({ key: z.string(), kind: z.string(), seen: count, state: z.string(), at: timeOrNull })),
  standing: personStanding,
})
export const eventEntry: z.ZodType<EventEntry> = z.strictObject({
  position: count,
  messageId: z.string(),
  type: z.enum(EVENT_TYPES),
  name: z.string(),
  at: z.string(),
  receivedAt: z.string(),
  person: z.strictObject({ id: z.string(), name: text }),
  account: text,
  properties: record,
  page: text,
})
const counted = z.array(z.strictObject({ name: z.string(), count }))
const typed = z.array(z.strictObject({ name: z.string(), types: z.array(z.string()) }))
export const seenNames: z.ZodType = z.strictObject({ events: counted, traits: typed, accountTraits: typed.optional() })
export const personExplanation: z.ZodType = z.looseObject({
  person: z.string(),
  account: text,
  version: z.string(),
  publishedAt: time,
  gates: z.array(z.looseObject({})),
})

const accountHead = { id: z.string(), name: text, firstSeenAt: time, lastSeenAt: time }
export const accountSummary: z.ZodType<AccountSummary> = z.strictObject(accountHead)
export const accountDetail: z.ZodType<AccountDetail> = z.strictObject({
  ...accountHead,
  traits: record,
  traitTimes: z.record(z.string(), z.string()),
  members: count,
  milestones: z.array(z.strictObject({ key: z.string(), name: z.string(), reachedAt: timeOrNull, people: count })),
  standing: accountStanding,
})

export const projectAnswer: z.ZodType = z.strictObject({
  name: z.string(),
  writeKey: z.string(),
  scopes: z.array(z.enum(KEY_SCOPES)),
  endpoint: z.string().optional(),
})
export const overviewAnswer: z.ZodType = z.looseObject({
  project: z.string(),
  version: text,
  people: count,
  identified: count,
  eventsToday: count,
  activeToday: count,
  guidesShownToday: count,
  series: z.array(z.strictObject({ day: z.iso.date(), events: count, active: count, shown: count })),
  milestones: z.array(z.strictObject({ key: z.string(), name: z.string(), reached: rate })),
  goals: z.array(z.looseObject({ key: z.string(), name: z.string(), target: z.number(), actual: rate, status: z.string(), definition: z.string() })),
})

const cell = z.union([z.string(), z.number()]).nullable()
/** What all insights have in common. */
export const insightAnswer: z.ZodType = z.looseObject({
  insight: z.string(),
  definition: record,
  range: z.strictObject({ from: time, to: time }),
  timezone: z.string(),
  n: count,
  means: z.string(),
  columns: z.array(z.strictObject({ name: z.string(), unit: z.enum(['text', 'count', 'share', 'seconds', 'number']) })),
  rows: z.array(z.array(cell)),
})

export const savedQuery: z.ZodType<SavedQuery> = z.strictObject({
  key: z.string(),
  name: z.string(),
  insight: z.enum(Object.keys(INSIGHT_SCHEMAS) as InsightName[]),
  definition: record,
  savedAt: time,
})

const keyFields = {
  id: z.string(),
  kind: z.enum(KEY_KINDS),
  name: z.string(),
  key: text,
  scopes: z.array(z.enum(KEY_SCOPES)),
  origins: z.array(z.string()),
  createdAt: time,
  expiresAt: timeOrNull,
  revokedAt: timeOrNull,
  lastUsedAt: timeOrNull,
  status: z.enum(['active', 'expired', 'revoked']),
}
export const keyEntry: z.ZodType<KeyEntry> = z.strictObject(keyFields)
export const createdKey: z.ZodType<CreatedKey> = z.strictObject({ ...keyFields, key: z.string() })
export const identitySettings: z.ZodType<IdentitySettings> = z.strictObject({
  mode: z.enum(IDENTITY_MODES),
  coverage: z.array(z.strictObject({ day: z.iso.date(), verified: count, missing: count, invalid: count })),
})
export const auditEntry: z.ZodType<AuditEntry> = z.strictObject({ id: z.string(), at: time, key: text, action: z.string(), target: text, detail: record })
export const erasureEntry: z.ZodType<ErasureEntry> = z.strictObject({
  id: z.string(),
  person: z.string(),
  status: z.enum(['running', 'done']),
  requestedAt: time,
  finishedAt: timeOrNull,
  events: count,
})

/** What is not named in it is on the disk. */
export const batchAnswer: z.ZodType = z.strictObject({
  batchId: z.string(),
  receivedAt: z.iso.datetime(),
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.array(z.strictObject({ id: z.string(), code: z.string(), pointer: z.string(), detail: z.string() })),
  retry: z.array(z.string()),
  warnings: z.array(z.strictObject({ id: z.string(), code: z.string(), detail: z.string() })),
})
