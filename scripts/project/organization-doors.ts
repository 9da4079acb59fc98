import type { Door } from '../../policies/login/door.ts'

/** Doors that know organizations, so that a rulebook may ask there who is a member. */
export const ORGANIZATION_DOORS = [
  'sign-in',
  'silent',
  'federation',
  'refresh',
  'exchange',
  'on-behalf',
  'native',
  'back-channel',
] as const satisfies readonly Door[]
