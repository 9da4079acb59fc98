import type { Blocks } from '../block.ts'
import type { Lock } from '../lock.ts'
import type { Scope } from '../mode.ts'

/**
 * What a policy may know about a login. Everything here is narrow, readonly and pessimistic: what
 * the platform did not say has already become its least trusting value.
 */
export type LoginFacts = {
  /** Epoch ms, read once at the border. */
  readonly nowMs: number
  readonly door: Door
  readonly scope: Scope
  readonly person: {
    /** Empty when the platform named nobody. */
    readonly id: string
    /** Epoch ms; `-Infinity` when unknown, which is older than any cut-over. */
    readonly createdAtMs: number
    readonly address: PersonAddress
    readonly addressVerified: boolean
  }
  readonly lock: Lock
  readonly blocks: Blocks
  /** Whether the guard has the keys its rulebook names. */
  readonly keys: 'ready' | 'unusable'
  /** The request claims to accept an invitation. Anyone can claim it: it labels, it never proves. */
  readonly invitationClaimed: boolean
}

/** The way a token is being asked for. */
export type Door =
  | 'sign-in'
  | 'silent'
  | 'refresh'
  | 'password'
  | 'device'
  | 'back-channel'
  | 'federation'
  | 'native'
  | 'exchange'
  | 'on-behalf'
  | 'unknown'

/** Doors at which a person is present and acts, so that a record may be made for them. */
export const INTERACTIVE_DOORS: ReadonlySet<Door> = new Set(['sign-in', 'federation', 'native'])

export type PersonAddress =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unacceptable' }
  | {
      readonly kind: 'usable'
      /** Marks of this address under every key the guard knows, the signing key's first. */
      readonly marks: readonly [string, ...string[]]
    }
