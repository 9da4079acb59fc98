import type { Json } from '../store.ts'
import type { CacheWrite } from './action-cache.ts'
import type {
  ActionRefusal,
  EntityChanges,
  TokenExchange,
  TriggerOutcome,
} from './trigger-outcome.ts'

/** What the Actions of one trigger run have asked for so far. */
export type CollectedWrites = {
  refusal: ActionRefusal | null
  appMetadata: Map<string, Json>
  userMetadata: Map<string, Json>
  idTokenClaims: Map<string, Json>
  accessTokenClaims: Map<string, Json>
  scopes: Map<string, 'added' | 'removed'>
  session: EntityChanges
  refreshToken: EntityChanges
  transactionMetadata: Map<string, Json>
  targetScopes: string[] | null
  resultUrl: string | null
  recordedMethods: string[]
  primaryUserId: string | null
  /** Each of the two ways to name the subject of a token exchange; the last call of each counts. */
  subjects: Map<TokenExchange['subject']['kind'], TokenExchange['subject']>
  exchangeOrganization: string | null
  exchangeActor: TokenExchange['actor'] | null
  /** Of the Action that ran last. */
  redirectUrl: string | null
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
  targetScopes: null,
  resultUrl: null,
  recordedMethods: [],
  primaryUserId: null,
  subjects: new Map(),
  exchangeOrganization: null,
  exchangeActor: null,
  redirectUrl: null,
  cache: [],
})

export function outcomeOf(executionId: string | null, writes: CollectedWrites): TriggerOutcome {
  const scopesThatAre = (state: 'added' | 'removed') =>
    [...writes.scopes].filter(([, value]) => value === state).map(([scope]) => scope)
  const exchange = exchangeOf(writes)
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
    ...(writes.targetScopes !== null && { targetScopes: writes.targetScopes }),
    ...(writes.resultUrl !== null && { resultUrl: writes.resultUrl }),
    ...(writes.recordedMethods.length > 0 && { recordedMethods: writes.recordedMethods }),
    ...(writes.primaryUserId !== null && { primaryUserId: writes.primaryUserId }),
    ...(exchange !== null && { exchange }),
  }
}

function exchangeOf(writes: CollectedWrites): TokenExchange | null {
  const [subject] = writes.subjects.values()
  if (subject === undefined || writes.refusal !== null) return null
  return {
    subject,
    ...(writes.exchangeOrganization !== null && { organization: writes.exchangeOrganization }),
    ...(writes.exchangeActor && { actor: writes.exchangeActor }),
  }
}
