import { dictionary, hasOwn, isArray, keysOf } from './intrinsics.mjs'
import { LIMITS } from './limits.mjs'

/**
 * Checks of arguments that Auth0 makes with JSON schemas. Simplified: characters are UTF-16 units.
 * @fact Auth0 lists the faults of one value with commas, of several with semicolons. (Auth0's
 * official test harness; read 2026-11-22)
 */

export const isObject = (value) => typeof value === 'object' && value !== null && !isArray(value)

/** @param most name of a limit */
export const text = (fewest, most) => (value, note) => {
  if (typeof value !== 'string') return note('must be string')
  if (value.length > LIMITS[most]) note(`must NOT have more than ${LIMITS[most]} characters`)
  if (value.length < fewest) note(`must NOT have fewer than ${fewest} characters`)
}

export const anyText = (value, note) => {
  if (typeof value !== 'string') note('must be string')
}

export const flag = (value, note) => {
  if (typeof value !== 'boolean') note('must be boolean')
}

export const oneOf = (first, second) => (value, note) => {
  if (value !== first && value !== second) note('must be equal to one of the allowed values')
}

/** @param most name of a limit, or undefined; `isOpen`: properties without a check are let through */
export const object = ({ required, properties, most, isOpen }) => {
  const checks = dictionary(properties)
  return (value, note) => {
    if (!isObject(value)) return note('must be object')
    const names = keysOf(value)
    if (names.length > LIMITS[most]) note(`must NOT have more than ${LIMITS[most]} properties`)
    for (let i = 0; i < required.length; i += 1) {
      if (value[required[i]] === undefined) note(`must have required property '${required[i]}'`)
    }
    for (let i = 0; i < names.length && !isOpen; i += 1) {
      if (!checks[names[i]]) note('must NOT have additional properties')
    }
    for (const name in checks) {
      if (value[name] !== undefined) checks[name](value[name], note.at(name))
    }
  }
}

/** @throws Error `<prefix>: <every fault>` */
export function assertArguments(prefix, check, value) {
  const messages = dictionary()
  check(value, noteInto(messages, '', ''))
  let all = ''
  for (const path in messages) all += `${all === '' ? '' : '; '}${messages[path]}`
  if (all !== '') throw new Error(`${prefix}: ${all}`)
}

function noteInto(messages, path, name) {
  const note = (message) => {
    messages[path] = hasOwn(messages, path) ? `${messages[path]}, ${message}` : `${name} ${message}`
  }
  note.at = (inner) => noteInto(messages, `${path}/${inner}`, inner)
  return note
}
