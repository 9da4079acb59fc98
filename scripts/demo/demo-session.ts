import { randomBytes } from 'node:crypto'
import type { IDToken } from 'openid-client'
import { keepLatest } from '../ground/keep-latest.ts'
import type { ShownRefusal } from './read-refusal.ts'

/** What one browser has to do with the application. */
export type DemoSession = {
  /** The request that is out at the tenant. */
  pending?: { readonly state: string; readonly verifier: string; readonly silent: boolean }
  /** The person, once signed in. */
  signedIn?: { claims: IDToken; refreshToken: string | null }
  notice?: Notice
  /** What the tenant is asked for as soon as it has signed the person out. */
  askNext?: Readonly<Record<string, string>>
  /** Chosen last: an id, or empty for none. */
  organization?: string
}

/** What the link of an invitation names. */
export type DemoInvitation = { readonly ticket: string; readonly organization: string }

export type Notice =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'refused'; readonly refusal: ShownRefusal }

export type DemoSessions = {
  /** A new one where the cookie names none. */
  open(id: string | undefined): { readonly id: string; readonly session: DemoSession }
}

/** Enough for the browsers of one machine; the oldest goes first. */
const SESSION_LIMIT = 200

export function createDemoSessions(): DemoSessions {
  const sessions = new Map<string, DemoSession>()
  return {
    open: (id) => {
      const known = id === undefined ? undefined : sessions.get(id)
      if (id !== undefined && known !== undefined) return { id, session: known }
      const created = { id: randomBytes(24).toString('base64url'), session: {} }
      keepLatest<string, DemoSession>(sessions, created.id, created.session, SESSION_LIMIT)
      return created
    },
  }
}
