import { dirname, join, normalize } from 'node:path'
import { isObject, type JsonObject, textOf } from '../json-value.ts'
import type { Resource, ResourceType } from './resource.ts'
import type { StagedFiles } from './staged-files.ts'

/** Reads all things of one type; null where the folder is missing, which means: not managed. */
type FolderReader = (files: StagedFiles) => Promise<readonly Resource[] | null>

/** Where the Deploy CLI 8.44 reads each type from (lib/context/directory/handlers). */
export const FOLDER_READERS: Readonly<Record<ResourceType, FolderReader>> = {
  actions: readActions,
  attackProtection: async (files) =>
    readFolder(files, 'attack-protection', 'attackProtection', (_value, file) =>
      file.slice(0, -'.json'.length),
    ),
  clientGrants: (files) => readFolder(files, 'grants', 'clientGrants', grantName),
  clients: async (files) =>
    inlineTexts(files, await readFolder(files, 'clients', 'clients'), 'clients', PAGE),
  connections: async (files) =>
    inlineTexts(files, await readFolder(files, 'connections', 'connections'), 'connections', MAIL),
  databases: readDatabases,
  organizations: (files) => readFolder(files, 'organizations', 'organizations'),
  prompts: readPrompts,
  resourceServers: (files) =>
    readFolder(files, 'resource-servers', 'resourceServers', (value) => textOf(value.identifier)),
  roles: (files) => readFolder(files, 'roles', 'roles'),
  tenant: readSettings,
  triggers: readTriggers,
}

/** Grants have no name: two of one client for one API differ in whom they are for. */
export const grantName = (grant: JsonObject): string =>
  `${textOf(grant.client_id)} -> ${textOf(grant.audience)}${grant.subject_type === 'user' ? ' (user)' : ''}`

async function readFolder(
  files: StagedFiles,
  folder: string,
  type: ResourceType,
  nameOf: (value: JsonObject, file: string) => string = (value) => textOf(value.name),
): Promise<readonly Resource[] | null> {
  const names = await files.list(folder)
  if (names === null) return null
  const resources = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (name): Promise<Resource[]> => {
        const value = await files.object(`${folder}/${name}`)
        return value === null ? [] : [{ type, name: nameOf(value, name), value }]
      }),
  )
  if (names.length === 0) files.faults.push(emptyFolder(folder))
  return resources.flat()
}

async function readActions(files: StagedFiles): Promise<readonly Resource[] | null> {
  const actions = await readFolder(files, 'actions', 'actions')
  if (actions === null) return null
  return Promise.all(
    actions.map(async (action) => {
      const code = await files.neededText(normalize(textOf(action.value.code)))
      return { ...action, value: { ...action.value, code } }
    }),
  )
}

async function readDatabases(files: StagedFiles): Promise<readonly Resource[] | null> {
  const folder = 'database-connections'
  const names = await files.list(folder)
  if (names === null) return null
  if (names.length === 0) files.faults.push(emptyFolder(folder))
  const databases = await Promise.all(
    names.map(async (name): Promise<Resource[]> => {
      const file = `${folder}/${name}/database.json`
      const value = await files.object(file)
      if (value === null) return []
      return [
        {
          type: 'databases',
          name: textOf(value.name),
          value: await withScripts(files, file, value),
        },
      ]
    }),
  )
  return databases.flat()
}

/** The Deploy CLI takes scripts from either place and puts them under `options`. */
async function withScripts(
  files: StagedFiles,
  file: string,
  { customScripts: atTop, ...database }: JsonObject,
): Promise<JsonObject> {
  const options = isObject(database.options) ? database.options : {}
  const scripts = atTop ?? options.customScripts
  if (!isObject(scripts)) return database
  const texts = await Promise.all(
    Object.entries(scripts).map(async ([name, path]) => [
      name,
      await files.neededText(join(dirname(file), textOf(path))),
    ]),
  )
  return { ...database, options: { ...options, customScripts: Object.fromEntries(texts) } }
}

