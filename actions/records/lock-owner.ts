import { readMoment } from '../reading/read-moment.ts'
import { readText } from '../reading/read-text.ts'

/**
 * Whose a record is. An id alone may come back with somebody else in it.
 * @fact A sign-up can be given the id of an account that was deleted. (Auth0 docs,
 * `api.user.setUserId`; read 2026-11-27)
 */
export type LockOwner = {
  /** Empty where it is unknown; so is `userId`. */
  readonly tenantId: string
  readonly userId: string
  /** When the account was made, epoch ms; `-Infinity` where it is unknown. */
  readonly createdAtMs: number
}

/** A profile as events, the Management API and user exports show it. */
export type Profile = { readonly user_id?: unknown; readonly created_at?: unknown }

/** Never throws; what is missing is unknown, and a record of an unknown owner is nobody's. */
export const lockOwner = (tenantId: unknown, user: Profile | null | undefined): LockOwner => ({
  tenantId: readText(tenantId),
  userId: readText(user?.user_id),
  createdAtMs: readMoment(user?.created_at),
})

/** Whether a record could be told from one of somebody else. */
export const isKnownOwner = ({ tenantId, userId, createdAtMs }: LockOwner): boolean =>
  tenantId !== '' && userId !== '' && Number.isFinite(createdAtMs)
