import { asText, stringify } from './intrinsics.mjs'

/**
 * What an Action asks for, in the order it asked. The tenant checks and adds up these commands;
 * the sandbox only refuses what Auth0 refuses at the call.
 */

/**
 * Notes one command; its arguments are turned into text at once, so later changes do not count.
 * A trailing `undefined` is left out, another one becomes null.
 */
export function record(run, name, ...args) {
  let text = stringify(name)
  for (let i = 0; i < args.length; i += 1) {
    const argument = stringify(args[i])
    if (argument === undefined && i === args.length - 1) break
    text += `,${argument ?? 'null'}`
  }
  // A call after the handler has returned is too late: its result has been sent.
  if (run.done) return
  run.commands += run.commands === '' ? `[${text}]` : `,[${text}]`
}

/** Text that goes into a message: a missing one is empty. */
export const textOf = (value) => (value === undefined || value === null ? '' : asText(value))

/** Messages as Auth0's validators word them: `errorCode must be string`. */
export function assertText(name, value, maxLength) {
  if (typeof value !== 'string') throw new Error(`${name} must be string`)
  if (value.length > maxLength) {
    throw new Error(`${name} must NOT have more than ${maxLength} characters`)
  }
}

/** Behind a feature flag at Auth0: without it the methods are there and throw this. */
export function assertSwitch(run, name) {
  if (run.switches[name] !== true) throw new Error('Method not implemented.')
}

/** An object whose every method throws by its own name. */
export function notEmulated(area, methods) {
  const stub = {}
  for (let i = 0; i < methods.length; i += 1) {
    stub[methods[i]] = () => {
      const error = new Error(`[local tenant] api.${area}.${methods[i]} is not emulated yet`)
      error.name = 'NotEmulatedError'
      throw error
    }
  }
  return stub
}
