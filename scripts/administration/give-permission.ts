import type { GRANT_KEY } from '../../actions/records/grant-record.ts'
import { type StoredPermission, withPermission } from '../../actions/records/permission-record.ts'
import type { REBIND_KEY } from '../../actions/records/rebind-record.ts'
import { changeRecord } from './change-record.ts'
import type { Tools } from './tools.ts'

/** Adds a signed permission to those of an account, once. @returns whether it had to be written */
export const givePermission = (
  tools: Tools,
  person: string,
  key: typeof GRANT_KEY | typeof REBIND_KEY,
  given: StoredPermission,
): Promise<boolean> =>
  changeRecord(tools, person, {
    key,
    next: (stored) => (isGiven(stored, given) ? stored : withPermission(stored, given)),
  })

function isGiven(stored: unknown, { i }: StoredPermission): boolean {
  const given = (stored as { readonly g?: unknown } | null | undefined)?.g
  return Array.isArray(given) && given.some((one) => (one as { i?: unknown } | null)?.i === i)
}