async function readPrompts(files: StagedFiles): Promise<readonly Resource[] | null> {
  const names = await files.list('prompts')
  if (names === null) return null
  for (const name of names.filter((name) => name !== 'prompts.json')) {
    files.faults.push(notUnderstood(`prompts/${name}`))
  }
  const value = await files.object('prompts/prompts.json')
  return value === null ? [] : [{ type: 'prompts', name: 'settings', value }]
}

const LIFETIMES = [
  'session_lifetime',
  'idle_session_lifetime',
  'ephemeral_session_lifetime',
  'idle_ephemeral_session_lifetime',
] as const

async function readSettings(files: StagedFiles): Promise<readonly Resource[] | null> {
  if (((await files.list('.')) ?? []).includes('tenant.json') === false) return null
  const value = await files.object('tenant.json')
  if (value === null) return []
  const hours = Object.fromEntries(
    LIFETIMES.flatMap((name) => {
      const minutes = value[`${name}_in_minutes`]
      return typeof minutes === 'number' ? [[name, minutes / 60]] : []
    }),
  )
  // The tenant takes hours or minutes, and answers hours.
  const asAnswered = Object.entries(value).filter(([key]) => !key.endsWith('_lifetime_in_minutes'))
  return [
    { type: 'tenant', name: 'settings', value: { ...Object.fromEntries(asAnswered), ...hours } },
  ]
}

async function readTriggers(files: StagedFiles): Promise<readonly Resource[] | null> {
  const names = await files.list('triggers')
  if (names === null) return null
  const [first, ...others] = names.filter((name) => name.endsWith('.json'))
  if (first === undefined) files.faults.push(emptyFolder('triggers'))
  // The Deploy CLI reads the first one only, and says nothing.
  for (const name of others) files.faults.push(notUnderstood(`triggers/${name}`))
  const value = first === undefined ? null : await files.object(`triggers/${first}`)
  return Object.entries(value ?? {}).map(([name, bindings]) => ({
    type: 'triggers',
    name,
    value: { bindings },
  }))
}

type TextPlace = (value: JsonObject) => { path: string; put: (text: string) => JsonObject } | null

const PAGE: TextPlace = (value) => {
  const path = textOf(value.custom_login_page)
  return path === '' ? null : { path, put: (text) => ({ ...value, custom_login_page: text }) }
}

const MAIL: TextPlace = (value) => {
  const options = isObject(value.options) ? value.options : {}
  const email = isObject(options.email) ? options.email : {}
  const path = value.strategy === 'email' ? textOf(email.body) : ''
  if (path === '') return null
  return {
    path,
    put: (text) => ({ ...value, options: { ...options, email: { ...email, body: text } } }),
  }
}

/** Where a value names a file beside it, the Deploy CLI uploads what is in that file. */
async function inlineTexts(
  files: StagedFiles,
  resources: readonly Resource[] | null,
  folder: string,
  place: TextPlace,
): Promise<readonly Resource[] | null> {
  if (resources === null) return null
  return Promise.all(
    resources.map(async (resource) => {
      const found = place(resource.value)
      const text = found === null ? null : await files.text(join(folder, found.path))
      return found === null || text === null ? resource : { ...resource, value: found.put(text) }
    }),
  )
}

const emptyFolder = (folder: string) => ({
  code: 'folder_empty',
  message: `\`tenant/${folder}\` is empty, which to the Deploy CLI means: nothing of it shall exist`,
  fix: `add a file to \`tenant/${folder}\`, or remove the folder`,
})

const notUnderstood = (file: string) => ({
  code: 'file_not_understood',
  message: `\`tenant/${file}\` is nothing that a plan can compare with the tenant`,
  fix: `take \`tenant/${file}\` out of the folder: what is not compared must not be deployed`,
})
