import { ADDRESS_MOVES } from './address-moves.ts'
import { BLOCKS } from './blocks.ts'
import { IDENTITIES } from './identities.ts'
import { INVITATION_LOCK } from './invitation-lock.ts'
import type { LoginScenario } from './login-scenario.ts'
import { MEMBERSHIPS } from './memberships.ts'
import { STATE_INTEGRITY } from './state-integrity.ts'

/** Every scenario of a login, by what it is about. */
export const LOGIN_GROUPS: readonly (readonly [string, readonly LoginScenario[]])[] = [
  ['A. the lock of an invitation', INVITATION_LOCK],
  ['A. an address that moves', ADDRESS_MOVES],
  ['B. the state of the guard', STATE_INTEGRITY],
  ['C. memberships', MEMBERSHIPS],
  ['D. who is shut out', BLOCKS],
  ['E. who it is', IDENTITIES],
]
