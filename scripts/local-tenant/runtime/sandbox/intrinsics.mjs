/**
 * The built-ins the sandbox itself uses, captured before any Action code runs.
 * Why: an Action shares this realm (as at Auth0) and may patch `JSON.stringify` or
 * `String.prototype.slice`; what the sandbox reports must not depend on that.
 */

const { bind, call } = Function.prototype
/** `uncurryThis(String.prototype.slice)(text, 1)` is `text.slice(1)`, whatever the prototype holds later. */
const uncurryThis = bind.bind(call)

export const apply = Reflect.apply
export const parse = JSON.parse
export const stringify = JSON.stringify
export const isArray = Array.isArray
export const isFiniteNumber = Number.isFinite
export const isInteger = Number.isInteger
export const isSafeInteger = Number.isSafeInteger
export const floor = Math.floor
export const max = Math.max
export const min = Math.min
export const setPrototypeOf = Object.setPrototypeOf
export const defineProperty = Object.defineProperty
export const keysOf = Object.keys
export const hasOwn = Object.hasOwn
export const asText = String
export const asNumber = Number
export const later = setImmediate
export const Bytes = Uint8Array
export const byteLength = Buffer.byteLength

export const Url = URL
const queryOf = uncurryThis(Object.getOwnPropertyDescriptor(URL.prototype, 'searchParams').get)
const setParameter = uncurryThis(URLSearchParams.prototype.set)
export const setQueryParameter = (url, name, value) => setParameter(queryOf(url), name, value)

export const indexOf = uncurryThis(String.prototype.indexOf)
export const match = uncurryThis(String.prototype.match)
export const startsWith = uncurryThis(String.prototype.startsWith)
export const slice = uncurryThis(String.prototype.slice)
export const trim = uncurryThis(String.prototype.trim)
export const test = uncurryThis(RegExp.prototype.test)

export const decode = uncurryThis(TextDecoder.prototype.decode)
export const encode = uncurryThis(TextEncoder.prototype.encode)
export const encoder = new TextEncoder()

const { from } = Buffer
const toText = uncurryThis(Buffer.prototype.toString)
export const bytesOf = (text) => from(text)
export const toBase64Url = (text) => toText(from(text), 'base64url')
export const fromBase64Url = (text) => toText(from(text, 'base64url'))

const { get, set } = WeakMap.prototype
export const weakGet = uncurryThis(get)
export const weakSet = uncurryThis(set)

/** A dictionary without a prototype: `constructor` and `__proto__` are ordinary keys in it. */
export const dictionary = (entries = {}) => setPrototypeOf(entries, null)

/** Defines an own property, so that a setter planted on `Object.prototype` is never reached. */
export function put(target, key, value) {
  const descriptor = {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  }
  defineProperty(target, key, descriptor)
}

/** What of a thrown value is reported; reading it may run the Action's code, so it may throw. */
export function describeError(thrown) {
  const isObject = typeof thrown === 'object' && thrown !== null
  const textOf = (value) => (typeof value === 'string' ? value : '')
  const { name, code, stack } = isObject ? thrown : dictionary()
  return {
    message: messageOf(thrown),
    name: textOf(name) || 'Error',
    code: textOf(code),
    stack: textOf(stack),
  }
}

/** Text of anything that was thrown; reading it may itself run the Action's code, so it may throw. */
export function messageOf(thrown) {
  const isObject = typeof thrown === 'object' && thrown !== null
  if (isObject && typeof thrown.message === 'string') return thrown.message
  return asText(thrown)
}
