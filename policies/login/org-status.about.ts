import { type AboutPolicy, settings } from '../about.ts'

export type OrgStatusSettings = {
  /** What an organization may say of itself; whoever says nothing is active. */
  readonly active: readonly string[]
}

export const ORG_STATUS = {
  id: 'org-status',
  number: 9,
  moment: 'login',
  reasons: {
    ORG_SUSPENDED: [
      21,
      'OG_ACCESS',
      'the organization is not active',
      'the organization as a whole is shut: its metadata says so',
    ],
  },
  settings: settings<{ readonly orgStatus: OrgStatusSettings }>({ orgStatus: { active: [] } }),
} as const satisfies AboutPolicy
