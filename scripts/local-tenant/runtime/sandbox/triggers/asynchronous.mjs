import { cache } from '../api/cache.mjs'

/** Triggers nobody waits for: there is nothing to decide, so their api is the cache. */
const withCacheOnly = (id, handler) => ({
  id,
  handlers: [handler],
  createApi: (run) => ({ cache: cache(run) }),
})

/** post-user-registration v2. */
export const postUserRegistration = withCacheOnly(
  'post-user-registration',
  'onExecutePostUserRegistration',
)
/** post-change-password v2. */
export const postChangePassword = withCacheOnly(
  'post-change-password',
  'onExecutePostChangePassword',
)
/** event-stream v1. */
export const eventStream = withCacheOnly('event-stream', 'onExecuteEventStream')
