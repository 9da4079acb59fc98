import { RESOURCE_TYPES, type ResourceType } from '../gateway/resource-types.ts'
import type { DeployCliRefusal } from '../gateway/run-deploy-cli.ts'
import { isObject, type JsonObject, type JsonPath, textOf } from '../ground/json-value.ts'
import { RESOURCE_FOLDERS } from '../project/resource-folders.ts'
import type { Place } from '../project/tenant-folder/place.ts'
import { kebab, type Resource } from '../project/tenant-folder/tenant-folder.ts'
import type { Subject } from './subject.ts'

/** Where in the tenant folder stands what the Deploy CLI speaks of, as far as it tells. */
export function placeRefusal(
  { folder, texts }: Pick<Subject, 'folder' | 'texts'>,
  { type, message, path }: DeployCliRefusal,
  assets: JsonObject | null,
): Place {
  const files = [...texts.files.keys()].filter((file) => message.includes(file))
  const file = files.toSorted((left, right) => right.length - left.length)[0]
  if (file !== undefined) return { file, line: 1 }
  const missing = /\btenant\/[^"'`]+?\.(?:css|html|js|json|liquid)\b/.exec(message)?.[0]
  if (missing !== undefined) return { file: missing, line: 1 }
  const ofType = folder.resources.filter((resource) => resource.type === type)
  if (path.length > 0) return placeOfPath(ofType, type, path, assets)
  const named = ofType.find(({ name }) => message.includes(`"${name}"`)) ?? ofType[0]
  if (named === undefined) return folder.yaml?.place([type]) ?? placeOfType(type)
  return named.place(pathNamed(named, message) ?? ['name'])
}

/** From the type inwards: a list holds one resource after the other, else a file is a member or all. */
function placeOfPath(
  ofType: readonly Resource[],
  type: string,
  [, first = '', ...rest]: readonly string[],
  assets: JsonObject | null,
): Place {
  const loaded = assets?.[type]
  if (Array.isArray(loaded)) {
    const item: unknown = loaded[Number(first)]
    const name = isObject(item) ? textOf(item.name) : ''
    const resource = ofType.find((one) => one.name === name) ?? ofType[Number(first)]
    return resource?.place(steps(resource.value, rest)) ?? placeOfType(type)
  }
  const inOwnFile = ofType.find(
    ({ file, name }) => name === kebab(first) || file.endsWith(`/${kebab(first)}.json`),
  )
  if (inOwnFile !== undefined) return inOwnFile.place(steps(inOwnFile.value, rest))
  const [only] = ofType
  return only?.place(steps(only.value, [first, ...rest])) ?? placeOfType(type)
}

/** Steps into a list are numbers. */
function steps(value: unknown, path: readonly string[]): JsonPath {
  let inner = value
  return path.map((step) => {
    const isList = Array.isArray(inner)
    inner = typeof inner === 'object' && inner !== null ? (inner as JsonObject)[step] : undefined
    return isList ? Number(step) : step
  })
}

/** A member that the message names: in quotes, or dotted as `email.identifier.active`. */
function pathNamed({ name, value }: Resource, message: string): JsonPath | null {
  const quoted = [...message.matchAll(/"([^"]+)"/g)].map(([, text = '']) => text)
  const dotted = message.match(/\b\w+(?:\.\w+)+/g) ?? []
  for (const words of [...dotted, ...quoted.filter((one) => one !== name)]) {
    const found = findMember(value, words.split('.'))
    if (found !== null) return found
  }
  return null
}

function findMember(
  value: unknown,
  wanted: readonly string[],
  path: JsonPath = [],
): JsonPath | null {
  const end = path.slice(-wanted.length)
  if (end.length === wanted.length && end.every((step, index) => step === wanted[index]))
    return path
  if (typeof value !== 'object' || value === null) return null
  for (const [key, inner] of Object.entries(value)) {
    const found = findMember(inner, wanted, [...path, Array.isArray(value) ? Number(key) : key])
    if (found !== null) return found
  }
  return null
}

const placeOfType = (type: string): Place => ({
  file: isType(type) ? RESOURCE_FOLDERS[type] : 'tenant',
  line: 1,
})

const isType = (type: string): type is ResourceType =>
  (RESOURCE_TYPES as readonly string[]).includes(type)
