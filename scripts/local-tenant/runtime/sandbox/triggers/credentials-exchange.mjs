import { denyWithCode } from '../api/access.mjs'
import { cache } from '../api/cache.mjs'
import { targetScopes } from '../api/target-scopes.mjs'
import { machineToken } from '../api/tokens.mjs'

/** credentials-exchange v2. */
export const credentialsExchange = {
  id: 'credentials-exchange',
  handlers: ['onExecuteCredentialsExchange'],
  createApi(run) {
    const root = () => api
    const { event } = run
    const scopes = event.transaction?.target_scopes ?? event.accessToken?.scope
    const api = {
      access: denyWithCode(run, root),
      accessToken: machineToken(run, root),
      cache: cache(run),
      transaction: targetScopes(run, scopes, () => {}),
    }
    return api
  },
}
