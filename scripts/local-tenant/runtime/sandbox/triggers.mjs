import { eventStream, postChangePassword, postUserRegistration } from './triggers/asynchronous.mjs'
import { credentialsExchange } from './triggers/credentials-exchange.mjs'
import { customTokenExchange } from './triggers/custom-token-exchange.mjs'
import { passwordResetPostChallenge } from './triggers/password-reset-post-challenge.mjs'
import { postLogin } from './triggers/post-login.mjs'
import { preUserRegistration } from './triggers/pre-user-registration.mjs'

/** Every trigger whose Actions this sandbox can run. A new one is one file and one line here. */
export const TRIGGERS = [
  credentialsExchange,
  customTokenExchange,
  eventStream,
  passwordResetPostChallenge,
  postChangePassword,
  postLogin,
  postUserRegistration,
  preUserRegistration,
]
