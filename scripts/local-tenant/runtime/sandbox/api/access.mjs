import { assertText, record, textOf } from '../commands.mjs'
import { LIMITS } from '../limits.mjs'

/** post-login, password reset: one argument, shown to the application. */
export const denyWithReason = (run, api) => ({
  deny(reason) {
    record(run, 'deny', textOf(reason))
    return api()
  },
})

/** credentials-exchange: an OAuth error code, and a reason that may be left out. */
export const denyWithCode = (run, api) => ({
  deny(code, reason) {
    record(run, 'denyWithCode', textOf(code), textOf(reason))
    return api()
  },
})

/** pre-user-registration: the first argument is for the tenant log, the second for the person. */
export const denyWithUserMessage = (run, api) => ({
  deny(reason, userMessage) {
    record(run, 'deny', textOf(reason), textOf(userMessage))
    return api()
  },
})

export const validation = (run, api) => ({
  error(errorCode, errorMessage) {
    assertText('errorCode', errorCode, LIMITS.validationErrorCharacters)
    assertText('errorMessage', errorMessage, LIMITS.validationErrorCharacters)
    record(run, 'validationError', errorCode, errorMessage)
    return api()
  },
})
