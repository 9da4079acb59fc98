import type { ManagementClient } from 'auth0'
import { type Fault, UserFault } from '../ground/failures.ts'
import { derivedId, type IdKind } from '../local-tenant/ids.ts'
import { mentionedNames } from './bake-rulebook.ts'
import type { IdsFile, ResourceType } from './environment-file.ts'
import type { Project } from './load-project.ts'
import type { Kind } from './resolve.ts'
import { assertReadable } from './tenant-folder/assert-readable.ts'
import type { TenantFolder } from './tenant-folder/tenant-folder.ts'

/** Everything of one kind that a tenant has: names are not unique at Auth0, ids are. */
type Named = { readonly name: string; readonly id: string }
export type NameList = Readonly<Record<Kind, readonly Named[]>>

const KINDS: readonly Kind[] = ['clients', 'connections', 'organizations']

/**
 * The ids of the names that the rulebook mentions, and of no others: customers do not belong in git.
 * @throws UserFault for every name that the tenant does not have, or has twice
 */
export function resolveNames(project: Project, tenant: NameList): IdsFile {
  const mentioned = withCanaries(project, mentionedNames(project))
  const faults: Fault[] = []
  const idsOf = (kind: Kind): Record<string, string> =>
    Object.fromEntries(
      mentioned[kind].map((name) => {
        const found = tenant[kind].filter((candidate) => candidate.name === name)
        if (found.length !== 1) faults.push(unresolved(project, kind, name, found))
        return [name, found[0]?.id ?? '']
      }),
    )
  const [clients, connections, organizations] = KINDS.map(idsOf)
  if (faults.length > 0) throw new UserFault(faults)
  return {
    clients: clients ?? {},
    connections: connections ?? {},
    organizations: organizations ?? {},
  }
}

/** A canary signs in to a client and an organization that no policy need speak of. */
function withCanaries(
  { environment }: Project,
  mentioned: Readonly<Record<Kind, readonly string[]>>,
): Readonly<Record<Kind, readonly string[]>> {
  const clients = environment.canaries.map(({ client }) => client)
  const organizations = environment.canaries.flatMap(({ organization }) => organization ?? [])
  const sorted = (...names: readonly string[]): readonly string[] => [...new Set(names)].sort()
  return {
    ...mentioned,
    clients: sorted(...mentioned.clients, ...clients),
    organizations: sorted(...mentioned.organizations, ...organizations),
  }
}

const unresolved = (
  project: Project,
  kind: Kind,
  name: string,
  found: readonly Named[],
): Fault => ({
  code: found.length === 0 ? 'name_unknown' : 'name_ambiguous',
  message: `\`${name}\` in the rulebook is the name of ${found.length === 0 ? 'none' : `\`${found.length}\``} of the ${kind} of \`${project.environment.domain}\``,
  fix:
    found.length === 0
      ? 'correct the name, or create it in the tenant first'
      : 'rename all but one of them: a rulebook must not mean whichever was there first',
})

/** What a living tenant has. Needs read:clients, read:connections and read:organizations. */
export async function listTenantNames(management: ManagementClient): Promise<NameList> {
  const clients: Named[] = []
  for await (const { name, client_id: id } of await management.clients.list({
    fields: 'name,client_id',
    include_fields: true,
  })) {
    if (name !== undefined && id !== undefined) clients.push({ name, id })
  }
  const connections: Named[] = []
  for await (const { name, id } of await management.connections.list({ take: 100 })) {
    if (name !== undefined && id !== undefined) connections.push({ name, id })
  }
  const organizations: Named[] = []
  for await (const { name, id } of await management.organizations.list({ take: 100 })) {
    if (name !== undefined && id !== undefined) organizations.push({ name, id })
  }
  return { clients, connections, organizations }
}

/**
 * What the local tenant will have once the tenant folder is deployed: its ids follow from names.
 * @throws UserFault for a file that cannot be read
 */
export function listFolderNames(folder: TenantFolder): NameList {
  const named = (kind: IdKind, ...types: readonly ResourceType[]): readonly Named[] => {
    assertReadable(folder, ...types)
    return folder.resources
      .filter(({ type }) => types.includes(type))
      .map(({ name }) => ({ name, id: derivedId(kind, name) }))
  }
  return {
    clients: named('client', 'clients'),
    connections: named('connection', 'connections', 'databases'),
    organizations: named('organization', 'organizations'),
  }
}
