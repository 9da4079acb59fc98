import { createRequire } from 'node:module'
import vm from 'node:vm'

/**
 * Loads an uploaded text as Auth0's runtime does: CommonJS, compiled as the body of a function of
 * `module`, `exports` and `require`. It runs in this process, and this is no sandbox.
 * @param given what stands in the place of globals, by name; `require` may be among them
 */
export function compileAction(
  code: string,
  given: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const module: { exports: Record<string, unknown> } = { exports: {} }
  const all = { require: createRequire(import.meta.url), ...given }
  const run = vm.compileFunction(code, ['module', 'exports', ...Object.keys(all)])
  run(module, module.exports, ...Object.values(all))
  return module.exports
}
