import type { FieldChange } from '../../gateway/field-change.ts'

/** What leaving something out of a list does to people. By type and member. */
const REMOVED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  clientGrants: { scope: 'the client gets tokens without it' },
  connections: { enabled_clients: 'its people can no longer sign in there' },
  databases: { enabled_clients: 'its people can no longer sign in there' },
  organizations: {
    client_grants: 'the client may no longer act for the organization',
    connections: 'unlinked: its people can no longer sign in to the organization',
  },
  resourceServers: { scopes: 'taken from every grant and role that holds it' },
  roles: { permissions: 'taken from everyone who has the role' },
}

const DELETED: Readonly<Record<string, string>> = {
  clients: 'nobody signs in with it any more, and its grants go with it',
  connections: 'the profiles of its people are deleted with it',
  databases: 'its people, and their passwords, are deleted with it',
  organizations: 'its memberships and invitations go with it',
  resourceServers: 'its grants and permissions go with it',
  roles: 'taken from everyone who has it',
}

/** The change, with what it means for people where that is not plain. */
export function withMeaning(type: string, change: FieldChange): FieldChange {
  if (change.kind !== 'removed' || change.means !== undefined) return change
  const means = REMOVED[type]?.[change.path.split('[')[0] ?? '']
  return means === undefined ? change : { ...change, means }
}

export const deletionNotes = (type: string): readonly string[] => {
  const means = DELETED[type]
  return means === undefined ? [] : [means]
}
