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
  isAboutOthers: true,
  evaluate({ actors, delegates, door, scope, nowMs }, { delegation }) {
    const { organization } = scope
    // At this door somebody always acts: who is not named cannot be allowed.
    if (actors.length === 0 && door === 'on-behalf') return deny('ACTOR_NOT_ALLOWED')
    if (organization.kind !== 'named') return actors.length === 0 ? PASS : deny('ACTOR_NOT_ALLOWED')
    const machines = Object.hasOwn(delegation.actors, organization.id)
      ? delegation.actors[organization.id]
      : undefined
    /** Until when the actor may, epoch ms; machines without end. */
    const endOf = (actor: string): number => {
      if (machines?.includes(actor)) return Number.POSITIVE_INFINITY
      const own = delegates.filter(
        (one) => one.actor === actor && one.organization === organization.id,
      )
      return Math.max(Number.NEGATIVE_INFINITY, ...own.map(({ untilMs }) => untilMs))
    }
    const expiresAtMs = Math.min(Number.POSITIVE_INFINITY, ...actors.map(endOf))
    if (!(nowMs < expiresAtMs)) return deny('ACTOR_NOT_ALLOWED')
    // What is issued now may not say later who acts: it must not outlive the leave.
    return Number.isFinite(expiresAtMs) ? { kind: 'pass', expiresAtMs } : PASS
  },
}
