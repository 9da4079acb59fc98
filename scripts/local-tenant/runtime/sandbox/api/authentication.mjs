import { notEmulated, record } from '../commands.mjs'
import { startsWith, Url } from '../intrinsics.mjs'
import { LIMITS } from '../limits.mjs'

/** `api.authentication` of post-login: everything about factors is refused by name. */
export const authentication = (run, api) => ({
  ...notEmulated('authentication', [
    'challengeWith',
    'challengeWithAny',
    'enrollWith',
    'enrollWithAny',
  ]),
  recordMethod(providerUrl) {
    if (!startsWith(run.handler, 'onContinue')) {
      throw new Error(
        '[local tenant] api.authentication.recordMethod is available in onContinuePostLogin only',
      )
    }
    const { protocol, href } = new Url(providerUrl)
    if (protocol !== 'https:' && protocol !== 'http:') {
      throw new Error('[local tenant] recordMethod takes an http: or https: URL')
    }
    record(run, 'recordMethod', typeof providerUrl === 'string' ? providerUrl : href)
    return api()
  },
  setPrimaryUser(primaryUserId) {
    if (run.hasPrimaryUser) {
      throw new Error('The primary user can only be altered once per transaction')
    }
    if (typeof primaryUserId !== 'string' || primaryUserId.length === 0) {
      throw new Error('The provided primary_user_id must be a non-empty string')
    }
    if (primaryUserId.length > LIMITS.primaryUserIdCharacters) {
      throw new Error('The provided primary_user_id exceeds the maximum length.')
    }
    run.hasPrimaryUser = true
    record(run, 'primaryUser', primaryUserId)
  },
})
