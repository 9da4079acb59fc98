import { denyWithReason } from '../api/access.mjs'
import { cache } from '../api/cache.mjs'
import { redirect, urlWithQuery } from '../api/redirect.mjs'
import { notEmulated, record } from '../commands.mjs'

/** password-reset-post-challenge v1. None of its methods returns the api. */
export const passwordResetPostChallenge = {
  id: 'password-reset-post-challenge',
  handlers: ['onExecutePostChallenge', 'onContinuePostChallenge'],
  createApi(run) {
    const nothing = () => undefined
    return {
      access: denyWithReason(run, nothing),
      authentication: notEmulated('authentication', ['challengeWith', 'challengeWithAny']),
      cache: cache(run),
      prompt: notEmulated('prompt', ['render']),
      redirect: redirect(run, nothing),
      transaction: {
        setResultUrl: (url, options) => record(run, 'resultUrl', urlWithQuery(url, options)),
      },
    }
  },
}
