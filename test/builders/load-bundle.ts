import { createRequire } from 'node:module'
import vm from 'node:vm'

type Handler = (event: unknown, api: unknown) => Promise<void>

/**
 * Loads an uploaded text as Auth0's runtime does: CommonJS, compiled as the body of a function of
 * `module`, `exports` and `require`.
 */
export function loadBundle(code: string): Readonly<Record<string, Handler>> {
  const module: { exports: Record<string, Handler> } = { exports: {} }
  const run = vm.compileFunction(code, ['module', 'exports', 'require'])
  run(module, module.exports, createRequire(import.meta.url))
  return module.exports
}
