import { deny, PASS, type Policy } from '../policy.ts'
import type { LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/**
 * delegation: nobody acts for a member whom the organization has not allowed to.
 * Why: a support agent or another service can hold a session or a token in a member's name.
 */
export const delegation: Policy<LoginFacts, LoginSettings> = {
  id: 'delegation',
  question: 'May whoever acts for this person do so in this organization?',
  evaluate({ actor, scope }, { delegation: { actors } }) {
    if (actor === null) return PASS
    const { organization } = scope
    const allowed =
      organization.kind === 'named' && Object.hasOwn(actors, organization.id)
        ? (actors[organization.id] ?? [])
        : []
    return allowed.includes(actor) ? PASS : deny('ACTOR_NOT_ALLOWED')
  },
}
