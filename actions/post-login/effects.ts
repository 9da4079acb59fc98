import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3'
import type { Decision } from '../../policies/decide.ts'
import { renderLogLine } from '../answers/log-line.ts'
import { readLanguage, renderRefusal } from '../answers/refusal-text.ts'
import { isWithinRecordLimits, LOCK_KEY, signLock } from '../records/lock-record.ts'
import type { LoginRulebook } from '../rulebook/baked-rulebook.ts'
import type { LoginReading } from './facts.ts'
import { revokeSessionAndTokens, shapeWhatIsIssued } from './session-effects.ts'

/**
 * Carries the decision out; the only place that touches Auth0's api in a login. Records are written
 * on admitted logins only.
 * @fact A denied login keeps metadata that was written in it. (Auth0 docs, post-login API object;
 * read 2026-11-23)
 */
export function applyLoginDecision(
  decision: Decision,
  reading: LoginReading,
  rulebook: LoginRulebook,
  event: Event,
  api: PostLoginAPI,
): void {
  const { facts, keyring, owner } = reading
  console.log(renderLogLine(decision, facts.door, facts, rulebook.hash))
  if (decision.outcome === 'allow') {
    if (decision.lock !== null && keyring !== null && isWithinRecordLimits(decision.lock)) {
      api.user.setAppMetadata(LOCK_KEY, signLock(decision.lock, keyring.signing, owner))
    }
    shapeWhatIsIssued(decision, reading, rulebook, event, api)
    return
  }
  const refused = { ...decision, atMs: facts.nowMs }
  const text = renderRefusal(refused, keyring, rulebook.messages, readLanguage(event))
  const isRefused = revokeSessionAndTokens(decision, text, reading, rulebook, event, api)
  if (!isRefused) api.access.deny(text)
}
