import { type AboutPolicy, settings } from '../about.ts'
import type { ProfileFieldKind } from './profile-field.ts'

export type ProfileChangeRules = {
  /** What people change of themselves, by the way that the verdict says. */
  readonly self: readonly ProfileFieldKind[]
  /** What an organization's administrator changes of its members. */
  readonly administrator: readonly ProfileFieldKind[]
  /** Names of attributes, by the id of the application they are of; all others change for nobody. */
  readonly attributes: Readonly<Record<string, readonly string[]>>
}

export const PROFILE_CHANGE = {
  id: 'profile-change',
  number: 17,
  moment: 'profile-change',
  reasons: {
    PROFILE_FIELD_CLOSED: [35, 'OG_ADMIN', 'the rulebook does not open this field to who asks'],
    PROFILE_UPSTREAM_OWNED: [36, 'OG_ADMIN', 'the identity provider of the account owns the field'],
    PROFILE_FIELD_ABSENT: [
      37,
      'OG_ADMIN',
      'accounts of this kind of identity source have no such field',
    ],
    PROFILE_SOURCE_UNKNOWN: [38, 'OG_ADMIN', 'nobody can tell who owns the field'],
    PROFILE_OF_SEVERAL: [
      39,
      'OG_ADMIN',
      'the field counts in other organizations that the person is, or may be, a member of',
    ],
    PROFILE_FIELD_FROZEN: [
      40,
      'OG_ADMIN',
      'the identifier is locked, and logins would refuse another',
    ],
  },
  settings: settings<{ readonly profileChange: ProfileChangeRules }>({
    profileChange: {
      self: ['email', 'phone', 'username', 'name', 'picture', 'attribute', 'password', 'deletion'],
      // A number or a user name signs its owner in: whoever sets it should be the person.
      administrator: ['email', 'name', 'picture', 'attribute', 'password', 'deletion'],
      attributes: {},
    },
  }),
  isForBackEnds: true,
} as const satisfies AboutPolicy
