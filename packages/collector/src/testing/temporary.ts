// Owns what the collector's own tests share: a temporary data folder, a collector on it, a clock that is set. Not part of
// the package's index.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createCollector, type Collector } from '../app.ts'
import type { CollectorOptions } from '../options.ts'
import { createProject, type CreatedProject } from '../project/create-project.ts'
import { openStores } from '../store/sqlite/open.ts'
import type { Stores } from '../store/stores.ts'

/** Makes a folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'foothold-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A collector with one project, on real stores in a temporary folder. */
export interface Bench {
  folder: string
  stores: Stores
  collector: Collector
  project: CreatedProject
  /** Epoch ms that the collector takes for now. */
  clock: { now: number }
  /** Sends JSON with the write key. */
  send(path: string, body: unknown, init?: RequestInit): Promise<Response>
  /** Asks the admin API with the admin key. */
  admin(path: string, init?: RequestInit): Promise<Response>
  /** Asks and parses. */
  get<T>(path: string): Promise<T>
}

/** 2026-03-10T12:00:00Z */
export const NOON = 1_773_144_000_000

export async function createBench(options: Partial<CollectorOptions> = {}): Promise<Bench> {
  const folder = temporaryFolder()
  const stores = await openStores(folder)
  const clock = { now: NOON }
  const project = await createProject(stores.state, 'Test', clock.now)
  const collector = createCollector({ stores, now: () => clock.now, ...options })
  onTestFinished(async () => {
    await collector.close()
    await stores.close()
  })
  const bearer = (key: string, init: RequestInit = {}): RequestInit => ({
    ...init,
    headers: { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) },
  })
  const admin = async (path: string, init?: RequestInit): Promise<Response> => collector.app.request(`/admin/v1/${path}`, bearer(project.adminKey, init))
  return {
    folder,
    stores,
    collector,
    project,
    clock,
    admin,
    send: async (path, body, init) =>
      collector.app.request(path, bearer(project.writeKey, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), ...init })),
    get: async <T>(path: string) => {
      const answer = await admin(path)
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
      return (await answer.json()) as T
    },
  }
}
