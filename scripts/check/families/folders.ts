import type { ResourceType } from '../../gateway/resource-types.ts'
import { recordOf } from '../../ground/json-value.ts'
import { folderMeant } from '../../project/folder-meant.ts'
import { isLocalEnvironment } from '../../project/local-environments.ts'
import { RESOURCE_FOLDERS } from '../../project/resource-folders.ts'
import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { areReadable, managed, placeInEnvironment, type Subject } from '../subject.ts'

const FOLDER_MISSING: Rule = {
  id: 'folder_missing',
  severity: 'error',
  summary: 'the environment manages a type that has no folder',
  why: 'To the Deploy CLI a missing folder means "not managed": nothing of that type would be deployed, while git says it is.',
}

const FOLDER_EMPTY: Rule = {
  id: 'folder_empty',
  severity: 'error',
  summary: 'the folder of a managed type holds no file that is read',
  why: 'To the Deploy CLI an empty folder means "none": where deletion is allowed, everything of that type is deleted.',
}

const FOLDER_UNREAD: Rule = {
  id: 'folder_unread',
  severity: 'warning',
  summary: 'a folder is called almost as one that the Deploy CLI reads',
  why: 'The Deploy CLI passes over what it has no name for, without a word: whatever is declared there is never deployed, while git says it is. Names are told apart by large and small letters, too.',
}

const DATABASE_FILE_MISSING: Rule = {
  id: 'database_file_missing',
  severity: 'error',
  summary: 'a folder of a database connection has no `database.json`',
  why: 'The Deploy CLI skips the folder with a warning, as if the connection were not wanted.',
}

const TRIGGERS_FILE_IGNORED: Rule = {
  id: 'triggers_file_ignored',
  severity: 'error',
  summary: 'there is more than one file of trigger bindings',
  why: 'The Deploy CLI reads only the first file in `tenant/triggers`: what the others bind is never bound.',
}

const CONNECTIONS_UNSTATED: Rule = {
  id: 'organization_connections_unstated',
  severity: 'error',
  summary: 'a managed organization does not say which connections it has',
  why: 'The Deploy CLI takes that as "none" and unlinks every connection of the organization; its dry run does not show it.',
}

const NAME_DUPLICATE: Rule = {
  id: 'name_duplicate',
  severity: 'error',
  summary: 'two files of one type have the same name',
  why: 'The Deploy CLI finds what it deploys by name: one file overwrites the other, or the import stops.',
}

const CONNECTION_MISPLACED: Rule = {
  id: 'connection_misplaced',
  severity: 'error',
  summary: 'a database stands among the connections, or another connection among the databases',
  why: 'The Deploy CLI knows databases by the folder, and the tenant by the strategy: it creates the connection by one, then takes it for superfluous by the other, and where deletion is allowed its people go with it.',
  isFinal: true,
}

const MANAGES_CUSTOMERS: Rule = {
  id: 'manages_customers',
  severity: 'warning',
  summary: 'an environment other than `local` manages organizations or connections',
  why: 'Organizations and their connections are customers: each deploy would set those that are in git back to what git says, and customers do not belong in git.',
}

/** What the Deploy CLI makes of folders, files and their absence. */
export const folders: Family = {
  title: 'Folders and files',
  rules: [
    FOLDER_MISSING,
    FOLDER_EMPTY,
    FOLDER_UNREAD,
    DATABASE_FILE_MISSING,
    TRIGGERS_FILE_IGNORED,
    CONNECTIONS_UNSTATED,
    NAME_DUPLICATE,
    CONNECTION_MISPLACED,
    MANAGES_CUSTOMERS,
  ],
  look: (subject) => [
    ...subject.project.environment.manages.flatMap((type) => judgeFolder(subject, type)),
    ...unreadFolders(subject),
    ...skippedDatabases(subject),
    ...ignoredTriggers(subject),
    ...unstatedConnections(subject),
    ...duplicateNames(subject),
    ...managed(subject, 'connections', 'databases').flatMap(misplaced),
    ...customers(subject),
  ],
}

function judgeFolder(subject: Subject, type: ResourceType): readonly Finding[] {
  const { texts, folder } = subject
  const path = folder.yaml === null ? RESOURCE_FOLDERS[type] : `${type} in ${folder.yaml.file}`
  const place = placeInEnvironment(subject, 'manages')
  const isThere = folder.resources.some((resource) => resource.type === type)
  // A file that is not JSON is reported as such.
  if (isThere || !areReadable(subject, type)) return []
  const named = `\`manages\` of \`${subject.project.environmentName}\` names \`${type}\`, `
  const fix = `take \`${type}\` out of \`manages\`, or add what it should hold to \`${path}\``
  const section = recordOf(folder.yaml?.value)[type]
  if (texts.folders.has(path) || (section !== undefined && section !== null)) {
    return [finding(FOLDER_EMPTY, place, `${named}but \`${path}\` holds no file of it`, fix)]
  }
  return [finding(FOLDER_MISSING, place, `${named}but there is no \`${path}\``, fix)]
}

