import { createRequire } from 'node:module'
import vm from 'node:vm'

type Exports = Readonly<Record<string, (...args: readonly never[]) => unknown>>

const require = createRequire(import.meta.url)

/**
 * Loads CommonJS text as Auth0's runtime does: compiled as the body of a function.
 * @param log where its `console.log` goes
 */
export function loadCode(code: string, log: (line: string) => void = () => {}): Exports {
  const module: { exports: Exports } = { exports: {} }
  const run = vm.compileFunction(code, ['module', 'exports', 'require', 'console'])
  run(module, module.exports, require, { log })
  return module.exports
}
