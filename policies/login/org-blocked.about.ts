import type { AboutPolicy } from '../about.ts'

export const ORG_BLOCKED = {
  id: 'org-blocked',
  number: 3,
  moment: 'login',
  reasons: {
    ORG_BLOCKED: [
      7,
      'OG_ADMIN',
      'an administrator blocked this person in this organization',
      'if it was a mistake: `members unblock --organization`',
    ],
  },
  settings: {},
} as const satisfies AboutPolicy
