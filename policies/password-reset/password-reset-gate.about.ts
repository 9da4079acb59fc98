import type { AboutPolicy } from '../about.ts'

/** Its reasons are those of the policies of a login that find the same facts. */
export const PASSWORD_RESET_GATE = {
  id: 'password-reset-gate',
  number: 14,
  moment: 'password-reset',
  reasons: {},
  settings: {},
} as const satisfies AboutPolicy
