import type { StoredPermission } from '../../actions/records/permission-record.ts'

/** Whether a record of permissions, as it is stored, has this one. */
export function holdsPermission(stored: unknown, { i }: StoredPermission): boolean {
  const given = (stored as { readonly g?: unknown } | null | undefined)?.g
  return Array.isArray(given) && given.some((one) => (one as { i?: unknown } | null)?.i === i)
}
