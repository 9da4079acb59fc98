import { type AboutPolicy, settings } from '../about.ts'
import type { Door } from './door.ts'

export type MembershipSettings = {
  /** What vouches; `effective-role` and `group` are asked at every door, and may not answer. */
  readonly source: 'platform' | 'marker-role' | 'effective-role' | 'group' | 'live'
  /** The role that every member has; only with `marker-role` and `effective-role`. */
  readonly markerRole: string
  /** Ids of groups by organization: whoever is in one of them is a member; only with `group`. */
  readonly groups: Readonly<Record<string, readonly string[]>>
  /** Where a live answer is demanded beside the doors where nothing else vouches; only with `live`. */
  readonly liveDoors: readonly Door[]
  /** What happens when the answer cannot be had: `grace` trusts the last one for a while. */
  readonly onUnavailable: 'deny' | 'allow' | 'grace'
  readonly graceMs: number
}

export const MEMBERSHIP = {
  id: 'membership',
  number: 5,
  moment: 'login',
  reasons: {
    NOT_MEMBER: [
      10,
      'OG_ACCESS',
      'nothing vouches that this person is a member of the organization',
      'invite the person: `members invite`',
    ],
    MEMBERSHIP_UNAVAILABLE: [
      22,
      'OG_RETRY',
      'whether this person is a member could not be found out',
    ],
  },
  settings: settings<{ readonly membership: MembershipSettings }>({
    membership: {
      source: 'platform',
      markerRole: '',
      groups: {},
      liveDoors: ['refresh', 'exchange'],
      onUnavailable: 'deny',
      graceMs: 3_600_000,
    },
  }),
} as const satisfies AboutPolicy
