import { type AboutPolicy, settings } from '../about.ts'

export type IdentifierLockSettings = {
  readonly phone: 'free' | 'verified' | 'frozen'
  readonly username: 'free' | 'frozen'
}

export const IDENTIFIER_LOCK = {
  id: 'identifier-lock',
  number: 11,
  moment: 'login',
  reasons: {
    PHONE_DRIFT: [
      26,
      'OG_ADMIN',
      'the telephone number is not the locked one',
      'have the former telephone number put back',
    ],
    PHONE_UNVERIFIED: [
      27,
      'OG_ADMIN',
      'the telephone number was never proven',
      'have the telephone number proven, or taken off the profile',
    ],
    USERNAME_DRIFT: [
      28,
      'OG_ADMIN',
      'the user name is not the locked one',
      'have the former user name put back',
    ],
  },
  settings: settings<{ readonly identifierLock: IdentifierLockSettings }>({
    identifierLock: { phone: 'frozen', username: 'frozen' },
  }),
  isLeftOutWhenOff: true,
} as const satisfies AboutPolicy
