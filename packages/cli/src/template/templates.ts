// Owns which templates `foothold init` has.
import { CRM_TEMPLATE } from './crm.ts'
import { SAAS_TEMPLATE } from './saas.ts'
import { STARTER } from './starter.ts'

/** Files of each, path in the folder → value. */
export const TEMPLATES: Readonly<Record<TemplateName, Record<string, unknown>>> = { starter: STARTER, saas: SAAS_TEMPLATE, crm: CRM_TEMPLATE }
export type TemplateName = 'starter' | 'saas' | 'crm'
