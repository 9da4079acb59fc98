import type { Scope } from '../mode.ts'

/** What a policy may know about somebody who asks for an account. */
export type SignupFacts = {
  /** Epoch ms, read once at the border. */
  readonly nowMs: number
  readonly scope: Scope
  /** Lower-case ASCII domain of the address; null when there is no acceptable address. */
  readonly domain: string | null
  readonly invitation: 'open' | 'none' | 'unknowable'
}
