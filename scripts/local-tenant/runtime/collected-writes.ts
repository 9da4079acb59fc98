import type { Json } from '../store.ts'
import type { CacheWrite } from './action-cache.ts'
import type { Command } from './run-result.ts'
import type { EntityChanges, Refusal, TriggerOutcome } from './trigger-outcome.ts'

/** What the Actions of one trigger run have asked for so far. */
export type CollectedWrites = {
  refusal: Refusal | null
  appMetadata: Map<string, Json>
  userMetadata: Map<string, Json>
  idTokenClaims: Map<string, Json>
  accessTokenClaims: Map<string, Json>
  scopes: Map<string, 'added' | 'removed'>
  session: EntityChanges
  refreshToken: EntityChanges
  transactionMetadata: Map<string, Json>
  /** Of the Action that ran last; stored as soon as it has finished. */
  cache: CacheWrite[]
}

export const noWrites = (): CollectedWrites => ({
  refusal: null,
  appMetadata: new Map(),
  userMetadata: new Map(),
  idTokenClaims: new Map(),
  accessTokenClaims: new Map(),
  scopes: new Map(),
  session: {},
  refreshToken: {},
  transactionMetadata: new Map(),
  cache: [],
})

type Collect = (writes: CollectedWrites, args: Json[], actionName: string) => boolean

/** Adds one command; false where its arguments are not of its form (a sandbox never sends such). */
const COLLECT = new Map<string, Collect>([
  ['deny', collectDenial],
  ['validationError', collectValidationError],
  ['revoke', collectRevocation],
  ['appMetadata', (writes, args) => assign(writes.appMetadata, args)],
  ['userMetadata', (writes, args) => assign(writes.userMetadata, args)],
  ['idTokenClaim', (writes, args) => assignOrRemove(writes.idTokenClaims, args)],
  ['accessTokenClaim', (writes, args) => assignOrRemove(writes.accessTokenClaims, args)],
  ['addScope', (writes, [scope]) => setScope(writes, scope, 'added')],
  ['removeScope', (writes, [scope]) => setScope(writes, scope, 'removed')],
  ['transactionMetadata', collectTransactionMetadata],
  ['expiry', collectExpiry],
  ['cookieMode', collectCookieMode],
  ['storedMetadata', collectStoredMetadata],
  ['cacheSet', collectCacheSet],
  ['cacheDelete', collectCacheDelete],
])

/** @returns false where a command is unknown or malformed */
export function collectCommands(
  writes: CollectedWrites,
  commands: Command[],
  actionName: string,
): boolean {
  return commands.every(([name, ...args]) => COLLECT.get(name)?.(writes, args, actionName) ?? false)
}

export function outcomeOf(executionId: string | null, writes: CollectedWrites): TriggerOutcome {
  const scopesThatAre = (state: 'added' | 'removed') =>
    [...writes.scopes].filter(([, value]) => value === state).map(([scope]) => scope)
  return {
    executionId,
    refusal: writes.refusal,
    appMetadata: Object.fromEntries(writes.appMetadata),
    userMetadata: Object.fromEntries(writes.userMetadata),
    idTokenClaims: Object.fromEntries(writes.idTokenClaims),
    accessTokenClaims: Object.fromEntries(writes.accessTokenClaims),
    addedScopes: scopesThatAre('added'),
    removedScopes: scopesThatAre('removed'),
    ...(Object.keys(writes.session).length > 0 && { session: writes.session }),
    ...(Object.keys(writes.refreshToken).length > 0 && { refreshToken: writes.refreshToken }),
    ...(writes.transactionMetadata.size > 0 && {
      transactionMetadata: Object.fromEntries(
        [...writes.transactionMetadata].filter(([, value]) => value !== null),
      ),
    }),
  }
}

function assign(target: Map<string, Json>, [key, value]: Json[]): boolean {
  if (typeof key !== 'string') return false
  // `undefined` has no JSON form: nothing to write.
  if (value !== undefined) target.set(key, value)
  return true
}

