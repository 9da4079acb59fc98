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
  evaluate({ actors, delegates, scope, nowMs }, { delegation }) {
    const { organization } = scope
    if (organization.kind !== 'named') return actors.length === 0 ? PASS : deny('ACTOR_NOT_ALLOWED')
    const machines = Object.hasOwn(delegation.actors, organization.id)
      ? delegation.actors[organization.id]
      : undefined
    const isAllowed = (actor: string): boolean =>
      machines?.includes(actor) ||
      delegates.some(
        (one) => one.actor === actor && one.organization === organization.id && nowMs < one.untilMs,
      )
    return actors.every(isAllowed) ? PASS : deny('ACTOR_NOT_ALLOWED')
  },
}
