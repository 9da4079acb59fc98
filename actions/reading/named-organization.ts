import type { OrganizationContext } from '../../policies/mode.ts'
import { readText } from './read-text.ts'

/** The organization of an event: one that is there without a readable id is unknown, not absent. */
export function readNamedOrganization(
  organization: { readonly id?: unknown } | null | undefined,
): OrganizationContext {
  if (organization === undefined || organization === null) return { kind: 'none' }
  const id = readText(organization.id)
  return id === '' ? { kind: 'unknown' } : { kind: 'named', id }
}
