import type { PostLoginAPI } from '@auth0/actions/post-login/v3'
import type { Decision } from '../../policies/fold.ts'
import type { BakedRulebook } from '../baked-rulebook.ts'
import { LOCK_KEY, sealLock } from '../lock-record.ts'
import { renderLogLine } from '../log-line.ts'
import { renderRefusal } from '../refusal-text.ts'
import type { LoginReading } from './facts.ts'

/**
 * Carries the decision out; the only place that touches Auth0's api in a login.
 * A denied login keeps metadata that was written in it (Auth0's docs, post-login api object), so
 * records are written on admitted logins only.
 */
export function applyLoginDecision(
  decision: Decision,
  { facts, keyring, owner }: LoginReading,
  rulebook: BakedRulebook,
  api: PostLoginAPI,
): void {
  console.log(renderLogLine(decision, facts.door, facts.scope, rulebook.hash))
  if (decision.outcome !== 'allow') {
    const refused = { ...decision, atMs: facts.nowMs }
    api.access.deny(renderRefusal(refused, keyring, rulebook.messages))
    return
  }
  if (decision.lock !== null && keyring !== null) {
    api.user.setAppMetadata(LOCK_KEY, sealLock(decision.lock, keyring.signing, owner))
  }
}
