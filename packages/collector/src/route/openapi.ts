// Owns the description of the HTTP API (OpenAPI 3.1), made from the very entries that mount and check the routes. Pure.
import { ERROR_CODES, KEY_SCOPES } from '@foothold/protocol'
import { z } from 'zod'
import { PUBLIC_ROUTES } from './public-table.ts'
import type { Route } from './table.ts'

/** A JSON document; only its outline is typed. */
export interface OpenApi {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  paths: Record<string, Record<string, Operation>>
  components: object
}

/** One operation, as far as tests look at it. */
export interface Operation {
  operationId: string
  summary: string
  parameters: { name: string; in: 'path' | 'query'; required: boolean; schema: object; 'x-resource'?: string }[]
  requestBody?: object
  responses: Record<string, object>
  security: object[]
  /** Scope of the admin key. */
  'x-scope'?: string
}

const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(ERROR_CODES) as [string, ...string[]]),
  detail: z.string(),
  instance: z.string().optional(),
  retryable: z.boolean(),
  errors: z.array(z.looseObject({ code: z.string(), pointer: z.string(), detail: z.string() })).optional(),
})

const PROBLEM = {
  description: 'What went wrong; `code` says which it is.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

/** Describes the whole API. @param routes - of the admin API. */
export function toOpenApi(routes: readonly Route[]): OpenApi {
  const paths: OpenApi['paths'] = {}
  const put = (path: string, method: string, operation: Operation): void => {
    ;(paths[toTemplate(path)] ??= {})[method] = operation
  }
  for (const one of PUBLIC_ROUTES)
    put(one.path, one.method, {
      operationId: toId(one.method, one.path),
      summary: one.summary,
      parameters: pathParameters(one.path),
      ...(one.body ? { requestBody: { required: true, content: { 'application/json': { schema: toSchema(one.body) } } } } : {}),
      responses: { 200: toResponse(one.answer), default: PROBLEM },
      security: one.writeKey ? [{ writeKey: [] }, {}] : [],
    })
  for (const one of routes) {
    const path = `/admin/v1${one.path}`
    put(path, one.method, {
      operationId: toId(one.method, path),
      summary: one.summary,
      parameters: [...pathParameters(path, one.names), ...(one.query ? queryParameters(one.query) : [])],
      ...(one.body ? { requestBody: { required: true, content: { 'application/json': { schema: toSchema(one.body) } } } } : {}),
      responses: { [one.answer.status ?? 200]: toResponse(one.answer), default: PROBLEM },
      security: [{ adminKey: [] }],
      'x-scope': one.scope,
    })
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Foothold collector',
      version: '1',
      description: 'Times are ISO 8601 UTC. Every error is a problem (RFC 9457) with a code of docs/errors.md.',
    },
    paths,
    components: {
      schemas: { Problem: toSchema(problem) },
      securitySchemes: {
        writeKey: { type: 'http', scheme: 'bearer', description: 'The public write key, fh_pub_…; also as user name of Basic, or as `writeKey` in the body.' },
        adminKey: { type: 'http', scheme: 'bearer', description: `An admin key, fh_adm_…. Each route needs one of its scopes: ${KEY_SCOPES.join(', ')}.` },
      },
    },
  }
}

const toTemplate = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}')
const toId = (method: string, path: string): string => `${method}${path.replaceAll(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`

function toSchema(schema: z.ZodType): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>
  return json
}

function toResponse({ json, types = [] }: { json?: z.ZodType; types?: readonly string[] }): object {
  const content = {
    ...(json ? { 'application/json': { schema: toSchema(json) } } : {}),
    ...Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }])),
  }
  return { description: 'Done.', ...(Object.keys(content).length ? { content } : {}) }
}

function pathParameters(path: string, names: Readonly<Record<string, string>> = {}): Operation['parameters'] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    ...(names[name] === undefined ? {} : { 'x-resource': names[name] }),
  }))
}

function queryParameters(schema: z.ZodType): Operation['parameters'] {
  const { properties = {}, required = [] } = toSchema(schema) as { properties?: Record<string, object>; required?: string[] }
  return Object.entries(properties).map(([name, one]) => ({ name, in: 'query', required: required.includes(name), schema: one }))
}