function unreadFolders({ texts, folder }: Subject): readonly Finding[] {
  if (folder.yaml !== null) return []
  return [...texts.folders].flatMap((path) => {
    const meant = folderMeant(path.slice('tenant/'.length))
    const [file] = [...texts.files.keys()].filter(
      (one) => one.startsWith(`${path}/`) && one.endsWith('.json'),
    )
    if (meant === null || file === undefined) return []
    return [
      finding(
        FOLDER_UNREAD,
        { file, line: 1 },
        `the Deploy CLI reads nothing from \`${path}\`: did you mean \`tenant/${meant}\`?`,
        `move what is in it to \`tenant/${meant}\`, or give the folder another name if it is not for the Deploy CLI`,
      ),
    ]
  })
}

function skippedDatabases({ texts, folder, project }: Subject): readonly Finding[] {
  if (folder.yaml !== null || !project.environment.manages.includes('databases')) return []
  const inner = [...texts.folders].filter((path) =>
    /^tenant\/database-connections\/[^/]+$/.test(path),
  )
  return inner
    .map((path) => `${path}/database.json`)
    .filter((file) => !texts.files.has(file))
    .map((file) =>
      finding(
        DATABASE_FILE_MISSING,
        { file, line: 1 },
        `\`${file}\` does not exist`,
        'add it, or remove its folder',
      ),
    )
}

const ignoredTriggers = (subject: Subject): readonly Finding[] =>
  managed(subject, 'triggers')
    .slice(1)
    .map(({ file, place }) =>
      finding(
        TRIGGERS_FILE_IGNORED,
        place([]),
        `\`${file}\` is never read, because \`${managed(subject, 'triggers')[0]?.file}\` comes before it`,
        'write all bindings into one file',
      ),
    )

const unstatedConnections = (subject: Subject): readonly Finding[] =>
  managed(subject, 'organizations')
    .filter(({ value }) => !Array.isArray(value.connections))
    .map(({ file, place }) =>
      finding(
        CONNECTIONS_UNSTATED,
        place([]),
        `\`connections\` in \`${file}\` is not accepted: found nothing, accepted a list`,
        'list the connections that the organization keeps; `[]` if it is to have none',
      ),
    )

function duplicateNames(subject: Subject): readonly Finding[] {
  const named = managed(subject, 'actions', 'clients', 'connections', 'databases', 'organizations')
    .concat(managed(subject, 'resourceServers', 'roles'))
    .filter(({ value }) => typeof value.name === 'string')
  return named.flatMap(({ type, name, file, place }, index) => {
    const first = named.slice(0, index).find((other) => other.type === type && other.name === name)
    if (first === undefined) return []
    const message = `\`${name}\` is the name in \`${first.file}\` too`
    return [finding(NAME_DUPLICATE, place(['name']), message, `rename one, or remove \`${file}\``)]
  })
}

function misplaced({ type, name, value, place }: Resource): readonly Finding[] {
  const isDatabase = value.strategy === 'auth0'
  if (typeof value.strategy !== 'string' || isDatabase === (type === 'databases')) return []
  const wanted = isDatabase
    ? `tenant/database-connections/${name}/database.json`
    : `tenant/connections/${name}.json`
  const message = `\`${name}\` has the strategy \`${value.strategy}\`, which is read from ${isDatabase ? '`tenant/database-connections`' : '`tenant/connections`'} only`
  return [finding(CONNECTION_MISPLACED, place(['strategy']), message, `move it to \`${wanted}\``)]
}

function customers(subject: Subject): readonly Finding[] {
  const { environment, environmentName } = subject.project
  if (isLocalEnvironment(subject.project)) return []
  return environment.manages.flatMap((type, index) =>
    type === 'organizations' || type === 'connections'
      ? [
          finding(
            MANAGES_CUSTOMERS,
            placeInEnvironment(subject, `manages.${index}`),
            `\`${environmentName}\` manages \`${type}\``,
            `take \`${type}\` out of \`manages\`, or waive it if git really is where they are kept`,
          ),
        ]
      : [],
  )
}
