import { type GuardOutcome, toldEffects } from '../guard/guard-outcome.ts'

/** How two answers can differ, the gravest first. */
export const CHANGE_KINDS = ['admitted', 'refused', 'reason', 'effect', 'message'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** In words: the same words are the same change. */
export type Change = { readonly kind: ChangeKind; readonly before: string; readonly after: string }

/** What differs, as far as anybody can notice it: the gravest of it; null where nothing does. */
export function changeBetween(before: GuardOutcome, after: GuardOutcome): Change | null {
  const told = (kind: ChangeKind, tell: (outcome: GuardOutcome) => string): Change => ({
    kind,
    before: tell(before),
    after: tell(after),
  })
  if (before.isAdmitted !== after.isAdmitted) {
    return told(after.isAdmitted ? 'admitted' : 'refused', verdictOf)
  }
  if (before.reason !== after.reason) return told('reason', verdictOf)
  if (JSON.stringify(before.effects) !== JSON.stringify(after.effects)) {
    const change = told('effect', toldEffects)
    return change.before === change.after
      ? { ...change, after: `${change.after}, with other content` }
      : change
  }
  return before.message === after.message ? null : told('message', ({ message }) => message ?? '')
}

const verdictOf = ({ reason }: GuardOutcome): string => reason ?? 'admitted'
