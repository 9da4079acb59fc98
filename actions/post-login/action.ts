import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3'
import { decideLogin } from '../../policies/login/decide.ts'
import { refusalAfterFailure } from '../own-failure.ts'
import { applyLoginDecision } from './effects.ts'
import { readLogin } from './facts.ts'

// Auth0 accepts a native async function only, under this very name.
export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const rulebook = BAKED_RULEBOOK
  try {
    const reading = readLogin(event, rulebook, Date.now())
    const decision = decideLogin(reading.facts, rulebook.login)
    applyLoginDecision(decision, reading, rulebook, api)
  } catch (error) {
    const refusal = refusalAfterFailure(error, rulebook, rulebook.login, 'OG_RETRY')
    if (refusal !== null) api.access.deny(refusal)
  }
}
