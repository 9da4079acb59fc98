import type { AboutPolicy } from '../about.ts'

export const USER_SUSPENDED = {
  id: 'user-suspended',
  number: 2,
  moment: 'login',
  reasons: {
    BLOCK_UNREADABLE: [
      5,
      'OG_ADMIN',
      'the block record of this person cannot be read',
      'look at the stored block in the Dashboard, and write it anew or delete it',
    ],
    USER_SUSPENDED: [
      6,
      'OG_ADMIN',
      'an administrator suspended this person everywhere',
      'if it was a mistake: `members lift-suspension`',
    ],
  },
  settings: {},
} as const satisfies AboutPolicy
