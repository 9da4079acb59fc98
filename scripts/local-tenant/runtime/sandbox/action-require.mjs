import { createRequire, isBuiltin } from 'node:module'

/**
 * The `require` an Action is given: Node's own modules, and a refusal by name for everything else.
 * Auth0 installs npm dependencies when it builds an Action; the local tenant does not.
 */
export function createCoreRequire() {
  const nodeRequire = createRequire(import.meta.url)
  const resolve = (request) => {
    if (isBuiltin(request)) return request
    throw notFound(request)
  }
  const require = (request) => nodeRequire(resolve(request))
  return Object.assign(require, { resolve, cache: Object.create(null), main: undefined })
}

function notFound(request) {
  const name = String(request)
  const what = name.startsWith('actions:')
    ? `Actions Modules are not emulated yet, so \`${name}\` cannot be loaded`
    : `npm dependencies are not installed here, so \`${name}\` cannot be loaded: bundle it into the Action`
  return Object.assign(new Error(`[local tenant] ${what}`), { code: 'MODULE_NOT_FOUND' })
}
