import type { ManagementClient } from 'auth0'
import { derivedId, type IdKind } from 'auth0-local-tenant'
import type { ResourceType } from '../gateway/resource-types.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { mentions } from './bake-rulebook.ts'
import type { IdsFile } from './environment-file.ts'
import { environmentPath, type Project, RULEBOOK_PATH } from './load-project.ts'
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
  const all = [...mentions(project), ...canaryMentions(project)]
  const faults: Fault[] = []
  const idsOf = (kind: Kind): Record<string, string> => {
    const ofKind = all.filter((one) => one.kind === kind)
    const names = [...new Set(ofKind.map(({ name }) => name))].sort()
    return Object.fromEntries(
      names.map((name) => {
        const found = tenant[kind].filter((candidate) => candidate.name === name)
        const places = ofKind.flatMap((one) => (one.name === name ? [one.path] : []))
        if (found.length !== 1) faults.push(unresolved(project, { kind, name, places, found }))
        return [name, found[0]?.id ?? '']
      }),
    )
  }
  const [clients, connections, organizations] = KINDS.map(idsOf)
  if (faults.length > 0) throw new UserFault(faults)
  return {
    clients: clients ?? {},
    connections: connections ?? {},
    organizations: organizations ?? {},
  }
}

/** A canary signs in to a client and an organization that no policy need speak of. */
const canaryMentions = ({ environment }: Project): ReturnType<typeof mentions> =>
  environment.canaries.flatMap(({ client, organization }, index) => [
    { kind: 'clients' as const, name: client, path: `canaries.${index}.client` },
    ...(organization === undefined
      ? []
      : [
          {
            kind: 'organizations' as const,
            name: organization,
            path: `canaries.${index}.organization`,
          },
        ]),
  ])

type Unresolved = {
  readonly kind: Kind
  readonly name: string
  /** Dotted paths at which it is named. */
  readonly places: readonly string[]
  readonly found: readonly Named[]
}

const unresolved = (
  { environment, environmentName }: Project,
  { kind, name, places, found }: Unresolved,
): Fault => ({
  code: found.length === 0 ? 'name_unknown' : 'name_ambiguous',
  message: `${places.map((path) => `\`${path}\``).join(', ')} ${places.length === 1 ? 'names' : 'name'} \`${name}\`, which is the name of ${found.length === 0 ? 'none' : `\`${found.length}\``} of the ${kind} of \`${environment.domain}\``,
  fix:
    found.length === 0
      ? `correct the name in \`${RULEBOOK_PATH}\` or \`${environmentPath(environmentName)}\`, or create it in the tenant first`
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
