import type { ResourceType } from '../../gateway/resource-types.ts'
import { type JsonPath, listOf, recordOf, textOf, textsIn } from '../../ground/json-value.ts'
import { isLocalEnvironment } from '../../project/local-environments.ts'
import type { Kind } from '../../project/resolve.ts'
import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { accepted, areReadable, knownNames, managed, manages, type Subject } from '../subject.ts'

const CONNECTION_UNKNOWN: Rule = {
  id: 'connection_unknown',
  severity: 'error',
  summary: 'an organization names a connection that is not in the tenant folder',
  why: 'The Deploy CLI drops a connection name that does not resolve, without a word, and unlinks the connection that was meant.',
}

const CLIENT_UNKNOWN: Rule = {
  id: 'client_unknown',
  severity: 'error',
  summary:
    'a connection, grant or organization names an application that is not in the tenant folder',
  why: 'The Deploy CLI sends a name that does not resolve as if it were an id: the import fails half way, or the application loses the connection.',
}

const AUDIENCE_UNKNOWN: Rule = {
  id: 'audience_unknown',
  severity: 'error',
  summary: 'a grant or role names an API that is not in the tenant folder',
  why: 'Auth0 refuses the grant or permission, and the import stops with everything before it applied.',
}

const PERMISSION_UNKNOWN: Rule = {
  id: 'permission_unknown',
  severity: 'error',
  summary: 'a grant or role names a permission that its API does not declare',
  why: 'Permissions of a role are all removed before they are added again: when one is refused, the role is left without any.',
}

const GRANT_AMBIGUOUS: Rule = {
  id: 'organization_grant_ambiguous',
  severity: 'error',
  summary: 'an organization names an application that has more than one grant',
  why: 'The Deploy CLI finds the grant by the name of the application and takes the first: at which API the machine may act for the organization is chance, and what is taken out of git is not taken away (8.44.0, `getClientGrantIDByClientName`).',
}

const REFERENCE_UNVERIFIED: Rule = {
  id: 'reference_unverified',
  severity: 'warning',
  summary:
    'a name is of a type that this environment does not manage, so git cannot say whether it exists',
  why: 'A mistyped name has the same effect as an unknown one, and only the plan, which reads the tenant, can notice it.',
}

/** Every name in the tenant folder is the name of something. */
export const references: Family = {
  title: 'References',
  rules: [
    CONNECTION_UNKNOWN,
    CLIENT_UNKNOWN,
    AUDIENCE_UNKNOWN,
    PERMISSION_UNKNOWN,
    GRANT_AMBIGUOUS,
    REFERENCE_UNVERIFIED,
  ],
  look: (subject) => [
    ...managed(subject, 'organizations').flatMap((file) => [
      ...inOrganization(subject, file),
      ...ambiguousGrants(subject, file),
    ]),
    ...managed(subject, 'connections', 'databases').flatMap((file) =>
      textsIn(file.value.enabled_clients).flatMap((name, index) =>
        unknownName(subject, CLIENTS, file, name, ['enabled_clients', index]),
      ),
    ),
    ...managed(subject, 'clientGrants').flatMap((file) => inGrant(subject, file)),
    ...managed(subject, 'roles').flatMap((file) => inRole(subject, file)),
  ],
}

/** What a name may be the name of. */
type ReferenceTarget = {
  readonly rule: Rule
  readonly types: readonly ResourceType[]
  readonly kind: Kind
}
const CONNECTIONS: ReferenceTarget = {
  rule: CONNECTION_UNKNOWN,
  types: ['connections', 'databases'],
  kind: 'connections',
}
const CLIENTS: ReferenceTarget = { rule: CLIENT_UNKNOWN, types: ['clients'], kind: 'clients' }

function unknownName(
  subject: Subject,
  { rule, types, kind }: ReferenceTarget,
  file: Resource,
  name: string,
  path: JsonPath,
): readonly Finding[] {
  const known = knownNames(subject, ...types)
  if (known.includes(name)) return []
  if (!areReadable(subject, ...types)) return []
  const { ids, environmentName } = subject.project
  const what = `\`${path.join('.')}\` names \`${name}\`, `
  if (types.every((type) => manages(subject, type))) {
    const message = `${what}which is not in the tenant folder: accepted ${accepted(known)}`
    return [finding(rule, file.place(path), message, `correct the name in \`${file.file}\``)]
  }
  // Ids were read from the living tenant, so their names are known to exist there.
  if (Object.hasOwn(ids[kind], name)) return []
  const message = `${what}and \`${environmentName}\` does not manage \`${types.join('`, `')}\``
  const fix = 'look the name up in the tenant, or let the environment manage that type'
  return [finding(REFERENCE_UNVERIFIED, file.place(path), message, fix)]
}

function inOrganization(subject: Subject, file: Resource): readonly Finding[] {
  const named = (key: string, field: string, target: ReferenceTarget): readonly Finding[] =>
    listOf(file.value[key]).flatMap((item, index) => {
      const name = textOf(recordOf(item)[field])
      return name === '' ? [] : unknownName(subject, target, file, name, [key, index, field])
    })
  return [
    ...named('connections', 'name', CONNECTIONS),
    ...named('clients', 'client_id', CLIENTS),
    ...named('client_grants', 'client_id', CLIENTS),
  ]
}

