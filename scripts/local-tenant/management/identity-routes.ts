import { jwtVerify } from 'jose'
import { linkedAccountsOf } from '../render-identities.ts'
import type { Tenant, User } from '../store.ts'
import { parseBody } from './body.ts'
import { linkAccount, unlinkAccount } from './link-account.ts'
import { conflict, insufficientScope, invalidBody, ManagementError } from './management-error.ts'
import { findUser, renderUser } from './render-user.ts'
import { created, del, type ManagementRequest, ok, param, post, type Route } from './route.ts'
import { sdkBody } from './sdk-bodies.ts'

const path = '/users/:user_id/identities'
const SCOPES = ['update:users', 'update:current_user_identities'] as const
const DIFFERS =
  'roles and memberships of the linked account are dropped, and its sessions end; codes and texts of refusals are ours'

/** Accounts that sign in as one user. */
export const identityRoutes: readonly Route[] = [
  post(path, [...SCOPES], link, DIFFERS),
  del(`${path}/:provider/:identity_id`, [...SCOPES], unlink, DIFFERS),
]

type LinkOrder = {
  readonly link_with?: string
  readonly provider?: string
  readonly user_id?: string | number
  readonly connection_id?: string
}

async function link(request: ManagementRequest) {
  const { tenant, body } = request
  const order = parseBody(sdkBody('POST /users/{}/identities'), body) as LinkOrder
  assertOwn(request, order)
  const primary = findUser(request)
  const secondary = findSecondary(tenant, await secondaryIdOf(request, order), order)
  if (secondary.user_id === primary.user_id) {
    throw invalidBody('An account cannot be linked to itself.')
  }
  linkAccount(tenant, primary, secondary)
  return created(renderUser(tenant, primary).identities)
}

function unlink(request: ManagementRequest) {
  const { tenant } = request
  assertOwn(request)
  const primary = findUser(request)
  const id = `${param(request, 'provider')}|${param(request, 'identity_id')}`
  const account = linkedAccountsOf(tenant, primary).find(({ user_id }) => user_id === id)
  if (account === undefined) {
    throw new ManagementError(400, 'inexistent_identity', 'The user has no such linked identity.')
  }
  unlinkAccount(tenant, primary, account)
  return ok(renderUser(tenant, primary).identities)
}

/**
 * @fact A person's own token links to that person alone, and only an account whose ID token is
 * shown. (Auth0 docs, link user accounts, and link user accounts with access tokens; read 2026-12-02)
 */
function assertOwn(request: ManagementRequest, order: LinkOrder = {}): void {
  if (request.grantedScopes.has('update:users')) return
  const isOwn = request.caller.userId === param(request, 'user_id')
  if (!isOwn || order.provider !== undefined || order.user_id !== undefined) {
    throw insufficientScope(['update:users'])
  }
}

async function secondaryIdOf(request: ManagementRequest, order: LinkOrder): Promise<string> {
  const { link_with, provider, user_id, connection_id } = order
  const named = [provider, user_id, connection_id].filter((one) => one !== undefined)
  if (link_with === undefined) {
    if (provider !== undefined && user_id !== undefined) return `${provider}|${user_id}`
    throw invalidBody("'Missing required property: link_with, or provider and user_id'.")
  }
  if (named.length > 0) throw invalidBody("'link_with' excludes all other properties.")
  return readIdToken(request, link_with)
}

/**
 * @fact The ID token of the other account is signed with RS256, and given to the very client that
 * calls. (Auth0 docs, link user accounts with access tokens; read 2026-12-02)
 */
async function readIdToken({ tenant, caller }: ManagementRequest, token: string): Promise<string> {
  try {
    const { payload } = await jwtVerify(token, tenant.signingKey.publicKey, {
      algorithms: ['RS256'],
      issuer: tenant.issuer,
      audience: caller.clientId ?? '',
      currentDate: new Date(tenant.clock.now()),
      requiredClaims: ['exp', 'sub'],
    })
    return payload.sub ?? ''
  } catch {
    throw invalidBody(
      "'Not an ID token of this tenant for the client that calls' on property link_with.",
    )
  }
}

function findSecondary({ state }: Tenant, id: string, { connection_id }: LinkOrder): User {
  if (state.linkedAccounts.has(id)) {
    throw conflict('identity_conflict', 'Specified identity already exists.')
  }
  const user = state.users.get(id)
  const connection = state.connections.get(connection_id ?? '')
  if (user !== undefined && (connection_id === undefined || user.connection === connection?.name)) {
    return user
  }
  throw new ManagementError(400, 'inexistent_user', 'The account to be linked does not exist.')
}
