// Owns the making of a project with its first keys.
import type { Project, StateStore } from '../store/state-store.ts'
import { generateKey, generateProjectId, toRecord } from './key.ts'

/** A new project with its keys in full. The admin key cannot be read again. */
export interface CreatedProject {
  project: Project
  writeKey: string
  adminKey: string
}

/**
 * Creates a project with one write key and one admin key.
 *
 * @param state - state store of the data folder.
 * @param name - shown in the console.
 * @param now - epoch ms.
 * @default now Date.now()
 */
export async function createProject(state: StateStore, name: string, now: number = Date.now()): Promise<CreatedProject> {
  const project: Project = { id: generateProjectId(), name, createdAt: now, identity: 'off' }
  const writeKey = generateKey('write')
  const adminKey = generateKey('admin')
  await state.projects.create(project, [toRecord(writeKey, project.id, 'write', { now }), toRecord(adminKey, project.id, 'admin', { now })])
  return { project, writeKey, adminKey }
}
