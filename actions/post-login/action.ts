import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3'
import { decideLogin } from '../../policies/login/decide.ts'
import type { LoginRulebook } from '../baked-rulebook.ts'
import { sendDecision } from '../decision-sink.ts'
import { refusalAfterFailure, refuseOrThrow } from '../own-failure.ts'
import { applyLoginDecision } from './effects.ts'
import { readLogin } from './facts.ts'
import { withLiveMembership } from './live-membership.ts'

// Auth0 accepts a native async function only, under this very name.
export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const rulebook: LoginRulebook = BAKED_RULEBOOK
  try {
    const known = readLogin(event, rulebook, Date.now())
    const reading = await withLiveMembership(known, rulebook, event.secrets, api.cache)
    const decision = decideLogin(reading.facts, rulebook.login)
    applyLoginDecision(decision, reading, rulebook, event, api)
    await sendDecision(decision, reading.facts, rulebook)
  } catch (error) {
    const refusal = refusalAfterFailure(error, rulebook, rulebook.login, 'OG_RETRY')
    if (refusal !== null) refuseOrThrow(() => api.access.deny(refusal))
  }
}
