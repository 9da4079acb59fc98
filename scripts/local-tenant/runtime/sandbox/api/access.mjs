import { assertText, record, textOf } from '../commands.mjs'

/** post-login, password reset: one argument, shown to the application. */
export const denyWithReason = (run, api) => ({
  deny(reason) {
    record(run, 'deny', textOf(reason))
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
    assertText('errorCode', errorCode, 100)
    assertText('errorMessage', errorMessage, 100)
    record(run, 'validationError', errorCode, errorMessage)
    return api()
  },
})
