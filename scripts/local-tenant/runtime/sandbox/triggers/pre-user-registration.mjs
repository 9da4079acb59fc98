import { denyWithUserMessage, validation } from '../api/access.mjs'
import { cache } from '../api/cache.mjs'
import { userMetadata } from '../api/user.mjs'

/** pre-user-registration v2. */
export const preUserRegistration = {
  id: 'pre-user-registration',
  handlers: ['onExecutePreUserRegistration', 'onContinuePreUserRegistration'],
  createApi(run) {
    const root = () => api
    const api = {
      access: denyWithUserMessage(run, root),
      cache: cache(run),
      user: userMetadata(run, root, { isKnownUser: false }),
      validation: validation(run, root),
    }
    return api
  },
}
