import { describe, expect, test } from 'vitest'
import type { TriggerOutcome } from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import type { JsonObject } from '../../../scripts/local-tenant/store.ts'
import { aFailure, anOutcome, sharedRuntime } from './a-tenant.ts'

const { evaluate } = sharedRuntime()

const denied = (reason: string) => ({ kind: 'denied' as const, actionName: 'guard', reason })
const revoked = (what: 'session' | 'refresh-token', reason: string) => ({
  kind: 'revoked' as const,
  actionName: 'guard',
  reason,
  what,
})

const outcomeOf = (body: string, event: JsonObject = {}) => evaluate({ body, event })

const REFRESH = { transaction: { protocol: 'oauth2-refresh-token', metadata: {} } }

describe('post-login: what an Action asks for', () => {
  const rows: [string, Partial<TriggerOutcome>, JsonObject?][] = [
    ['', {}],
    ["api.access.deny('no')", { refusal: denied('no') }],
    ["api.access.deny('code', 'message')", { refusal: denied('code') }],
    ['api.access.deny()', { refusal: denied('') }],
    ["api.access.deny('first'); api.access.deny('second')", { refusal: denied('first') }],
    [
      "api.access.deny('no').user.setAppMetadata('k', 1)",
      { refusal: denied('no'), appMetadata: { k: 1 } },
    ],
    [
      "api.validation.error('code', 'text')",
      { refusal: { ...denied('text'), validation: { code: 'code', message: 'text' } } },
    ],
    [
      "api.user.setAppMetadata('k', { a: [1] }).user.setAppMetadata('l', null)",
      { appMetadata: { k: { a: [1] }, l: null } },
    ],
    ["api.user.setAppMetadata('k', 1); api.user.setAppMetadata('k', 2)", { appMetadata: { k: 2 } }],
    ["api.user.setAppMetadata('k', undefined)", {}],
    ["api.user.setAppMetadata('k', 1).user.setAppMetadata('k', undefined)", {}],
    [
      "api.user.setUserMetadata('k', true).access.deny('no')",
      { userMetadata: { k: true }, refusal: denied('no') },
    ],
    [
      "const v = { a: 1 }; api.user.setAppMetadata('k', v); v.a = 2",
      { appMetadata: { k: { a: 1 } } },
    ],
    [
      "api.idToken.setCustomClaim('c', 1).accessToken.setCustomClaim('d', ['x'])",
      { idTokenClaims: { c: 1 }, accessTokenClaims: { d: ['x'] } },
    ],
    ["api.idToken.setCustomClaim('c', 1).idToken.setCustomClaim('c', undefined)", {}],
    [
      "api.accessToken.addScope(' a '); api.accessToken.removeScope('b')",
      { addedScopes: ['a'], removedScopes: ['b'] },
    ],
    ["api.accessToken.addScope('a'); api.accessToken.removeScope('a')", { removedScopes: ['a'] }],
    ["api.session.revoke('no')", { refusal: revoked('session', 'no') }],
    [
      "api.session.revoke('no', { preserveRefreshTokens: true })",
      { refusal: { ...revoked('session', 'no'), preserveRefreshTokens: true } },
    ],
    [
      "api.access.deny('first'); api.session.revoke('second')",
      { refusal: revoked('session', 'second') },
    ],
    [
      "api.session.revoke('first'); api.access.deny('second')",
      { refusal: revoked('session', 'first') },
    ],
    ["api.refreshToken.revoke('no')", { refusal: revoked('refresh-token', 'no') }, REFRESH],
    ["api.refreshToken.revoke('no')", {}],
    [
      'api.session.setExpiresAt(20); api.session.setExpiresAt(10); api.session.setIdleExpiresAt(5)',
      { session: { expiresAtMs: 10, idleExpiresAtMs: 5 } },
    ],
    ["api.session.setCookieMode('non-persistent')", { session: { cookieMode: 'non-persistent' } }],
    [
      "api.session.setMetadata('a', '1'); api.session.setMetadata('b', '2'); api.session.deleteMetadata('a')",
      { session: { metadata: { a: null, b: '2' } } },
    ],
    [
      "api.session.setMetadata('a', '1'); api.session.evictMetadata()",
      { session: { metadata: {}, evictsMetadata: true } },
    ],
    [
      "api.session.setMetadata('old', null)",
      { session: { metadata: { old: null } } },
      { session: { id: 's', metadata: { old: '1' } } },
    ],
    ["api.session.setMetadata('unknown', null); api.session.deleteMetadata('unknown')", {}],
    ["api.refreshToken.setMetadata('a', '1')", { refreshToken: { metadata: { a: '1' } } }],
    [
      "api.transaction.setMetadata('a', 'b'); api.transaction.setMetadata('n', 1.5)",
      { transactionMetadata: { a: 'b', n: 1.5 } },
    ],
    ["api.authentication.setPrimaryUser('auth0|2')", { primaryUserId: 'auth0|2' }],
    [
      "api.user.setUserMetadata('k', 1).user.setAppMetadata('l', 2); api.authentication.setPrimaryUser('auth0|2')",
      { primaryUserId: 'auth0|2', appMetadata: { l: 2 } },
    ],
    ["if (api.redirect.canRedirect()) api.access.deny('can')", { refusal: denied('can') }],
    ["if (api.redirect.canRedirect()) api.access.deny('can')", {}, REFRESH],
    [
      "if (api.redirect.canRedirect()) api.access.deny('can')",
      {},
      { request: { query: { prompt: 'none' } } },
    ],
    [
      "api.samlResponse.setAttribute('a', 'b').samlResponse.setIssuer('x').access.deny('no')",
      { refusal: denied('no') },
    ],
    ["if (api.rules.wasExecuted('rule')) api.access.deny('no')", {}],
    [
      "api.user.setAppMetadata('__proto__', 1); api.idToken.setCustomClaim('constructor', 2)",
      {
        appMetadata: Object.fromEntries([['__proto__', 1]]),
        idTokenClaims: Object.fromEntries([['constructor', 2]]),
      },
    ],
  ]
  test.each(rows)('%s', async (body, differences, event) => {
    expect(await outcomeOf(body, event)).toEqual(anOutcome(differences))
  })
})

