import { markOf, marksOf } from '../../actions/records/address-mark.ts'
import { isMachine } from './is-machine.ts'
import type { Tools } from './tools.ts'

type Keys = Pick<Tools, 'keyring' | 'tenantId'>

/**
 * How the audit names an account: by its user id, or by a keyed hash of it where an identity provider, or the
 * script of a custom database, made an address part of the id, or anything else that a line should not hold: an
 * id may be whatever somebody asks for.
 */
export const auditedId = ({ keyring, tenantId }: Keys, userId: string): string =>
  isPlain(userId) ? userId : markOf('user-id', userId, keyring.signing, tenantId)

/** All by which an audit may name the account: lines stay as they were written, under the key of their time. */
export const auditedIds = ({ keyring, tenantId }: Keys, userId: string): readonly string[] => [
  userId,
  ...(isPlain(userId) ? [] : marksOf('user-id', userId, keyring, tenantId)),
]

const PLAIN = /^[\w-]{1,64}\|[\w|.:+%-]{1,256}$/

const isPlain = (userId: string): boolean =>
  isMachine(userId) || (PLAIN.test(userId) && !userId.includes('%40'))
