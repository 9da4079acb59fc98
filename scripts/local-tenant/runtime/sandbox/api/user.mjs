import { record } from '../commands.mjs'
import { isArray } from '../intrinsics.mjs'

const isObject = (value) => typeof value === 'object' && value !== null && !isArray(value)

/**
 * Top-level assignment; `null` deletes, `undefined` takes back. The Action's own `event.user` stays as
 * it is, that of the next one is changed; all calls of all Actions become one write.
 * @param isKnownUser post-login refuses a profile whose metadata is no object; a sign-up has none yet
 */
export const userMetadata = (run, api, { isKnownUser }) => ({
  setAppMetadata(key, value) {
    if (isKnownUser && !isObject(run.event.user?.app_metadata)) {
      throw new Error('Unexpected app_metadata format. Must be a valid JSON object')
    }
    record(run, 'appMetadata', `${key}`, value)
    return api()
  },
  setUserMetadata(key, value) {
    if (isKnownUser && !isObject(run.event.user?.user_metadata)) {
      throw new Error('Unexpected user_metadata format. Must be a valid JSON object.')
    }
    record(run, 'userMetadata', `${key}`, value)
    return api()
  },
})