describe('post-login: what is refused at the call', () => {
  const long = (count: number) => `'x'.repeat(${count})`
  const rows: [string, string, JsonObject?][] = [
    ["api.idToken.setCustomClaim('scope', 1)", 'The "scope" claim cannot be set.'],
    ["api.accessToken.setCustomClaim('scope', 1)", 'The "scope" claim cannot be set.'],
    ['api.accessToken.addScope(1)', 'The value for the scope must be a string.'],
    ["api.accessToken.addScope(' ')", 'The value for the scope is required.'],
    ["api.accessToken.removeScope('a b')", 'The value for the scope must not have whitespace.'],
    [
      `api.accessToken.addScope(${long(281)})`,
      'The value for the scope exceeds the allowed maximum of 280 characters.',
    ],
    [
      "for (let i = 0; i <= 1000; i++) api.accessToken.addScope('s' + i)",
      'The number of scopes exceeds the allowed maximum of 1000.',
    ],
    [`api.validation.error(${long(101)}, 'x')`, 'errorCode must NOT have more than 100 characters'],
    ["api.validation.error('x')", 'errorMessage must be string'],
    [
      "api.user.setAppMetadata('k', 1)",
      'Unexpected app_metadata format. Must be a valid JSON object',
      { user: { app_metadata: 'text', user_metadata: {} } },
    ],
    [
      "api.user.setUserMetadata('k', 1)",
      'Unexpected user_metadata format. Must be a valid JSON object.',
      { user: { app_metadata: {}, user_metadata: [] } },
    ],
    ["api.user.setAppMetadata('k', 1n)", 'Do not know how to serialize a BigInt'],
    [
      'api.session.setExpiresAt()',
      'Either inactivity or absolute expiration time must be provided',
    ],
    ["api.session.setExpiresAt('1')", 'absolute must be number'],
    ["api.refreshToken.setIdleExpiresAt('1')", 'inactivity must be number'],
    ['api.session.revoke()', 'message must be string'],
    [`api.session.revoke(${long(1025)})`, 'message must NOT have more than 1024 characters'],
    [
      "api.session.revoke('x', { preserveRefreshTokens: 1 })",
      'preserveRefreshTokens must be boolean',
    ],
    [
      "api.session.setCookieMode('x')",
      "Invalid cookie mode: x. Valid values are 'persistent' and 'non-persistent'.",
    ],
    [
      "api.session.setMetadata('a', '1')",
      'Failed to set session metadata: Cannot set metadata on a session that does not exist.',
      { session: null },
    ],
    [
      "api.session.setMetadata('a', 1)",
      'Failed to set session metadata: Invalid metadata: Metadata value must be a string',
    ],
    [
      "api.session.setMetadata('a b', '1')",
      'Failed to set session metadata: Invalid metadata: Metadata keys may only include letters, numbers, underscores, or hyphens',
    ],
    [
      `api.refreshToken.setMetadata('a', ${long(256)})`,
      'Failed to set refresh token metadata: Invalid metadata: All metadata values must be at most 255 characters long',
    ],
    [
      "for (let i = 0; i <= 25; i++) api.session.setMetadata('k' + i, '1')",
      'Failed to set session metadata: Invalid metadata: Metadata must not contain more than 25 entries',
    ],
    [
      `api.transaction.setMetadata(${long(65)}, 1)`,
      'Invalid transaction metadata: key must not exceed 64 characters',
    ],
    [
      "api.transaction.setMetadata('k', {})",
      'Invalid transaction metadata: value must be a string, number, boolean or null',
    ],
    [
      "api.transaction.setMetadata('k', 2 ** 53)",
      'Invalid transaction metadata: value must be a string, number, boolean or null',
    ],
    [
      `api.transaction.setMetadata('k', ${long(8193)})`,
      'Invalid transaction metadata: value must not exceed 8192 bytes',
    ],
    [
      `for (const k of 'abc') api.transaction.setMetadata(k, ${long(8000)})`,
      'Invalid transaction metadata: total size must not exceed 16384 bytes',
    ],
    ["api.transaction.addTargetScope('x')", 'Method not implemented.'],
    ["api.transaction.removeTargetScope('x')", 'Method not implemented.'],
    ["api.transaction.setTargetScopes(['x'])", 'Method not implemented.'],
    ['api.transaction.clearTargetScopes()', 'Method not implemented.'],
    ["api.redirect.sendUserTo('no address')", 'Invalid URL'],
    [
      'api.authentication.setPrimaryUser()',
      'The provided primary_user_id must be a non-empty string',
    ],
    [
      `api.authentication.setPrimaryUser(${long(129)})`,
      'The provided primary_user_id exceeds the maximum length.',
    ],
    [
      "api.authentication.setPrimaryUser('a'); api.authentication.setPrimaryUser('b')",
      'The primary user can only be altered once per transaction',
    ],
    [
      "api.authentication.recordMethod('https://example.com')",
      '[local tenant] api.authentication.recordMethod is available in onContinuePostLogin only',
    ],
    ["api.prompt.render('x')", '[local tenant] api.prompt.render is not emulated yet'],
    [
      "api.authentication.challengeWith({ type: 'otp' })",
      '[local tenant] api.authentication.challengeWith is not emulated yet',
    ],
    ["api.multifactor.enable('any')", '[local tenant] api.multifactor.enable is not emulated yet'],
    [
      `api.user.setAppMetadata('k', ${long(33000)})`,
      '[local tenant] metadata writes exceed 32 kB in one login',
    ],
    [
      `api.idToken.setCustomClaim('k', ${long(102_393)})`,
      '[local tenant] custom claims exceed 100 kB in one token',
    ],
    [
      `api.accessToken.setCustomClaim('a', ${long(51_200)}); api.accessToken.setCustomClaim('b', ${long(51_200)})`,
      '[local tenant] custom claims exceed 100 kB in one token',
    ],
  ]
  test.each(rows)('%s', async (body, message, event) => {
    expect(await outcomeOf(body, event)).toEqual(aFailure(message))
  })
})
