import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3'
import { decideLogin } from '../../policies/login/decide.ts'
import { sendDecision } from '../answers/decision-sink.ts'
import { refusalAfterFailure, refuseOrThrow } from '../answers/own-failure.ts'
import { lookUpTools } from '../management/look-up-tools.ts'
import type { LoginRulebook } from '../rulebook/baked-rulebook.ts'
import { applyLoginDecision } from './effects.ts'
import { readLogin } from './facts.ts'
import { withLiveMembership } from './live-membership.ts'
import { withPlatformMembership } from './platform-membership.ts'

// Auth0 accepts a native async function only, under this very name.
export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const rulebook: LoginRulebook = BAKED_RULEBOOK
  try {
    const nowMs = Date.now()
    const known = readLogin(event, rulebook, nowMs)
    const tools = lookUpTools(api.cache, nowMs)
    const asked = await withLiveMembership(known, rulebook, event.secrets, tools)
    const reading = await withPlatformMembership(asked, rulebook, event, api)
    const decision = decideLogin(reading.facts, rulebook.login)
    applyLoginDecision(decision, reading, rulebook, event, api)
    await sendDecision(decision, reading.facts, rulebook)
  } catch (error) {
    const refusal = refusalAfterFailure(error, rulebook, rulebook.login, 'OG_RETRY')
    if (refusal !== null) refuseOrThrow(() => api.access.deny(refusal))
  }
}
