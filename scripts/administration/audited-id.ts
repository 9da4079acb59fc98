import { markOf, marksOf } from '../../actions/records/address-mark.ts'
import { isMachine } from './is-machine.ts'
import type { Tools } from './tools.ts'

type Keys = Pick<Tools, 'keyring' | 'tenantId'>

/**
 * How the audit names an account: by its user id, or by a keyed hash of it where an identity provider, or the
 * script of a custom database, made an address part of the id.
 */
export const auditedId = ({ keyring, tenantId }: Keys, userId: string): string =>
  holdsAddress(userId) ? markOf('user-id', userId, keyring.signing, tenantId) : userId

/** All by which an audit may name the account: lines stay as they were written, under the key of their time. */
export const auditedIds = ({ keyring, tenantId }: Keys, userId: string): readonly string[] => [
  userId,
  ...(holdsAddress(userId) ? marksOf('user-id', userId, keyring, tenantId) : []),
]

const holdsAddress = (userId: string): boolean => /@|%40/.test(userId) && !isMachine(userId)
