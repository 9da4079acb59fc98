import { NOT_COMPARED } from '../../gateway/not-compared.ts'
import { listActions, listModules } from '../../gateway/tenant-lists.ts'
import type { VirtualTenant } from '../../gateway/virtual-tenant.ts'
import { isObject, type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'
import { ifShown } from './if-shown.ts'

/**
 * Actions, and modules of them, that git has as drafts, and of which the tenant has a version in use all the same:
 * nothing takes one out of use.
 * @fact The Deploy CLI deploys an Action whose `deployed` is true, and no other: also one that does not say so stays a
 * draft. (auth0-deploy-cli 8.44.0, lib/tools/auth0/handlers/actions.js; read 2026-12-03)
 * @fact It publishes a module whose `all_changes_published` is true, and no other. (auth0-deploy-cli 8.44.0,
 * lib/tools/auth0/handlers/actionModules.js; read 2026-12-03)
 * @param assets of the tenant folder, as the Deploy CLI has loaded it
 */
export async function noteOfDrafts(
  assets: { readonly actions?: unknown; readonly actionModules?: unknown },
  tenant: VirtualTenant,
): Promise<readonly string[]> {
  const actions = draftsIn(assets.actions, 'deployed')
  const modules = draftsIn(assets.actionModules, 'all_changes_published')
  const run = actions.length === 0 ? [] : (await listActions(tenant)).filter(isRun)
  const published =
    modules.length === 0 ? [] : (await ifShown(listModules(tenant), [])).filter(isPublished)
  return [
    ...among(run, actions).map(
      (name) =>
        `actions/${name}: a draft in git; the tenant runs a version of it, which no deploy takes out of use, and which is ${NOT_COMPARED}`,
    ),
    ...among(published, modules).map(
      (name) =>
        `actionModules/${name}: a draft in git; the tenant has published a version of it, which no deploy takes back, and which is ${NOT_COMPARED}`,
    ),
  ]
}

const draftsIn = (wanted: unknown, isInUse: string): readonly string[] =>
  objectsIn(wanted)
    .filter((one) => one[isInUse] !== true)
    .map(({ name }) => textOf(name))

const isRun = ({ deployed_version: version }: JsonObject): boolean => isObject(version)

const isPublished = ({ latest_version_number: number }: JsonObject): boolean => Number(number) > 0

const among = (inUse: readonly JsonObject[], drafts: readonly string[]): readonly string[] =>
  drafts.filter((name) => inUse.some((one) => one.name === name))
