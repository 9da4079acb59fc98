import { denyWithReason, validation } from '../api/access.mjs'
import { cache } from '../api/cache.mjs'
import { samlResponse } from '../api/saml-response.mjs'
import { refreshToken, session } from '../api/session.mjs'
import { accessToken, idToken } from '../api/tokens.mjs'
import { transaction } from '../api/transaction.mjs'
import { userMetadata } from '../api/user.mjs'
import { notEmulated } from '../commands.mjs'

const AUTHENTICATION = [
  'challengeWith',
  'challengeWithAny',
  'enrollWith',
  'enrollWithAny',
  'recordMethod',
  'setPrimaryUser',
]
const REDIRECT = ['encodeToken', 'sendUserTo', 'canRedirect', 'validateToken']
const ROLES = [
  'getUserEffectiveRoles',
  'getUserEffectiveRolesByIds',
  'getUserEffectiveRolesByNames',
]

/** post-login v3. */
export const postLogin = {
  id: 'post-login',
  handlers: ['onExecutePostLogin', 'onContinuePostLogin'],
  createApi(run) {
    const root = () => api
    const { switches } = run
    const api = {
      access: denyWithReason(run, root),
      accessToken: accessToken(run, root),
      authentication: notEmulated('authentication', AUTHENTICATION),
      cache: cache(run),
      idToken: idToken(run, root),
      multifactor: notEmulated('multifactor', ['enable']),
      prompt: notEmulated('prompt', ['render']),
      redirect: notEmulated('redirect', REDIRECT),
      rules: { wasExecuted: () => false },
      samlResponse: samlResponse(root),
      transaction: transaction(run),
      user: userMetadata(run, root, { isKnownUser: true }),
      validation: validation(run, root),
      ...(switches.groupsAndRoles && {
        groups: notEmulated('groups', ['getUserGroups', 'hasGroupMembership']),
        roles: notEmulated('roles', ROLES),
      }),
      ...(switches.refreshTokenMethods && { refreshToken: refreshToken(run) }),
      ...(switches.sessionMethods && { session: session(run) }),
    }
    return api
  },
}
