import { type AboutPolicy, settings } from '../about.ts'

export const VERIFIED_EMAIL = {
  id: 'verified-email',
  number: 6,
  moment: 'login',
  reasons: {
    EMAIL_UNVERIFIED: [
      11,
      'OG_ACCESS',
      'the e-mail address was never proven',
      'the person has to prove the address: send the verification again',
    ],
    EMAIL_ABSENT: [
      12,
      'OG_ADMIN',
      'the profile has no e-mail address',
      'give the profile a plain e-mail address',
    ],
  },
  settings: settings<{
    /** Identity sources whose addresses count as proven although they never say so. */
    readonly trustedSources: readonly string[]
  }>({ trustedSources: [] }),
} as const satisfies AboutPolicy
