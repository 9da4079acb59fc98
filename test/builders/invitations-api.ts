import { DAY_MS, NOON_MS } from './noon.ts'
import { nock } from './only-nock-answers.ts'

export const TENANT_URL = 'https://tenant.example.com'

export type Invitation = {
  readonly invitee: { readonly email: string }
  readonly expires_at: string
}

export const anInvitation = (
  email: string,
  expiresAtMs: number = NOON_MS + DAY_MS,
): Invitation => ({ invitee: { email }, expires_at: new Date(expiresAtMs).toISOString() })

/** So many invitations of people nobody asks about. */
export const invitationsOfOthers = (count: number): readonly Invitation[] =>
  Array.from({ length: count }, (_, index) => anInvitation(`other${index}@acme.example.com`))

type Answer = readonly [status: number, body: unknown]
export type InvitationsApi = {
  /** Every request, as `<method> <path and query>`, with the token it carried. */
  readonly requests: { readonly request: string; readonly token: string | null }[]
}

export type InvitationsApiOptions = {
  /** By organization id. */
  readonly invitations?: Readonly<Record<string, readonly Invitation[]>>
  /** A tenant may allow fewer to a page than were asked for. */
  readonly largestPage?: number
  /** Auth0's documentation: "We do not yet support returning the total invitations count." */
  readonly hasTotals?: boolean
  /** Tokens that are given out, one after the other; the last one again and again. */
  readonly tokens?: readonly string[]
  readonly expiresInSeconds?: number
  readonly refusedTokens?: readonly string[]
  /** Answers instead of the ordinary one. */
  readonly answerToken?: () => Answer
  readonly answerPage?: (page: number) => Answer | undefined
}

/** As much of the Management API as the sign-up gate reads. */
export function invitationsApi(options: InvitationsApiOptions = {}): InvitationsApi {
  const requests: InvitationsApi['requests'] = []
  const { tokens = ['token-1'], refusedTokens = [], expiresInSeconds = 86_400 } = options
  let given = 0
  const scope = nock(TENANT_URL).persist()
  scope.post('/oauth/token').reply((uri) => {
    requests.push({ request: `POST ${uri}`, token: null })
    if (options.answerToken !== undefined) return [...options.answerToken()] as [number, string]
    const access_token = tokens[Math.min(given, tokens.length - 1)]
    given += 1
    return [200, { access_token, expires_in: expiresInSeconds, token_type: 'Bearer' }]
  })
  scope.get(/^\/api\/v2\/organizations\/[^/]+\/invitations\?/).reply(function (uri) {
    const token = String(this.req.headers.authorization).replace('Bearer ', '')
    requests.push({ request: `GET ${uri}`, token })
    if (refusedTokens.includes(token)) return [401, { statusCode: 401, error: 'Unauthorized' }]
    return [...answerPage(uri, options)] as [number, string]
  })
  return { requests }
}

function answerPage(uri: string, options: InvitationsApiOptions): Answer {
  const { pathname, searchParams } = new URL(uri, TENANT_URL)
  const organization = decodeURIComponent(pathname.split('/')[4] ?? '')
  const page = Number(searchParams.get('page'))
  const special = options.answerPage?.(page)
  if (special !== undefined) return special
  const limit = Math.min(Number(searchParams.get('per_page')), options.largestPage ?? 100)
  const all = options.invitations?.[organization] ?? []
  const start = page * limit
  const invitations = all.slice(start, start + limit)
  if (searchParams.get('include_totals') !== 'true') return [200, invitations]
  const totals = (options.hasTotals ?? true) ? { total: all.length } : {}
  return [200, { invitations, start, limit, ...totals }]
}
