import type { Blocks } from '../block.ts'
import type { Lock, LockContent, Permission } from '../lock.ts'
import type { Scope } from '../mode.ts'
import type { RequestedModes } from '../policy.ts'
import type { Door } from './door.ts'

/**
 * What a policy may know about a login. Everything here is narrow, readonly and pessimistic: what
 * the platform did not say has already become its least trusting value.
 */
export type LoginFacts = {
  /** Epoch ms, read once at the border. */
  readonly nowMs: number
  readonly door: Door
  readonly scope: Scope
  readonly person: Person
  readonly lock: Lock
  /** The same under the newest key, where it is not stored so: to be stored when somebody is there. */
  readonly renewedLock: LockContent | null
  /** Permissions to move whose signature is right; spent and expired ones among them. */
  readonly rebinds: readonly Permission[]
  /** Permissions to be locked whose signature is right; expired ones among them. */
  readonly grants: readonly Permission[]
  readonly blocks: Blocks
  readonly membership: MembershipEvidence
  /** What the organization says of itself; null when it says nothing. */
  readonly organizationStatus: string | null
  /** Everyone who acts for the person: usually nobody. */
  readonly actors: readonly string[]
  /** People who may act for the members of an organization, for a while. */
  readonly delegates: readonly Delegate[]
  /** When the identity source last vouched for the person (epoch ms); null when nothing says so. */
  readonly vouchedAtMs: number | null
  /** Whether the identity source is a company's own, which says of its people what it likes. */
  readonly isEnterpriseSource: boolean
  /** Domains that the organization is known to own; null when nothing says so. */
  readonly organizationDomains: readonly string[] | null
  /**
   * An account of the address or the id was erased in the organization, or nobody can tell. Whoever comes
   * back is no newcomer there.
   */
  readonly wasErased: boolean
  /** It is known whose records these are: without that none can be told from somebody else's. */
  readonly isOwnerKnown: boolean
  /** Whether the guard has the keys its rulebook names. */
  readonly keys: 'ready' | 'unusable'
  /** The request claims to accept an invitation. Anyone can claim it: it labels, it never proves. */
  readonly invitationClaimed: boolean
  /** Until when this person is a break-glass identity (epoch ms); `-Infinity` for all others. */
  readonly breakGlassUntilMs: number
  /** Modes that the application and the organization ask for themselves; null: they cannot be read. */
  readonly requestedModes: readonly (RequestedModes | null)[]
}

export type Delegate = {
  readonly actor: string
  readonly organization: string
  /** Epoch ms. */
  readonly untilMs: number
}

export type Person = {
  /** Empty when the platform named nobody. */
  readonly id: string
  /** Epoch ms; `-Infinity` when unknown, which is older than any cut-over. */
  readonly createdAtMs: number
  readonly address: PersonAddress
  readonly addressVerified: boolean
  /** The address came from the identity source of this login, not from an account it is linked to. */
  readonly addressIsOfSource: boolean
  /** It came from the account of a company's own source, to which that of this login is linked. */
  readonly addressIsOfOtherEnterprise: boolean
  readonly phone: Identifier & { readonly verified: boolean }
  readonly username: Identifier
  /** Addresses of the accounts that are linked to this person, beside the one that is the profile's. */
  readonly linkedAddresses: readonly PersonAddress[]
  /** The person's metadata claims to be a part of the profile. */
  readonly isShadowed: boolean
  /** A number from 0 to 1 that is the person's for good: spreads work over days. */
  readonly share: number
}

/** Marks under every key the guard knows, the signing key's first. */
export type Marks = readonly [string, ...string[]]

export type PersonAddress =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unacceptable' }
  | {
      readonly kind: 'usable'
      readonly marks: Marks
      /** Lower-case ASCII. */
      readonly domain: string
      /** A reader could take it for another address: nobody may adopt it. */
      readonly isDeceptive: boolean
      /** The same mailbox under a domain that an organization has left behind. */
      readonly formerly: readonly FormerAddress[]
    }

export type FormerAddress = {
  readonly organization: string
  /** Epoch ms; from then on the former domain counts no more. */
  readonly untilMs: number
  readonly marks: Marks
}

export type Identifier =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'present'
      /** Empty where the rulebook does not freeze it: marks are not made in vain. */
      readonly marks: readonly string[]
    }

/** What is known about being a member, beside what the platform checks itself. */
export type MembershipEvidence = {
  readonly roles: readonly string[]
  /** What was answered to the question that the rulebook rests membership on. */
  readonly live: 'unasked' | 'member' | 'stranger' | 'unavailable'
  /** When a live answer was last had for this token (epoch ms); `-Infinity`: never. */
  readonly lastConfirmedMs: number
}
