import type { Tools } from './tools.ts'

/**
 * Ids, by name, of the roles that an invitation may give: those of the rulebook that the tenant has. One
 * request for each.
 */
export async function grantableRoles({
  management,
  settings,
}: Pick<Tools, 'management' | 'settings'>): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>()
  for (const name of settings.grantableRoles) {
    for await (const role of await management.roles.list({ name_filter: name, per_page: 100 })) {
      if (role.name === name && role.id !== undefined) ids.set(name, role.id)
    }
  }
  return ids
}
