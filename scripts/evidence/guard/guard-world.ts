import { isObject, textOf } from '../../ground/json-value.ts'

/** What a guard can find out beside the event, as far as ours ask. */
export type GuardWorld = {
  /** What the directory says of a membership of the organization of the event; null: no answer. */
  readonly isMember: boolean | null
  /** Ids of the organizations that the person is invited to; null: no answer. */
  readonly invitedTo: readonly string[] | null
}

/** The tenant of every event; a look-up elsewhere is something that leaves it. */
export const WORLD_DOMAIN = 'tenant.example.com'

type Whom = { readonly organization: string; readonly address: string; readonly atMs: number }

const HOUR_MS = 3_600_000

/**
 * Answers a guard's requests out of what is assumed of the tenant, and opens no connection.
 * @param leaves told of each request to somebody else, such as the sink of decisions
 */
export const answersOf =
  ({ isMember, invitedTo }: GuardWorld, whom: Whom, leaves: (host: string) => void) =>
  async (asked: unknown): Promise<Response> => {
    const { host, pathname } = new URL(String(asked))
    if (host !== WORLD_DOMAIN) {
      leaves(host)
      return new Response('')
    }
    if (pathname === '/oauth/token') return json({ access_token: 'token', expires_in: 3600 })
    if (/^\/api\/v2\/users\/[^/]+\/organizations$/.test(pathname)) {
      if (isMember === null) return new Response('', { status: 503 })
      return json({ organizations: isMember ? [{ id: whom.organization }] : [], total: 1 })
    }
    const inviting = /^\/api\/v2\/organizations\/([^/]+)\/invitations$/.exec(pathname)?.[1]
    if (inviting === undefined) throw new Error(`asks for ${pathname}`)
    if (invitedTo === null) return new Response('', { status: 503 })
    const isOpen = invitedTo.includes(inviting)
    return json({ invitations: isOpen ? [invitationOf(whom)] : [], limit: 100 })
  }

const invitationOf = ({ address, atMs }: Whom): object => ({
  invitee: { email: address },
  expires_at: new Date(atMs + HOUR_MS).toISOString(),
})

const json = (value: object): Response => new Response(JSON.stringify(value))

/** Of an event, what a look-up is about. */
export function whomOf(event: object, atMs: number): Whom {
  const { organization, user } = event as {
    readonly organization?: unknown
    readonly user?: unknown
  }
  return {
    organization: isObject(organization) ? textOf(organization.id) : '',
    address: isObject(user) ? textOf(user.email) : '',
    atMs,
  }
}
