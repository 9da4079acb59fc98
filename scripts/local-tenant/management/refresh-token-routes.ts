import { z } from 'zod'
import { describeRefreshToken, type RefreshTokenFacts } from '../oidc/events/describe-session.ts'
import { liveRefreshTokens } from '../oidc/login/live-refresh-tokens.ts'
import { changeMetadata } from '../oidc/login/login-facts.ts'
import { revokeGrantMembers } from '../oidc/provider/protocol-adapter.ts'
import type { JsonObject, Tenant } from '../store.ts'
import { parseBody } from './body.ts'
import { inexistent, invalidBody, invalidQuery } from './management-error.ts'
import { takenList } from './paging.ts'
import { findUser } from './render-user.ts'
import {
  accepted,
  del,
  get,
  type ManagementRequest,
  ok,
  param,
  patch,
  post,
  type Route,
} from './route.ts'

const path = '/refresh-tokens/:id'
const AT_ONCE = 'takes effect at once; Auth0 revokes some time after its answer'

export const refreshTokenRoutes: readonly Route[] = [
  get('/users/:user_id/refresh-tokens', 'read:refresh_tokens', (request) =>
    takenList('tokens', tokensOf(request).map(renderToken), request.query),
  ),
  del(
    '/users/:user_id/refresh-tokens',
    'delete:refresh_tokens',
    (request) => revoke(request.tenant, tokensOf(request)),
    AT_ONCE,
  ),
  get('/refresh-tokens', 'read:refresh_tokens', listTokens),
  post('/refresh-tokens/revoke', 'delete:refresh_tokens', revokeTokens, AT_ONCE),
  get(path, 'read:refresh_tokens', (request) => ok(renderToken(findToken(request)))),
  patch(path, 'update:refresh_tokens', updateToken),
  // To revoke what is gone is no fault (auth0 SDK 7.1.0: no NotFoundError).
  del(
    path,
    'delete:refresh_tokens',
    (request) => {
      const id = param(request, 'id')
      const one = liveRefreshTokens(request.tenant).filter(({ grantId }) => grantId === id)
      return revoke(request.tenant, one)
    },
    AT_ONCE,
  ),
]

function tokensOf(request: ManagementRequest): readonly RefreshTokenFacts[] {
  const { user_id } = findUser(request)
  return liveRefreshTokens(request.tenant).filter(({ userId }) => userId === user_id)
}

function listTokens(request: ManagementRequest) {
  const { query, tenant } = request
  const user = query.get('user_id')
  const client = query.get('client_id')
  if (user === null) throw invalidQuery("'Missing required property: user_id'.")
  const tokens = liveRefreshTokens(tenant).filter(
    ({ userId, grant }) => userId === user && (client === null || grant.clientId === client),
  )
  return takenList('refresh_tokens', tokens.map(renderToken), query)
}

const RevokeBody = z.strictObject({
  ids: z.array(z.string()).min(1).max(100).optional(),
  user_id: z.string().optional(),
  client_id: z.string().optional(),
  audience: z.string().optional(),
})

/** By ids, or by person, application, or both; `audience` narrows what they name. */
function revokeTokens({ tenant, body }: ManagementRequest) {
  const { ids, user_id, client_id, audience } = parseBody(RevokeBody, body)
  if (ids === undefined && user_id === undefined && client_id === undefined) {
    throw invalidBody("'Missing required property: ids, user_id or client_id'.")
  }
  const tokens = liveRefreshTokens(tenant).filter(
    ({ grantId, userId, grant }) =>
      (ids === undefined || ids.includes(grantId)) &&
      (user_id === undefined || userId === user_id) &&
      (client_id === undefined || grant.clientId === client_id) &&
      (audience === undefined || grant.audience === audience),
  )
  return revoke(tenant, tokens)
}

function revoke(tenant: Tenant, tokens: readonly RefreshTokenFacts[]) {
  for (const { grantId } of tokens) revokeGrantMembers(tenant, grantId)
  return accepted
}

const UpdateBody = z.strictObject({
  refresh_token_metadata: z.record(z.string(), z.string()).nullable().optional(),
})

function updateToken(request: ManagementRequest) {
  const token = findToken(request)
  const { refresh_token_metadata: changes } = parseBody(UpdateBody, request.body)
  changeMetadata(token.grant.limits, changes)
  return ok(renderToken(token))
}

function findToken(request: ManagementRequest): RefreshTokenFacts {
  const id = param(request, 'id')
  const found = liveRefreshTokens(request.tenant).find(({ grantId }) => grantId === id)
  if (found === undefined) throw inexistent('refresh_token')
  return found
}

const renderToken = (token: RefreshTokenFacts): JsonObject => ({
  ...describeRefreshToken(token),
  refresh_token_metadata: token.grant.limits.metadata ?? {},
})
