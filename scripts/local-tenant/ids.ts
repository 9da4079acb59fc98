import { createHash } from 'node:crypto'

/**
 * Ids of things that have a name follow from the name, so that a committed name -> id file of the
 * local environment is true on every machine.
 * @fact Auth0's ids have these shapes. (tests of auth0-deploy-cli, ids; recorded 2026-08-10)
 */
export type IdKind =
  | 'action'
  | 'action-version'
  | 'binding'
  | 'client'
  | 'client-grant'
  | 'connection'
  | 'discovery-domain'
  | 'event'
  | 'event-stream'
  | 'invitation'
  | 'organization'
  | 'resource-server'
  | 'role'
  | 'token-exchange-profile'

const PREFIXED: Partial<Record<IdKind, string>> = {
  'client-grant': 'cgr_',
  connection: 'con_',
  'discovery-domain': 'ord_',
  event: 'evt_',
  'event-stream': 'est_',
  invitation: 'uinv_',
  organization: 'org_',
  role: 'rol_',
  'token-exchange-profile': 'tep_',
}
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Pure: the same kind and name give the same id, in every tenant. */
export function derivedId(kind: IdKind, name: string): string {
  const digest = createHash('sha256').update(`${kind}:${name}`).digest()
  const prefix = PREFIXED[kind]
  if (prefix !== undefined) return prefix + alphanumeric(digest, 16)
  if (kind === 'client') return alphanumeric(digest, 32)
  if (kind === 'resource-server') return digest.toString('hex').slice(0, 24)
  return uuidShaped(digest)
}

/**
 * `derivedId`, numbered on when the id is taken: names need not be unique (clients), and a renamed
 * thing keeps the id its first name gave it.
 */
export function freeId(kind: IdKind, name: string, isTaken: (id: string) => boolean): string {
  let id = derivedId(kind, name)
  for (let nth = 2; isTaken(id); nth += 1) id = derivedId(kind, `${name}#${nth}`)
  return id
}

/** As `freeId`, for the many kinds of which nothing but the prefix is known. */
export function freeIdWith(prefix: string, name: string, isTaken: (id: string) => boolean): string {
  const idOf = (text: string): string =>
    prefix + alphanumeric(createHash('sha256').update(`${prefix}:${text}`).digest(), 22)
  let id = idOf(name)
  for (let nth = 2; isTaken(id); nth += 1) id = idOf(`${name}#${nth}`)
  return id
}

function alphanumeric(bytes: Buffer, length: number): string {
  return Array.from(bytes.subarray(0, length), (byte) => ALPHABET[byte % 62]).join('')
}

function uuidShaped(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  const variant = '89ab'[(bytes[8] ?? 0) % 4]
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
