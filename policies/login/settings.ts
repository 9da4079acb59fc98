import type { CommonSettings } from '../policy.ts'
import type { Door } from './facts.ts'

/** What a team may set about logins. All ids are run-time ids, never names. */
export type LoginSettings = CommonSettings & {
  /** Identity sources whose addresses count as proven although they never say so. */
  readonly trustedSources: readonly string[]
  readonly orgStatus: {
    /** What an organization may say of itself; whoever says nothing is active. */
    readonly active: readonly string[]
  }
  readonly membership: MembershipSettings
  readonly emailLock: EmailLockSettings
  readonly sourceDomain: SourceDomainSettings
  /** What a refresh gets whose organization cannot be known, where one is demanded. */
  readonly unknownOnRefresh: 'observe' | 'refuse'
  readonly identityLock: {
    /** `source`: the identity source of the membership only. */
    readonly pin: 'off' | 'source'
    readonly linked: 'any' | 'same-address'
  }
  readonly identifierLock: {
    readonly phone: 'free' | 'verified' | 'frozen'
    readonly username: 'free' | 'frozen'
  }
  readonly delegation: {
    /** Machines that may act for the members of an organization, by its id; people are facts. */
    readonly actors: Readonly<Record<string, readonly string[]>>
  }
  readonly upstreamFreshness: {
    readonly maxAgeMs: number
    readonly missingEvidence: 'deny' | 'observe'
  }
}

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

export type SourceDomainSettings = {
  /** The address domains that an identity source vouches for, by its id; lower-case ASCII. */
  readonly domains: Readonly<Record<string, readonly string[]>>
  /** What a company's own identity source gets of which nothing says its domains. */
  readonly unlisted: 'pass' | 'refuse'
}

export type EmailLockSettings = {
  /** What a membership without a locked address means before the cut-over. */
  readonly onMissing: 'adopt' | 'observe' | 'deny'
  /** Epoch ms; from here on only known addresses are adopted, and newcomers as said below. */
  readonly cutOverMs: number
  /**
   * Who may adopt an address after the cut-over.
   * - `adopt`: whoever's account is younger, with a proven address.
   * - `vouched`: of them, whose address comes from the identity source of the login.
   * - `grant`: nobody, not even with an address known elsewhere; an operator's grant is needed.
   */
  readonly newcomers: 'adopt' | 'vouched' | 'grant'
  /** Records of people who were there before are made over these days, a share of them a day. */
  readonly spread: { readonly fromMs: number; readonly days: number }
}