function ambiguousGrants({ folder }: Subject, file: Resource): readonly Finding[] {
  const grants = folder.resources.filter(({ type }) => type === 'clientGrants')
  return listOf(file.value.client_grants).flatMap((item, index) => {
    const name = textOf(recordOf(item).client_id)
    const audiences = grants
      .filter(({ value }) => name !== '' && value.client_id === name)
      .map(({ value }) => textOf(value.audience))
    if (audiences.length < 2) return []
    const path = ['client_grants', index, 'client_id']
    const message = `\`${path.join('.')}\` names \`${name}\`, which has grants for ${accepted(audiences)}: the Deploy CLI cannot tell which is meant`
    const fix = 'give each API an application of its own, or let the grants be for any organization'
    return [finding(GRANT_AMBIGUOUS, file.place(path), message, fix)]
  })
}

function inGrant(subject: Subject, file: Resource): readonly Finding[] {
  const { client_id: client, audience, scope } = file.value
  const inClient =
    textOf(client) === '' ? [] : unknownName(subject, CLIENTS, file, textOf(client), ['client_id'])
  const scopes = textsIn(scope).map((name, index) => ({ name, path: ['scope', index] }))
  const place = { file, path: ['audience'] }
  return [...inClient, ...unknownPermissions(subject, place, textOf(audience), scopes)]
}

function inRole(subject: Subject, file: Resource): readonly Finding[] {
  const permissions = listOf(file.value.permissions).map((item, index) => {
    const permission = recordOf(item)
    return {
      api: textOf(permission.resource_server_identifier),
      name: textOf(permission.permission_name),
      path: ['permissions', index, 'permission_name'],
      apiPath: ['permissions', index, 'resource_server_identifier'],
    }
  })
  // An unknown API is one finding, where it is named first.
  return [...new Set(permissions.map(({ api }) => api))].flatMap((api) => {
    const ofApi = permissions.filter((permission) => permission.api === api)
    return unknownPermissions(subject, { file, path: ofApi[0]?.apiPath ?? [] }, api, ofApi)
  })
}

// The tenant's own APIs are never in the folder.
const OWN_API = /^https:\/\/([^/]+)\/(api\/v2|userinfo|mfa|me|my-org)\/$/
const AUTH0S_DOMAIN = /\.auth0\.com$/

/** Those of another tenant are as unknown to this one as any other API that it does not have. */
function isOwnApi({ project }: Subject, audience: string): boolean {
  const [, host = '', api = ''] = OWN_API.exec(audience) ?? []
  const { domain, tenant } = project.environment
  if (host === '' || host === domain) return host !== ''
  // Its custom domains are not known here; the Management API is not to be had at any of them.
  if (!AUTH0S_DOMAIN.test(host)) return api !== 'api/v2'
  if (AUTH0S_DOMAIN.test(domain) || isLocalEnvironment(project)) return false
  return tenant === undefined || host.startsWith(`${tenant}.`)
}

function unknownPermissions(
  subject: Subject,
  { file, path }: { readonly file: Resource; readonly path: JsonPath },
  audience: string,
  permissions: readonly { readonly name: string; readonly path: JsonPath }[],
): readonly Finding[] {
  if (isOwnApi(subject, audience) || !areReadable(subject, 'resourceServers')) return []
  const apis = subject.folder.resources.filter(({ type }) => type === 'resourceServers')
  const api = apis.find(({ value }) => value.identifier === audience)
  if (api === undefined) return unknownAudience(subject, file, path, audience, apis)
  const declared = listOf(api.value.scopes).map((scope) => textOf(recordOf(scope).value))
  return permissions
    .filter(({ name }) => !declared.includes(name))
    .map((permission) =>
      finding(
        PERMISSION_UNKNOWN,
        file.place(permission.path),
        `\`${permission.path.join('.')}\` names \`${permission.name}\`, which \`${api.file}\` does not declare: accepted ${accepted(declared)}`,
        `correct it in \`${file.file}\`, or declare it under \`scopes\` in \`${api.file}\``,
      ),
    )
}

function unknownAudience(
  subject: Subject,
  file: Resource,
  path: JsonPath,
  audience: string,
  apis: readonly Resource[],
): readonly Finding[] {
  const what = `\`${path.join('.')}\` names the API \`${audience}\`, `
  if (!manages(subject, 'resourceServers')) {
    const message = `${what}and \`${subject.project.environmentName}\` does not manage \`resourceServers\``
    const fix = 'look it up in the tenant, or let the environment manage that type'
    return [finding(REFERENCE_UNVERIFIED, file.place(path), message, fix)]
  }
  const identifiers = apis.map(({ value }) => textOf(value.identifier))
  const message = `${what}which is not in the tenant folder: accepted ${accepted(identifiers)}`
  return [
    finding(AUDIENCE_UNKNOWN, file.place(path), message, `correct the API in \`${file.file}\``),
  ]
}
