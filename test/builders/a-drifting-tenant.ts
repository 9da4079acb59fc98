import { ACME, ANN, PORTAL } from './ids.ts'
import { DAY_MS, NOON_MS } from './noon.ts'

/** What the Management API of a test's tenant holds. */
export type Holdings = {
  profile: Record<string, unknown> | null
  memberships: string[]
  roles: string[]
  /** Metadata, by id; an organization that is not here is gone. */
  organizations: Record<string, Record<string, string>>
  applications: Record<string, Record<string, string>>
  sessions: { id: string; clients: { client_id: string }[] }[]
  tokens: { id: string; client_id: string; refresh_token_metadata?: Record<string, string> }[]
}

/** Ann is a member of her organization, signed in at the portal, with a refresh token of it. */
export const annsHoldings = (differences: Partial<Holdings> = {}): Holdings => ({
  profile: {
    user_id: ANN,
    created_at: new Date(NOON_MS - 30 * DAY_MS).toISOString(),
    email: 'ann@acme.example.com',
    email_verified: true,
    identities: [{ connection: 'members', provider: 'auth0' }],
    app_metadata: {},
  },
  memberships: [ACME],
  roles: [],
  organizations: { [ACME]: {} },
  applications: { [PORTAL]: {} },
  sessions: [{ id: 'session-1', clients: [{ client_id: PORTAL }] }],
  tokens: [{ id: 'token-1', client_id: PORTAL }],
  ...differences,
})

export type DriftingTenant = {
  readonly holdings: Holdings
  /** Every request, the token's too, as `METHOD path`. */
  readonly asked: string[]
  readonly fetch: typeof fetch
}

/** @param answer asked before each request, by its number from 1; a status, or a text that is no JSON */
export function aDriftingTenant(
  holdings: Holdings = annsHoldings(),
  answer: (nth: number, asked: string) => number | string | undefined = () => undefined,
): DriftingTenant {
  const asked: string[] = []
  const answerTo = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { host, pathname, search } = new URL(String(url))
    if (host !== 'tenant.example.com') throw new Error(`asked ${host}`)
    const path = pathname.replace(/^\/api\/v2\//, '')
    const method = init?.method ?? 'GET'
    asked.push(`${method} ${path}`)
    const fault = answer(asked.length, `${method} ${path}`)
    if (typeof fault === 'number') return new Response('{}', { status: fault })
    if (typeof fault === 'string') return new Response(fault)
    const body = handle(holdings, method, path, new URLSearchParams(search))
    return body === null ? new Response('{}', { status: 404 }) : Response.json(body)
  }
  return { holdings, asked, fetch: answerTo as typeof fetch }
}

function handle(
  holdings: Holdings,
  method: string,
  path: string,
  query: URLSearchParams,
): object | null {
  if (path === '/oauth/token') return { access_token: 'made-up', expires_in: 86_400 }
  const [room = '', id = '', part = ''] = path.split('/').map(decodeURIComponent)
  if (method === 'DELETE') return end(holdings, room, id)
  if (room === 'organizations' && part === 'members')
    return paged('roles', holdings.roles.map(named))
  if (room === 'organizations') return shown(holdings.organizations[id], 'metadata')
  if (room === 'clients') return shown(holdings.applications[id], 'client_metadata')
  if (room !== 'users' || holdings.profile === null) return null
  if (part === '') return holdings.profile
  if (part === 'organizations') return paged(part, holdings.memberships.map(identified))
  const from = Number(query.get('from') ?? 0)
  const list = part === 'sessions' ? holdings.sessions : holdings.tokens
  const page = list.slice(from, from + Number(query.get('take')))
  const end_ = from + page.length
  const next = end_ < list.length ? { next: String(end_) } : {}
  return { [part === 'sessions' ? 'sessions' : 'tokens']: page, ...next }
}

/** Sessions and refresh tokens; nothing else of a tenant may be touched by a change that is heard of. */
function end(holdings: Holdings, room: string, id: string): object {
  if (id === '') throw new Error(`everything of ${room}`)
  if (room === 'sessions') holdings.sessions = holdings.sessions.filter((one) => one.id !== id)
  else if (room === 'refresh-tokens')
    holdings.tokens = holdings.tokens.filter((one) => one.id !== id)
  else throw new Error(`DELETE ${room}`)
  return {}
}

const named = (name: string) => ({ name })
const identified = (id: string) => ({ id })
const paged = (key: string, items: readonly object[]) => ({ [key]: items, total: items.length })
const shown = (metadata: Record<string, string> | undefined, key: string) =>
  metadata === undefined ? null : { name: 'shown', [key]: metadata }
