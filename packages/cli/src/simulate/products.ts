// Owns which products can be simulated, by the name of the template that they go with.
import type { SimulatedProduct } from './product.ts'
import { CRM } from './product/crm.ts'
import { SAAS } from './product/saas.ts'

export const PRODUCTS: Readonly<Record<'saas' | 'crm', SimulatedProduct>> = { saas: SAAS, crm: CRM }
