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
export const isSafeInteger = Number.isSafeInteger
export const floor = Math.floor
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

export const indexOf = uncurryThis(String.prototype.indexOf)
export const slice = uncurryThis(String.prototype.slice)
export const trim = uncurryThis(String.prototype.trim)
export const test = uncurryThis(RegExp.prototype.test)

export const decode = uncurryThis(TextDecoder.prototype.decode)
export const encode = uncurryThis(TextEncoder.prototype.encode)
export const encoder = new TextEncoder()

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

/** Text of anything that was thrown; reading it may itself run the Action's code, so it may throw. */
export function messageOf(thrown) {
  const isObject = typeof thrown === 'object' && thrown !== null
  if (isObject && typeof thrown.message === 'string') return thrown.message
  return asText(thrown)
}
