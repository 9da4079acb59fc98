import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { asText, hasOwn, match, parse, startsWith } from './intrinsics.mjs'

const PACKAGE = /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*(?=\/|$)/

/**
 * The `require` an Action is given: Node's own modules, and the npm dependencies it declares where
 * the tenant was given a folder in which they are installed. Everything else is refused by name.
 * Auth0 installs them when it builds an Action.
 * @param folder holds `node_modules`; null where the tenant has none, or the Action declares nothing
 * @param declared version by name; `latest` is whatever is installed
 */
export function createActionRequire({ folder, declared }) {
  const nodeRequire = createRequire(import.meta.url)
  const folderRequire = folder === null ? nodeRequire : createRequire(`${folder}/package.json`)
  const resolve = (request) => {
    if (isBuiltin(request)) return request
    assertDependency(request, folder, declared)
    return folderRequire.resolve(request)
  }
  const require = (request) => {
    const resolved = resolve(request)
    return isBuiltin(resolved) ? nodeRequire(resolved) : folderRequire(resolved)
  }
  return Object.assign(require, { resolve, cache: Object.create(null), main: undefined })
}

function assertDependency(request, folder, declared) {
  const name = packageOf(request)
  if (!hasOwn(declared, name)) {
    throw notFound(`\`${name}\` is not among the npm dependencies this Action declares`)
  }
  if (folder === null) {
    throw notFound(
      `npm dependencies are not installed here, so \`${name}\` cannot be loaded: ` +
        'install it in a folder and start the tenant with `--dependencies <folder>` ' +
        '(in code: `dependenciesFolder`), or bundle it into the Action',
    )
  }
  const installed = installedVersion(folder, name)
  const wanted = declared[name]
  if (installed === null) {
    throw notFound(`\`${name}\` is not installed in the folder of dependencies`)
  }
  if (wanted !== 'latest' && wanted !== installed) {
    throw notFound(`this Action declares \`${name}\` ${wanted}, and ${installed} is installed`)
  }
}

function packageOf(request) {
  const name = asText(request)
  if (startsWith(name, 'actions:')) {
    throw notFound(`Actions Modules are not emulated yet, so \`${name}\` cannot be loaded`)
  }
  return match(name, PACKAGE)?.[0] ?? name
}

function installedVersion(folder, name) {
  try {
    return parse(readFileSync(`${folder}/node_modules/${name}/package.json`, 'utf8')).version
  } catch {
    return null
  }
}

const notFound = (why) =>
  Object.assign(new Error(`[local tenant] ${why}`), { code: 'MODULE_NOT_FOUND' })
