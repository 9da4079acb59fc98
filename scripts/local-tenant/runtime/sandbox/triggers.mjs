import { postLogin } from './triggers/post-login.mjs'
import { preUserRegistration } from './triggers/pre-user-registration.mjs'

/** Every trigger whose Actions this sandbox can run. A new one is one file and one line here. */
export const TRIGGERS = [postLogin, preUserRegistration]
