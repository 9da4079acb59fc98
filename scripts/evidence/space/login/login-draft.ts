import type { Where } from '../crossing.ts'
import type { StandInKeys } from '../stand-in-keys.ts'

/** Somebody who signs in, in words; `toLoginEvent` says what Auth0 would show of them. */
export type LoginDraft = {
  readonly where: Where
  readonly atMs: number
  readonly protocol: string
  readonly isSilent: boolean
  /** The token that is exchanged is one of ours. */
  readonly isOnBehalf: boolean
  readonly isEnterprise: boolean
  /** Whether the profile's address is of the account that signed in. */
  readonly isOfSource: boolean
  readonly mailbox: string
  readonly domain: string
  /** Null: as the mailbox says. */
  readonly email: string | null | undefined
  readonly isVerified: boolean
  readonly lock: LockDraft
  readonly createdMs: number | null
  readonly block: unknown
  readonly status: string | null
  readonly organizationDomains: string | null
  readonly roles: readonly string[]
  readonly isMember: boolean | null
  readonly vouchedMs: number | null
  readonly actor: string | null
  readonly isDelegate: boolean
  /** Mailbox of an account that is linked. */
  readonly linked: string | null
  readonly phone: string | null
  readonly isPhoneProven: boolean
  readonly username: string | null
  readonly clientWishes: string | null
  readonly organizationWishes: string | null
  readonly isBreakGlass: boolean
  readonly permission: {
    readonly kind: 'rebind' | 'grant'
    readonly by: NonNullable<StandInKeys['rebind']>
    readonly isOver: boolean
  } | null
  readonly isErased: boolean
  readonly isShadowed: boolean
  readonly isClaimed: boolean
  /** Of a refresh: what says its organization. */
  readonly named: 'by the event' | 'by the token' | 'by a forged token' | 'by nobody'
  readonly confirmedMs: number | null
}

export type LockDraft =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'held' | 'tampered' | 'copied'
      readonly by: StandInKeys['signing']
      readonly mailbox: string
      readonly domain: string
      /** The organization of the login, or another one. */
      readonly isElsewhere: boolean
      readonly connection: string
      readonly origin: 'invitation' | 'grant'
      readonly phone: string | null
      readonly username: string | null
    }

export const addressOf = ({
  mailbox,
  domain,
}: {
  readonly mailbox: string
  readonly domain: string
}): string => `${mailbox}@${domain}`

export const PHONE = '+15550100'
export const OTHER_PHONE = '+15550199'
