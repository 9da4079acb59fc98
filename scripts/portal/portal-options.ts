import type { OpenAdministration } from '../administration/open-administration.ts'
import type { ResetSender } from '../administration/send-password-reset.ts'
import type { TenantAddress } from '../auth0/tenant-fetch.ts'

/** What the portal is started with. Time is an argument. */
export type PortalOptions = {
  /** Asked for at each use: the token behind it is renewed. */
  readonly administration: () => Pick<OpenAdministration, 'tools' | 'actorOf' | 'sealing'>
  readonly tenant: TenantAddress
  readonly clientId: string
  /** Absent: the application proves itself by PKCE alone. */
  readonly clientSecret?: string
  /** The API whose access tokens prove who acts. */
  readonly audience: string
  /** Whose login page an invitation opens. */
  readonly invitationClientId: string
  /** As a browser sees it, without a slash at the end. */
  readonly origin: string
  /** What session cookies are encrypted with: 32 bytes. */
  readonly key: Uint8Array
  /** How many proxies of ours stand before it, each of which adds to `X-Forwarded-For`. */
  readonly proxies: number
  readonly nowMs: () => number
  /** A page for whoever is refused, of the rulebook; null where it names none. */
  readonly wayOut: string | null
  readonly sendReset: ResetSender
  /** Gets one line of JSON for each request. */
  readonly log: (line: string) => void
}
