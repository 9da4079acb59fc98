import type { JsonObject, Tenant } from '../../store.ts'
import { readGrantFacts } from '../login/login-facts.ts'

/** A refresh token as oidc-provider holds or stores it. */
type FamilyMember = { readonly grantId?: string | undefined; readonly rotations?: unknown }

/** Place of a refresh token in its family; the first is 1, each rotation counts one up. */
export const tokenCounter = ({ rotations }: FamilyMember): number =>
  (typeof rotations === 'number' ? rotations : 0) + 1

export const latestCounter = (tenant: Tenant, { grantId }: FamilyMember): number =>
  readGrantFacts(tenant, grantId)?.latestCounter ?? 1

/** The token is about to be used up for the next one. */
export function countRotation(tenant: Tenant, token: FamilyMember): void {
  const facts = readGrantFacts(tenant, token.grantId)
  if (facts === undefined) return
  facts.latestCounter = Math.max(facts.latestCounter ?? 1, tokenCounter(token) + 1)
}

/**
 * @fact Entries of the tenant log on rotating tokens have these `details`. (Auth0's schema of
 * tenant logs; Auth0 community 120406; read 2026-08-20)
 */
export const familyDetails = (tenant: Tenant, token: FamilyMember): JsonObject => ({
  familyId: token.grantId ?? '',
  tokenCounter: tokenCounter(token),
  latestCounter: latestCounter(tenant, token),
})
