import { type AboutPolicy, settings } from '../about.ts'

export type DelegationSettings = {
  /** Machines that may act for the members of an organization, by its id; people are facts. */
  readonly actors: Readonly<Record<string, readonly string[]>>
}

export const DELEGATION = {
  id: 'delegation',
  number: 12,
  moment: 'login',
  reasons: {
    ACTOR_NOT_ALLOWED: [29, 'OG_ACCESS', 'somebody acts for this person who may not'],
  },
  settings: settings<{ readonly delegation: DelegationSettings }>({ delegation: { actors: {} } }),
  isLeftOutWhenOff: true,
} as const satisfies AboutPolicy
