import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isObject, type Json, type JsonObject, textOf } from '../json-value.ts'
import type { Plan } from '../plan/plan.ts'
import {
  type ActualTenant,
  type DesiredTenant,
  keyOf,
  type RemoteResource,
  type Resource,
  type ResourceType,
} from '../tenant-state/resource.ts'
import { isSecretMark } from '../tenant-state/secret-mark.ts'

/** A folder for the Deploy CLI that holds what the plan changes and nothing else. */
export type ChangesFolder = {
  /** For `AUTH0_INCLUDED_ONLY`; empty when there is nothing for the Deploy CLI to do. */
  readonly types: readonly ResourceType[]
  /** Values that it needs beside the secrets, handed on in memory: they may hold secrets too. */
  readonly kept: Readonly<Record<string, Json>>
}

/** Types whose updates are ours: the Deploy CLI takes a role's permissions away and gives them back. */
export const OWN_UPDATES: readonly ResourceType[] = ['roles']

/**
 * Writes the folder. What git does not speak of, and the Deploy CLI would take away because the file
 * lacks it, is put in as the tenant has it: by a keyword, so that it never lies on a disk.
 */
export async function writeChangesFolder(
  folder: string,
  plan: Plan,
  desired: DesiredTenant,
  actual: ActualTenant,
): Promise<ChangesFolder> {
  const chosen = chooseResources(plan, desired)
  const kept: Record<string, Json> = {}
  const keep = (value: Json): string => {
    const name = `OG_KEPT_${Object.keys(kept).length + 1}`
    kept[name] = value
    return `@@${name}@@`
  }
  const remote = new Map(actual.resources.map((resource) => [keyOf(resource), resource]))
  const files = chosen
    .filter(({ type }) => type !== 'triggers')
    .flatMap((resource, index) =>
      filesOf(completed(resource, remote.get(keyOf(resource)), keep), index),
    )
  const triggers = chosen.filter(({ type }) => type === 'triggers')
  await rm(folder, { recursive: true, force: true })
  for (const [file, text] of [...files, ...triggerFiles(triggers)]) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
  return { types: [...new Set(chosen.map(({ type }) => type))].sort(), kept }
}

function chooseResources(plan: Plan, desired: DesiredTenant): readonly Resource[] {
  const changed = new Set(
    plan.changes
      .filter(({ kind }) => kind !== 'delete')
      .filter(({ kind, type }) => !(kind === 'update' && OWN_UPDATES.includes(type)))
      .map((change) => `${change.type}/${change.name}`),
  )
  // The Deploy CLI reads all protections or fails.
  const anyProtection = [...changed].some((key) => key.startsWith('attackProtection/'))
  return desired.resources.filter(
    (resource) =>
      changed.has(keyOf(resource)) || (anyProtection && resource.type === 'attackProtection'),
  )
}

function completed(
  resource: Resource,
  remote: RemoteResource | undefined,
  keep: (value: Json) => string,
): Resource {
  const undeclared = remote?.undeclared
  if (undeclared === undefined) return resource
  const { value } = resource
  if (resource.type === 'connections') {
    const options = isObject(undeclared.options) ? undeclared.options : {}
    const wanted = isObject(value.options) ? value.options : {}
    return { ...resource, value: { ...value, options: keptBeside(wanted, options, keep) } }
  }
  const missing = Object.entries(undeclared).filter(([member]) => !(member in value))
  const restored = missing.map(([member, existing]) => [member, keep(existing)])
  return { ...resource, value: { ...value, ...Object.fromEntries(restored) } }
}

/** `options` are replaced whole, at every level; lists belong to git once it names them. */
function keptBeside(
  wanted: JsonObject,
  existing: JsonObject,
  keep: (value: Json) => string,
): JsonObject {
  const both = Object.entries(wanted).map(([key, value]) => {
    const other = existing[key]
    const isNested = isObject(value) && !isSecretMark(value) && isObject(other)
    return [key, isNested ? keptBeside(value, other, keep) : value]
  })
  const others = Object.entries(existing)
    .filter(([key]) => !(key in wanted))
    .map(([key, value]) => [key, keep(value)])
  return Object.fromEntries([...both, ...others])
}

type TextFile = readonly [file: string, text: string]

/** Numbered, because names may hold what file names may not. */
function filesOf({ type, name, value }: Resource, index: number): readonly TextFile[] {
  const file = `${index}.json`
  switch (type) {
    case 'actions': {
      const code = `actions/${index}/code.js`
      return [
        [`actions/${file}`, render({ ...value, code: `./${code}` })],
        [code, textOf(value.code)],
      ]
    }
    case 'databases':
      return databaseFiles(value, `database-connections/${index}`)
    case 'connections':
      return connectionFiles(value, index)
    case 'attackProtection':
      return [[`attack-protection/${name}.json`, render(value)]]
    case 'clientGrants':
      return [[`grants/${file}`, render(value)]]
    case 'resourceServers':
      return [[`resource-servers/${file}`, render(value)]]
    case 'prompts':
      return [['prompts/prompts.json', render(value)]]
    case 'tenant':
      return [['tenant.json', render(value)]]
    case 'clients':
    case 'organizations':
    case 'roles':
      return [[`${type}/${file}`, render(value)]]
    case 'triggers':
      return []
    default:
      return type satisfies never
  }
}

function databaseFiles(value: JsonObject, folder: string): readonly TextFile[] {
  const options = isObject(value.options) ? value.options : {}
  const scripts = isObject(options.customScripts) ? Object.entries(options.customScripts) : []
  if (scripts.length === 0) return [[`${folder}/database.json`, render(value)]]
  const customScripts = Object.fromEntries(scripts.map(([name]) => [name, `./${name}.js`]))
  return [
    [`${folder}/database.json`, render({ ...value, options: { ...options, customScripts } })],
    ...scripts.map(([name, text]): TextFile => [`${folder}/${name}.js`, textOf(text)]),
  ]
}

function connectionFiles(value: JsonObject, index: number): readonly TextFile[] {
  const options = isObject(value.options) ? value.options : {}
  const email = isObject(options.email) ? options.email : {}
  const isMail = value.strategy === 'email' && textOf(email.body) !== ''
  if (!isMail) return [[`connections/${index}.json`, render(value)]]
  const page = `${index}.html`
  const named = { ...value, options: { ...options, email: { ...email, body: page } } }
  return [
    [`connections/${index}.json`, render(named)],
    [`connections/${page}`, textOf(email.body)],
  ]
}

const triggerFiles = (triggers: readonly Resource[]): readonly TextFile[] =>
  triggers.length === 0
    ? []
    : [
        [
          'triggers/triggers.json',
          render(
            Object.fromEntries(triggers.map(({ name, value }) => [name, value.bindings ?? []])),
          ),
        ],
      ]

/** Secrets as the keywords that only the Deploy CLI's own process knows values for. */
const render = (value: Json): string => `${JSON.stringify(marked(value), null, 2)}\n`

function marked(value: Json): Json {
  if (isSecretMark(value)) return `@@${value.$secret ?? ''}@@`
  if (Array.isArray(value)) return value.map(marked)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, marked(member)]))
}
