import isEmail from 'validator/lib/isEmail.js'

/**
 * Whether Auth0 takes a text for an e-mail address, wherever it is the source of the profile:
 * `isEmail` of the npm package `validator` with its defaults. What an identity provider says is
 * kept as it is.
 * @fact Symbols and multibyte characters pass in an e-mail address; a label that begins or ends
 * with `-` does not. (Auth0 support, community 104550 and 113488; read 2026-11-28)
 */
export const isEmailAddress = (text: string): boolean =>
  isEmail.default(text) && !HIDDEN.test(text.slice(text.lastIndexOf('.')))

// Earlier versions of the package refused these in the last label, and so did Auth0.
// @fact An address that ends with a zero-width space is none. (node-auth0 issue 291; read
// 2026-11-28)
const HIDDEN = /[\s\u2002-\u200b\u202f\u205f\u3000\ufeff\ufff9-\ufffc]/

/**
 * @fact A text that is no address is refused with this text. (Auth0 community 104550; node-auth0
 * issue 291; read 2026-11-28)
 */
export const notAnEmailAddress = (text: string): string =>
  `Object didn't pass validation for format email: ${text}`
