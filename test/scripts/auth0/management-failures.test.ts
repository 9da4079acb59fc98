import { Management } from 'auth0'
import { describe, expect, test } from 'vitest'
import { asking } from '../../../scripts/auth0/asking.ts'
import { assertScopes, tenantAccess } from '../../../scripts/auth0/tenant-access.ts'
import { RESOURCE_TYPES } from '../../../scripts/gateway/resource-types.ts'
import { TenantSilent } from '../../../scripts/gateway/tenant-port.ts'
import { PART_SCOPES, writeScopesOf } from '../../../scripts/gateway/type-scopes.ts'
import { readScopes, writeScopes } from '../../../scripts/shipping/plan/scopes.ts'
import { readGuardedTenant } from '../../../scripts/shipping/tenant-state/read-guarded-tenant.ts'
import { nock, onlyNockAnswers } from '../../builders/only-nock-answers.ts'

const address = { domain: 'tenant.example.com', certificate: null }
const token = { text: 'token', scopes: new Set(['read:actions']) }
/** Made in a test: it takes the `fetch` of its time, and nock's stands there in tests only. */
const access = () =>
  tenantAccess(address, { clientId: 'client', proof: { kind: 'secret', secret: 's3cret' } }, token)
const read = () => readGuardedTenant(access(), [])
/** Of a command that has just begun. */
const renewed = () => readGuardedTenant(tenantAccess(address, access().credentials, token), [])

onlyNockAnswers()

const list = () => nock('https://tenant.example.com').get('/api/v2/actions/actions').query(true)

/** At once: the SDK waits as long as it is told. */
const NOW = { 'retry-after': '0', 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 1) }

describe('reading a tenant', () => {
  test('goes on after 429, when the tenant says it may', async () => {
    list().reply(429, { message: 'Global limit has been reached' }, NOW)
    list().reply(200, { actions: [], per_page: 100 })
    expect((await read()).resources).toEqual([])
    expect(nock.isDone()).toBe(true)
  })

  test('goes on with a new token, once that of the command has come to its end', async () => {
    const TENANT = 'https://tenant.example.com'
    list().reply(401, { message: 'Expired token received' })
    nock(TENANT).post('/oauth/token').reply(200, { access_token: 'new' })
    nock(TENANT, { reqheaders: { authorization: 'Bearer new' } })
      .get('/api/v2/actions/actions')
      .query(true)
      .reply(200, { actions: [], per_page: 100 })
    expect((await renewed()).resources).toEqual([])
    expect(nock.isDone()).toBe(true)
  })

  test.each([
    [
      'an expired token',
      () => list().reply(401, { message: 'Expired token received' }),
      'token_refused',
      'Expired token received',
    ],
    [
      'a missing scope',
      () => list().reply(403, { message: 'Insufficient scope, expected any of: read:actions' }),
      'scope_missing',
      'read:actions',
    ],
    [
      'malformed JSON',
      () => list().times(9).reply(200, '{"actions": ['),
      'answer_unreadable',
      'not JSON',
    ],
    [
      'a connection that breaks',
      () => list().times(9).replyWithError('socket hang up'),
      'tenant_unavailable',
      'cannot be reached',
    ],
    [
      'a refusal',
      () => list().reply(400, { message: 'Payload validation error' }),
      'tenant_refused',
      'Payload validation error',
    ],
  ])('%s is a fault with its own code', async (_what, answer, code, words) => {
    answer()
    await expect(read()).rejects.toMatchObject({
      faults: [{ code, message: expect.stringContaining(words) }],
    })
  })

  test.each([
    ['429 for good', 429, 'rate_limited'],
    ['5xx for good', 503, 'tenant_unavailable'],
  ])('%s ends, and says so', async (_what, status, code) => {
    list().times(9).reply(status, { message: 'no' }, NOW)
    // Of a reading command nothing is left to carry on from.
    const fix = 'run the command again: what was done by then is not done twice'
    await expect(read()).rejects.toMatchObject({ faults: [{ code, fix }] })
  })

  test('a tenant that does not answer in time is a fault', async () => {
    const silence = new TenantSilent('GET /actions/actions: no answer in time', 'too late')
    const reading = asking(address.domain, 'reading', () => Promise.reject(silence))
    await expect(reading).rejects.toMatchObject({
      faults: [{ code: 'tenant_unavailable', message: expect.stringContaining('in time') }],
    })
  })

  test('what is not the tenant’s failure is ours', async () => {
    const bug = new TypeError('x is not a function')
    await expect(asking('tenant', 'reading', () => Promise.reject(bug))).rejects.toBe(bug)
  })
})

