import type { AboutPolicy } from '../about.ts'

export const ORG_REQUIRED = {
  id: 'org-required',
  number: 4,
  moment: 'login',
  reasons: {
    ORG_CONTEXT_MISSING: [
      8,
      'OG_ACCESS',
      'the application demands an organization and the login names none',
      'have the application send `organization` with the login',
    ],
    ORG_UNKNOWN_ON_REFRESH: [
      9,
      'OG_REAUTH',
      'the organization of the refreshed login cannot be known',
    ],
  },
  settings: {},
} as const satisfies AboutPolicy
