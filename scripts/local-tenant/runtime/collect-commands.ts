import type { Json } from '../store.ts'
import { collectActor, collectSubjectByConnection, collectSubjectById } from './collect-exchange.ts'
import type { CollectedWrites } from './collected-writes.ts'
import type { Command } from './run-result.ts'
import type { ActionRefusal, EntityChanges } from './trigger-outcome.ts'

type Collect = (writes: CollectedWrites, args: Json[], actionName: string) => boolean

/** Adds one command; false where its arguments are not of its form (a sandbox never sends such). */
const COLLECT = new Map<string, Collect>([
  ['deny', collectDenial],
  ['validationError', collectValidationError],
  ['denyWithCode', collectDenialWithCode],
  ['rejectSubjectToken', collectRejection],
  ['revoke', collectRevocation],
  ['appMetadata', (writes, args) => assignOrRemove(writes.appMetadata, args)],
  ['userMetadata', (writes, args) => assignOrRemove(writes.userMetadata, args)],
  ['idTokenClaim', (writes, args) => assignOrRemove(writes.idTokenClaims, args)],
  ['accessTokenClaim', (writes, args) => assignOrRemove(writes.accessTokenClaims, args)],
  ['addScope', (writes, [scope]) => setScope(writes, scope, 'added')],
  ['removeScope', (writes, [scope]) => setScope(writes, scope, 'removed')],
  ['transactionMetadata', collectTransactionMetadata],
  ['expiry', collectExpiry],
  ['cookieMode', collectCookieMode],
  ['storedMetadata', collectStoredMetadata],
  ['evictMetadata', collectEviction],
  ['cacheSet', collectCacheSet],
  ['cacheDelete', collectCacheDelete],
  ['targetScopes', collectTargetScopes],
  ['resultUrl', textInto('resultUrl')],
  ['redirect', textInto('redirectUrl')],
  ['primaryUser', textInto('primaryUserId')],
  ['exchangeOrganization', textInto('exchangeOrganization')],
  ['recordMethod', collectMethod],
  ['exchangeActor', collectActor],
  ['subjectById', collectSubjectById],
  ['subjectByConnection', collectSubjectByConnection],
])

/**
 * Adds up what one execution asked for.
 * @returns false where a command is unknown or malformed
 */
export function collectCommands(
  writes: CollectedWrites,
  commands: readonly Command[],
  actionName: string,
): boolean {
  return withoutLostMetadata(commands).every(
    ([name, ...args]) => COLLECT.get(name)?.(writes, args, actionName) ?? false,
  )
}

/**
 * @fact Where an Action sets the primary user, its own changes of user metadata are lost. (Auth0
 * docs, post-login API object; read 2026-11-22)
 */
function withoutLostMetadata(commands: readonly Command[]): readonly Command[] {
  if (!commands.some(([name]) => name === 'primaryUser')) return commands
  return commands.filter(([name]) => name !== 'userMetadata')
}

/** `undefined`, which has no JSON form, takes back what was asked for earlier in the run. */
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
function refuse(writes: CollectedWrites, refusal: ActionRefusal): boolean {
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

function collectDenialWithCode(
  writes: CollectedWrites,
  [code, reason]: Json[],
  actionName: string,
): boolean {
  if (typeof code !== 'string' || typeof reason !== 'string') return false
  return refuse(writes, { kind: 'denied', actionName, reason, code })
}

function collectRejection(writes: CollectedWrites, [reason]: Json[], actionName: string): boolean {
  if (typeof reason !== 'string') return false
  return refuse(writes, {
    kind: 'denied',
    actionName,
    reason,
    code: 'invalid_request',
    invalidSubjectToken: true,
  })
}

function collectRevocation(
  writes: CollectedWrites,
  [what, reason, preserveRefreshTokens]: Json[],
  actionName: string,
): boolean {
  if (!isEntity(what) || typeof reason !== 'string') return false
  const refusal: ActionRefusal = { kind: 'revoked', actionName, reason, what }
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

function collectStoredMetadata(writes: CollectedWrites, [what, key, value]: Json[]): boolean {
  if (!isEntity(what) || typeof key !== 'string') return false
  if (typeof value !== 'string' && value !== null) return false
  const changes = changesOf(writes, what)
  changes.metadata = { ...changes.metadata, [key]: value }
  return true
}

function collectEviction(writes: CollectedWrites, [what]: Json[]): boolean {
  if (!isEntity(what)) return false
  Object.assign(changesOf(writes, what), { metadata: {}, evictsMetadata: true })
  return true
}

function textInto(
  field: 'resultUrl' | 'redirectUrl' | 'primaryUserId' | 'exchangeOrganization',
): Collect {
  return (writes, [text]) => {
    if (typeof text !== 'string') return false
    writes[field] = text
    return true
  }
}

function collectTargetScopes(writes: CollectedWrites, [scopes]: Json[]): boolean {
  if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === 'string')) return false
  writes.targetScopes = scopes
  return true
}

function collectMethod(writes: CollectedWrites, [url]: Json[]): boolean {
  if (typeof url !== 'string') return false
  writes.recordedMethods.push(url)
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