describe('scopes', () => {
  test('are the least for what is managed', () => {
    expect(readScopes(['actions', 'triggers'])).toEqual(['read:actions'])
    const named = { name: 'one', notes: [] }
    expect(
      writeScopes({
        changes: [
          { kind: 'update', type: 'actions', id: '', fields: [], ...named },
          { kind: 'bind', type: 'triggers', before: [], after: [], ...named },
          { kind: 'delete', type: 'roles', id: '', ...named },
        ],
        writes: [],
      }),
    ).toEqual(['create:actions', 'delete:roles', 'update:actions'])
  })

  test.each<[what: string, method: 'POST' | 'DELETE', path: string, scope: string]>([
    ['comes', 'POST', '/clients/cli_1/credentials', 'create:client_credentials'],
    ['goes', 'DELETE', '/clients/cli_1/credentials/cred_1', 'delete:client_credentials'],
  ])('of a key that %s are not those of its application alone', (_what, method, path, scope) => {
    expect(
      writeScopes({
        changes: [{ kind: 'update', type: 'clients', name: 'P', id: '', notes: [], fields: [] }],
        writes: [{ method, path, digest: '' }],
      }),
    ).toEqual([scope, 'update:client_credentials', 'update:clients'])
  })

  test.each([
    ['/organizations/org_1/client-grants', 'create:organization_client_grants'],
    ['/organizations/org_1/discovery-domains', 'create:organization_discovery_domains'],
    ['/organizations/org_1/clients', 'create:organization_clients'],
    ['/connections/con_1/scim-configuration', 'create:scim_config'],
    ['/connections/con_1/directory-provisioning', 'create:directory_provisionings'],
    ['/organizations/org_1/anything-else', undefined],
  ])('of a part at %s are those of the part', (path, scope) => {
    const writes = [{ method: 'POST', path, digest: '' } as const]
    expect(writeScopes({ changes: [], writes })).toEqual(scope ? [scope] : [])
  })

  test.each([
    ['that are called as the folder is', 'logStreams', 'create:log_streams'],
    ['of a type that Auth0 counts to another', 'guardianPolicies', 'update:mfa_policies'],
    ['that no document says', 'themes', undefined],
    ['of nothing that is known', 'constructor', undefined],
  ])('%s are demanded before the first write', (_what, type, scope) => {
    const change = { kind: 'create' as const, type, name: 'one', notes: [], fields: [] }
    expect(writeScopes({ changes: [change], writes: [] })).toEqual(scope ? [scope] : [])
  })

  test('are all among those that Auth0 has', () => {
    const known = new Set<string>(Object.values(Management.OauthScope))
    const named = [...RESOURCE_TYPES.map(writeScopesOf), ...PART_SCOPES.map(([, scopes]) => scopes)]
      .flatMap((scopes) => Object.values(scopes))
      .flat()
    expect(named.length).toBeGreaterThan(150)
    expect(named.filter((scope) => !known.has(scope))).toEqual([])
  })

  test('that are missing are all named at once', () => {
    expect(() =>
      assertScopes(access(), ['read:actions', 'update:actions', 'create:roles']),
    ).toThrow(
      expect.objectContaining({
        faults: [
          expect.objectContaining({ message: expect.stringContaining('update:actions') }),
          expect.objectContaining({ message: expect.stringContaining('create:roles') }),
        ],
      }),
    )
  })

  test('of a token that nobody can read are the tenant’s to judge', () => {
    const opaque = { ...access(), token: { text: 'opaque', scopes: null } }
    expect(() => assertScopes(opaque, ['update:actions'])).not.toThrow()
  })
})
