import type { Tenant } from '../../store.ts'
import type { RefreshTokenFacts } from '../events/describe-session.ts'
import { liveRecords } from '../provider/protocol-records.ts'
import { readRefreshTokenSettings } from '../provider/refresh-token-lifetime.ts'
import { isOverLimit, readGrantFacts } from './login-facts.ts'

/** What oidc-provider stores of a refresh token, as far as it is read here. */
type StoredToken = {
  accountId: string
  clientId: string
  grantId: string
  exp?: number
  consumed?: number
}

/**
 * Every refresh token that can still be exchanged, a family once. Tokens of a blocked person, or of one
 * who is gone, are refused at the exchange; they are listed as long as they are stored.
 */
export function liveRefreshTokens(tenant: Tenant): readonly RefreshTokenFacts[] {
  const families = new Map<string, RefreshTokenFacts>()
  for (const { record } of liveRecords<StoredToken>(tenant, 'RefreshToken:')) {
    const grant = readGrantFacts(tenant, record.grantId)
    if (grant === undefined || record.consumed !== undefined) continue
    if (isOverLimit(tenant, grant.limits)) continue
    const client = tenant.state.clients.get(record.clientId)
    families.set(record.grantId, {
      userId: record.accountId,
      grantId: record.grantId,
      rotating: readRefreshTokenSettings(client).rotating,
      expiresAtSeconds: record.exp,
      grant,
    })
  }
  return [...families.values()]
}
