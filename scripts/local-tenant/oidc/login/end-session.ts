import type { Tenant } from '../../store.ts'
import { revokeGrantMembers } from '../provider/protocol-adapter.ts'
import { readRecord } from '../provider/protocol-records.ts'
import { forgetSession } from './login-facts.ts'

type EndableSession = { jti: string; uid: string; destroy(): Promise<void> }

/** Ends a session; with `tokens`, also every refresh token that came from it. */
export async function endSession(
  tenant: Tenant,
  session: EndableSession | undefined,
  { tokens }: { tokens: boolean },
): Promise<void> {
  if (session === undefined) return
  forgetSession(tenant, session.uid)
  await session.destroy()
  if (tokens) revokeSessionTokens(tenant, session.uid)
}

/** The same for whoever holds no more than its id, as the Management API does. */
export function endSessionById(tenant: Tenant, uid: string, { tokens }: { tokens: boolean }): void {
  const stored = readRecord<{ id: string }>(tenant, `SessionUid:${uid}`)
  forgetSession(tenant, uid)
  if (stored !== undefined) tenant.state.protocol.delete(`Session:${stored.id}`)
  if (tokens) revokeSessionTokens(tenant, uid)
}

/** Every refresh token that came from a session, with its family. */
export function revokeSessionTokens(tenant: Tenant, sessionUid: string): void {
  for (const { payload } of [...tenant.state.protocol.values()]) {
    if (payload.kind !== 'RefreshToken' || payload.sessionUid !== sessionUid) continue
    revokeGrantMembers(tenant, String(payload.grantId))
  }
}
