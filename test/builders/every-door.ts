import type { Door } from '../../policies/login/door.ts'

const DOORS = {
  'sign-in': 0,
  silent: 0,
  refresh: 0,
  password: 0,
  device: 0,
  'back-channel': 0,
  federation: 0,
  'legacy-federation': 0,
  native: 0,
  exchange: 0,
  'on-behalf': 0,
  unknown: 0,
} as const satisfies Record<Door, 0>

/** Every door there is: a new one does not compile until it is here. */
export const EVERY_DOOR = Object.keys(DOORS) as readonly Door[]
