import { compileFunction } from 'node:vm'
import { apply, asText, stringify } from './intrinsics.mjs'

/**
 * The uploaded text, evaluated as Auth0 does.
 * @fact Auth0 wraps the text in a function, compiles it as CommonJS and initialises it at the first
 * execution; an error while initialising is remembered and thrown again at every later execution of
 * this instance. (Auth0's official test harness; read 2026-11-22)
 */
export function createActionCode(code, require, console) {
  let initialised = false
  let failure
  const module = { exports: {} }

  const initialise = () => {
    initialised = true
    try {
      apply(compile(code, require), undefined, [module, module.exports, console])
    } catch (thrown) {
      failure = { error: asError(thrown) }
    }
  }

  return {
    /** The handler, or throws: start-up error, not an object, not a native async function. */
    handler(name) {
      if (!initialised) initialise()
      if (failure !== undefined) throw failure.error
      return checkedHandler(module.exports, name)
    },
  }
}

function compile(code, require) {
  const outer = { exports: {} }
  const wrapped = `module.exports = function(module, exports, console){\n${code}\n};`
  const evaluate = compileFunction(wrapped, ['module', 'exports', 'require'], {
    filename: 'action.js',
    // The line of the wrapper, so that a stack names the lines that were uploaded.
    lineOffset: -1,
  })
  apply(evaluate, undefined, [outer, outer.exports, require])
  return outer.exports
}

function checkedHandler(exports, name) {
  if (typeof exports !== 'object' || exports === null) {
    throw new Error('The Action must export an object.')
  }
  const handler = exports[name]
  const isAsync = typeof handler === 'function' && handler.constructor?.name === 'AsyncFunction'
  if (isAsync) return handler
  throw new Error(
    `Invalid function signature for the ${stringify(name)} handler. ` +
      `Use "exports.${name} = async function(event, api) { }" as the signature.`,
  )
}

function asError(thrown) {
  if (!thrown) return new Error('Unknown error')
  return thrown instanceof Error ? thrown : new Error(asText(thrown))
}
