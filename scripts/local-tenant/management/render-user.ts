import { pictureOf } from '../picture-of.ts'
import { renderIdentities } from '../render-identities.ts'
import type { JsonObject, Tenant, User } from '../store.ts'
import { ManagementError } from './management-error.ts'
import { type ManagementRequest, param } from './route.ts'

/** @throws ManagementError 404 `inexistent_user` */
export function findUser(request: ManagementRequest): User {
  const user = request.tenant.state.users.get(param(request, 'user_id'))
  if (user !== undefined) return user
  throw new ManagementError(404, 'inexistent_user', 'The user does not exist.')
}

const NOT_SOCIAL = [
  'auth0',
  'email',
  'sms',
  'oidc',
  'okta',
  'samlp',
  'waad',
  'ad',
  'adfs',
  'pingfederate',
]

/** A person as the API shows them. Metadata that was never set is left out, as Auth0 does. */
export function renderUser(tenant: Tenant, user: User): JsonObject {
  const {
    connection: _c,
    direct_permissions: _p,
    password_hash: _h,
    role_ids: _r,
    session_epoch: _e,
    verified_by_invitation: _v,
    app_metadata,
    user_metadata,
    ...profile
  } = user
  return {
    ...profile,
    picture: pictureOf(user),
    identities: [...renderIdentities(tenant, user, (strategy) => !NOT_SOCIAL.includes(strategy))],
    ...(Object.keys(app_metadata).length === 0 ? {} : { app_metadata }),
    ...(Object.keys(user_metadata).length === 0 ? {} : { user_metadata }),
  }
}
