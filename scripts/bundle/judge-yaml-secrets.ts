import type { ResourceType } from '../gateway/resource-types.ts'
import { isSecretPlace } from '../gateway/secret-places.ts'
import { everyTextIn } from '../ground/json-value.ts'
import { RESOURCE_FOLDERS } from '../project/resource-folders.ts'
import { kebab, rootsIn, valueAt } from '../project/tenant-folder/tenant-folder.ts'
import { parseYaml } from '../project/tenant-folder/yaml-document.ts'
import { indexesOf, markersOf, mayHold, misplaced, type SecretFault } from './secret-markers.ts'

/**
 * The same where one YAML file declares everything. There every form of `@@SECRET@@` is safe that is the
 * whole value: quoted or not, the Deploy CLI puts a text in quotes in its place.
 */
export function judgeYamlSecrets(
  file: string,
  text: string,
  mapped: string,
  name: string,
): readonly SecretFault[] {
  const { value: tenant, brokenAt } = parseYaml(file, mapped)
  // Nothing can be built of it, and each of its secrets would be told of beside that.
  if (brokenAt !== null) return []
  const roots = rootsIn(tenant)
  const found = [...everyTextIn(tenant)].flatMap(({ path, text: value, isKey }) => {
    const marker = markersOf(name).find((one) => value.includes(one))
    if (marker === undefined) return []
    const resource = roots.find(({ root }) => root.every((step, index) => step === path[index]))
    const inner = path.slice(resource?.root.length ?? 0)
    const isAllowed =
      resource !== undefined &&
      !isKey &&
      isSecretPlace(fileOf(resource.type, resource.root), inner) &&
      mayHold(fileOf(resource.type, resource.root), valueAt(tenant, resource.root), inner, name)
    if (isAllowed && value === `@@${name}@@`) return [null]
    const id = isAllowed ? ('secret_spliced' as const) : ('secret_misplaced' as const)
    return [{ id, name, marker, file, path, line: 1 }]
  })
  const written = markersOf(name).flatMap((marker) => indexesOf(text, marker))
  const faults = found.filter((fault) => fault !== null)
  if (written.length <= found.length) return faults
  const marker = markersOf(name).find((one) => text.includes(one)) ?? ''
  return [...faults, misplaced(file, text, name, marker)]
}

/** Where such a resource would stand in a folder, as `secret-places.ts` speaks of it. */
function fileOf(type: ResourceType, root: readonly (string | number)[]): string {
  const place = RESOURCE_FOLDERS[type]
  if (place.endsWith('.json')) return place
  if (type === 'databases') return `${place}/one/database.json`
  if (type === 'phoneProviders') return `${place}/provider.json`
  return `${place}/${typeof root.at(-1) === 'string' ? kebab(String(root.at(-1))) : 'one'}.json`
}
