// Owns the keys of a project over HTTP: list, make, replace, revoke, and the origins of a write key.
import { IDENTITY_MODES, KEY_KINDS, KEY_SCOPES, type CreatedKey, type IdentitySettings, type KeyEntry, type KeyKind, type KeyScope } from '@foothold/protocol'
import { z } from 'zod'
import { CollectorError } from '../../error.ts'
import { generateKey, toKeyStatus, toRecord, type KeyOptions } from '../../project/key.ts'
import { toOrigin } from '../../project/origin.ts'
import type { KeyRecord } from '../../store/state-store.ts'
import { route, type Route } from '../table.ts'
import { createdKey, identitySettings, keyEntry } from './answer.ts'
import type { AdminOptions } from './options.ts'

/** Active identity secrets of a project: the one in use, and the one that comes or goes. */
const IDENTITY_SECRETS = 2
/** Active keys of another kind; each is looked up by hash, so the number costs nothing. */
const ACTIVE_KEYS = 100
const DAY_MS = 86_400_000
/** Days of coverage that are told. */
const COVERAGE_DAYS = 14

const originsSchema = z.array(z.string().min(1).max(300)).max(100)
const createSchema = z.strictObject({
  kind: z.enum(KEY_KINDS),
  name: z.string().max(200).optional(),
  scopes: z.array(z.enum(KEY_SCOPES)).min(1).optional(),
  origins: originsSchema.optional(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
})
const rotateSchema = z.strictObject({
  overlapHours: z
    .number()
    .min(0)
    .max(24 * 365)
    .default(24),
})
const identitySchema = z.strictObject({ mode: z.enum(IDENTITY_MODES) })

export function createKeyRoutes({ stores, now, writeKeys, coverage }: AdminOptions): Route[] {
  const { projects } = stores.state

  const add = async (project: string, kind: KeyKind, options: KeyOptions): Promise<CreatedKey> => {
    const active = (await projects.keys(project)).filter((one) => one.kind === kind && toKeyStatus(one, now()) === 'active')
    const most = kind === 'identity' ? IDENTITY_SECRETS : ACTIVE_KEYS
    if (active.length >= most)
      throw new CollectorError('key_limit', `There are ${active.length} active keys of the kind "${kind}"; at most ${most} may be. Revoke one first.`)
    const key = generateKey(kind)
    const record = toRecord(key, project, kind, { ...options, now: now() })
    await projects.addKey(record)
    writeKeys.forget(project)
    return { ...toEntry(record, now()), key }
  }
  const find = async (project: string, id: string): Promise<KeyRecord> => {
    const found = (await projects.keys(project)).find((one) => one.id === id)
    if (!found) throw new CollectorError('not_found', `There is no key "${id.slice(0, 200)}".`)
    return found
  }

  return [
    route({
      method: 'get',
      path: '/keys',
      scope: 'admin',
      summary: 'Lists the keys of the project, newest first. Secrets cannot be read again.',
      answer: { json: z.array(keyEntry) },
      handle: async (c) => c.json((await projects.keys(c.var.project.id)).map((one) => toEntry(one, now()))),
    }),
    route({
      method: 'post',
      path: '/keys',
      scope: 'admin',
      summary: 'Makes a key. This answer is the only time that a secret can be read.',
      body: createSchema,
      answer: { status: 201, json: createdKey },
      action: 'key.created',
      async handle(c, { body, note }) {
        const expiresAt = body.expiresAt === undefined ? null : Date.parse(body.expiresAt)
        if (expiresAt !== null && expiresAt <= now()) throw new CollectorError('request_invalid', `"expiresAt" is ${body.expiresAt}, which is over already.`)
        if (body.kind !== 'write' && body.origins) throw new CollectorError('request_invalid', 'Only a write key has origins.')
        if (body.kind !== 'admin' && body.scopes) throw new CollectorError('request_invalid', 'Only an admin key has scopes.')
        mayGive(c.var.key.scopes, body.kind === 'admin' ? (body.scopes ?? KEY_SCOPES) : [])
        const created = await add(c.var.project.id, body.kind, { ...body, origins: toOrigins(body.origins ?? []), expiresAt })
        note(created.id, { kind: created.kind, name: created.name, scopes: created.scopes, origins: created.origins, expiresAt: created.expiresAt })
        return c.json(created, 201)
      },
    }),
    route({
      method: 'post',
      path: '/keys/:id/rotate',
      scope: 'admin',
      summary: 'Makes a key that replaces this one, which goes on working for a while: both are active in between.',
      names: { id: 'key' },
      body: rotateSchema,
      answer: { status: 201, json: createdKey },
      action: 'key.rotated',
      async handle(c, { body: { overlapHours }, note }) {
        const project = c.var.project.id
        const old = await find(project, c.req.param('id') ?? '')
        const { kind, name, scopes, origins, expiresAt } = old
        mayEnd(c.var.key.scopes, scopes)
        if (toKeyStatus(old, now()) !== 'active') throw new CollectorError('request_invalid', 'This key is not active; make a new one.')
        // a rotation replaces a secret; how long it may be used was decided when the first was made
        const created = await add(project, kind, { name, scopes, origins, expiresAt: expiresAt === null ? null : now() + (expiresAt - old.createdAt) })
        await projects.endKey(project, old.id, now() + overlapHours * 3_600_000)
        note(old.id, { by: created.id, overlapHours })
        return c.json(created, 201)
      },
    }),
    route({
      method: 'put',
      path: '/keys/:id/origins',
      scope: 'admin',
      summary: 'Says pages of which origins may use a write key; an empty list stands for any.',
      names: { id: 'key' },
      body: z.strictObject({ origins: originsSchema }),
      answer: { json: keyEntry },
      action: 'key.origins-set',
      async handle(c, { body, note }) {
        const project = c.var.project.id
        const { id, kind } = await find(project, c.req.param('id') ?? '')
        if (kind !== 'write') throw new CollectorError('request_invalid', 'Only a write key has origins.')
        const origins = toOrigins(body.origins)
        await projects.setOrigins(project, id, origins)
        writeKeys.forget(project)
        note(id, { origins })
        return c.json(toEntry(await find(project, id), now()))
      },
    }),
    route({
      method: 'delete',
      path: '/keys/:id',
      scope: 'admin',
      summary: 'Revokes a key, at once.',
      names: { id: 'key' },
      answer: { json: keyEntry },
      action: 'key.revoked',
      async handle(c, { note }) {
        const project = c.var.project.id
        const { id, scopes } = await find(project, c.req.param('id') ?? '')
        mayEnd(c.var.key.scopes, scopes)
        if (id === c.var.key.id) throw new CollectorError('request_invalid', 'A key cannot revoke itself. Use another one of the project.')
        await projects.endKey(project, id, now())
        writeKeys.forget(project)
        note(id)
        return c.json(toEntry(await find(project, id), now()))
      },
    }),
    route({
      method: 'get',
      path: '/identity',
      scope: 'admin',
      summary: 'Says how strictly people must prove who they are, and how many do.',
      answer: { json: identitySettings },
      async handle(c) {
        await coverage.flush()
        const from = new Date(now() - (COVERAGE_DAYS - 1) * DAY_MS).toISOString().slice(0, 10)
        const { id, identity } = c.var.project
        return c.json({ mode: identity, coverage: await projects.coverage(id, from) } satisfies IdentitySettings)
      },
    }),
    route({
      method: 'put',
      path: '/identity',
      scope: 'admin',
      summary: 'Sets how strictly people must prove who they are.',
      body: identitySchema,
      answer: { json: z.strictObject({ mode: z.enum(IDENTITY_MODES) }) },
      action: 'identity.set',
      async handle(c, { body: { mode }, note }) {
        const { id, identity } = c.var.project
        const secrets = (await projects.keys(id)).filter((one) => one.kind === 'identity' && toKeyStatus(one, now()) === 'active')
        if (mode === 'enforce' && !secrets.length)
          throw new CollectorError('request_invalid', 'There is no identity secret yet, so nobody could prove anything. Make one first: POST /admin/v1/keys.')
        await projects.setIdentity(id, mode)
        writeKeys.forget(id)
        note(null, { from: identity, to: mode })
        return c.json({ mode })
      },
    }),
  ]
}

/** A key gives no more than it has. */
function mayGive(own: readonly KeyScope[], scopes: readonly KeyScope[]): void {
  const more = scopes.filter((one) => !own.includes(one))
  if (more.length) throw new CollectorError('scope_missing', `This key has not the scopes ${more.join(', ')}, and so cannot give them.`)
}

/** Nor does it take from others what it has not itself. */
function mayEnd(own: readonly KeyScope[], scopes: readonly KeyScope[]): void {
  const more = scopes.filter((one) => !own.includes(one))
  if (more.length)
    throw new CollectorError('scope_missing', `That key may do more than this one (${more.join(', ')}), and so is not for this one to replace or revoke.`)
}

function toOrigins(texts: readonly string[]): string[] {
  return texts.map((text) => {
    const origin = toOrigin(text)
    if (origin === undefined)
      throw new CollectorError(
        'request_invalid',
        `"${text.slice(0, 100)}" is no origin: expected one such as https://app.example.com or https://*.example.com.`,
      )
    return origin
  })
}

function toEntry(key: KeyRecord, now: number): KeyEntry {
  const toIso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
  return {
    id: key.id,
    kind: key.kind,
    name: key.name,
    key: key.kind === 'write' ? key.readable : null,
    scopes: [...key.scopes],
    origins: [...key.origins],
    createdAt: new Date(key.createdAt).toISOString(),
    expiresAt: toIso(key.expiresAt),
    revokedAt: toIso(key.revokedAt),
    lastUsedAt: toIso(key.lastUsedAt),
    status: toKeyStatus(key, now),
  }
}
