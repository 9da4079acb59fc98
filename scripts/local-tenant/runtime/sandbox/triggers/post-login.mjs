import { denyWithReason, validation } from '../api/access.mjs'
import { authentication } from '../api/authentication.mjs'
import { cache } from '../api/cache.mjs'
import { canRedirect, redirect } from '../api/redirect.mjs'
import { groups, roles } from '../api/roles.mjs'
import { samlResponse } from '../api/saml-response.mjs'
import { refreshToken, session } from '../api/session.mjs'
import { targetScopes } from '../api/target-scopes.mjs'
import { accessToken, idToken } from '../api/tokens.mjs'
import { transactionMetadata } from '../api/transaction.mjs'
import { userMetadata } from '../api/user.mjs'
import { assertSwitch, notEmulated } from '../commands.mjs'

function transaction(run) {
  const assertTargetScopes = () => assertSwitch(run, 'loginTargetScopes')
  return {
    ...transactionMetadata(run, () => {}),
    ...targetScopes(run, run.event.transaction?.target_scopes, assertTargetScopes),
  }
}

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
      authentication: authentication(run, root),
      cache: cache(run),
      idToken: idToken(run, root),
      multifactor: notEmulated('multifactor', ['enable']),
      prompt: notEmulated('prompt', ['render']),
      redirect: { ...redirect(run, root), canRedirect: canRedirect(run) },
      rules: { wasExecuted: () => false },
      samlResponse: samlResponse(root),
      transaction: transaction(run),
      user: userMetadata(run, root, { isKnownUser: true }),
      validation: validation(run, root),
      ...(switches.groupsAndRoles && {
        groups: groups(),
        roles: roles(run),
      }),
      ...(switches.refreshTokenMethods && { refreshToken: refreshToken(run) }),
      ...(switches.sessionMethods && { session: session(run) }),
    }
    return api
  },
}
