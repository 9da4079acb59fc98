import { NOT_COMPARED } from '../../gateway/not-compared.ts'
import { isObject, type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'

/**
 * Actions that git has as drafts, and of which the tenant runs a version all the same: nothing takes one out of use.
 * @fact The Deploy CLI deploys an Action whose `deployed` is true, and no other: also one that does not say so stays a
 * draft. (auth0-deploy-cli 8.44.0, lib/tools/auth0/handlers/actions.js; read 2026-12-03)
 * @param assets of the tenant folder, as the Deploy CLI has loaded it
 * @param existing Actions of the tenant
 */
export const noteOfDrafts = (
  assets: { readonly actions?: unknown },
  existing: readonly JsonObject[],
): readonly string[] =>
  objectsIn(assets.actions)
    .filter(({ deployed }) => deployed !== true)
    .map(({ name }) => textOf(name))
    .filter((name) => existing.some((one) => one.name === name && isObject(one.deployed_version)))
    .map(
      (name) =>
        `actions/${name}: a draft in git; the tenant runs a version of it, which no deploy takes out of use, and which is ${NOT_COMPARED}`,
    )