function assignOrRemove(target: Map<string, Json>, [key, value]: Json[]): boolean {
  if (typeof key !== 'string') return false
  if (value === undefined) target.delete(key)
  else target.set(key, value)
  return true
}

function setScope(
  writes: CollectedWrites,
  scope: Json | undefined,
  state: 'added' | 'removed',
): boolean {
  if (typeof scope !== 'string') return false
  writes.scopes.set(scope, state)
  return true
}

/** The first refusal stands, except that a revocation, which also ends something, outweighs a denial. */
function refuse(writes: CollectedWrites, refusal: Refusal): boolean {
  const isStronger = refusal.kind === 'revoked' && writes.refusal?.kind === 'denied'
  if (writes.refusal === null || isStronger) writes.refusal = refusal
  return true
}

function collectDenial(writes: CollectedWrites, args: Json[], actionName: string): boolean {
  const [reason, userMessage] = args
  if (typeof reason !== 'string') return false
  if (userMessage === undefined) return refuse(writes, { kind: 'denied', actionName, reason })
  if (typeof userMessage !== 'string') return false
  return refuse(writes, { kind: 'denied', actionName, reason, userMessage })
}

function collectValidationError(
  writes: CollectedWrites,
  [code, message]: Json[],
  actionName: string,
): boolean {
  if (typeof code !== 'string' || typeof message !== 'string') return false
  const validation = { code, message }
  return refuse(writes, { kind: 'denied', actionName, reason: message, validation })
}

function collectRevocation(
  writes: CollectedWrites,
  [what, reason, preserveRefreshTokens]: Json[],
  actionName: string,
): boolean {
  if (!isEntity(what) || typeof reason !== 'string') return false
  const refusal: Refusal = { kind: 'revoked', actionName, reason, what }
  if (preserveRefreshTokens === true) refusal.preserveRefreshTokens = true
  return refuse(writes, refusal)
}

/** A null stays in the set, so that the next Action's event can be built without the key. */
function collectTransactionMetadata(writes: CollectedWrites, [key, value]: Json[]): boolean {
  if (typeof key !== 'string' || value === undefined || typeof value === 'object') {
    if (typeof key !== 'string' || value !== null) return false
  }
  writes.transactionMetadata.set(key, value)
  return true
}

function collectExpiry(writes: CollectedWrites, [what, kind, at]: Json[]): boolean {
  if (!isEntity(what) || typeof at !== 'number') return false
  const field = kind === 'absolute' ? 'expiresAtMs' : 'idleExpiresAtMs'
  const changes = changesOf(writes, what)
  changes[field] = Math.min(changes[field] ?? at, at)
  return true
}

function collectCookieMode(writes: CollectedWrites, [mode]: Json[]): boolean {
  if (mode !== 'persistent' && mode !== 'non-persistent') return false
  writes.session.cookieMode = mode
  return true
}

function collectStoredMetadata(writes: CollectedWrites, [what, metadata]: Json[]): boolean {
  if (!isEntity(what) || typeof metadata !== 'object' || metadata === null) return false
  const entries = Object.entries(metadata)
  const isTextual = (entry: [string, Json]): entry is [string, string] =>
    typeof entry[1] === 'string'
  if (!entries.every(isTextual)) return false
  changesOf(writes, what).metadata = Object.fromEntries(entries)
  return true
}

function collectCacheSet(writes: CollectedWrites, [key, value, expiresAtMs]: Json[]): boolean {
  if (typeof key !== 'string' || typeof value !== 'string') return false
  if (typeof expiresAtMs !== 'number') return false
  writes.cache.push({ kind: 'set', key, value, expiresAtMs })
  return true
}

function collectCacheDelete(writes: CollectedWrites, [key]: Json[]): boolean {
  if (typeof key !== 'string') return false
  writes.cache.push({ kind: 'delete', key })
  return true
}

const isEntity = (what: Json | undefined): what is 'session' | 'refresh-token' =>
  what === 'session' || what === 'refresh-token'

const changesOf = (writes: CollectedWrites, what: 'session' | 'refresh-token'): EntityChanges =>
  what === 'session' ? writes.session : writes.refreshToken
