import type { Event } from '@auth0/actions/event-stream/v1'
import { describe, expect, test } from 'vitest'
import { markOf } from '../../../actions/records/address-mark.ts'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import {
  aDriftingTenant,
  annsHoldings,
  type DriftingTenant,
  type Holdings,
} from '../../builders/a-drifting-tenant.ts'
import { ANNS_ADDRESS, aStoredLock, lockedTo } from '../../builders/a-stored-lock.ts'
import { anOrganizationMemory } from '../../builders/a-token-memory.ts'
import { ACME, ANN, GLOBEX, MEMBERS, PORTAL, TENANT } from '../../builders/ids.ts'
import { aRollout, everyPolicy, loginSettings } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { aCache } from '../../builders/recording-api.ts'
import {
  aChangedUser,
  aDriftRulebook,
  aRemovedMember,
  DRIFT_SECRETS,
  runDrift,
} from '../../builders/run-drift.ts'
import { TEST_KEYS } from '../../builders/test-keys.ts'

const plain = annsHoldings().profile ?? {}
const profile = (differences: object): Pick<Holdings, 'profile'> => ({
  profile: { ...plain, ...differences },
})
const BLOCK = { v: 1, b: [{ o: ACME, r: 'SUSPENDED', t: 0 }] }
const blocked = (block: object = BLOCK) => profile({ app_metadata: { og_block: block } })
const locked = (differences: object = {}) =>
  profile({ app_metadata: { og_lock: aStoredLock() }, ...differences })
const rollout = (differences: Parameters<typeof loginSettings>[0]): Partial<BakedRulebook> => ({
  login: loginSettings(differences),
})
const only = (policy: string, mode: 'enforce' | 'monitor' = 'enforce') =>
  rollout({ rollout: { ...everyPolicy('off'), [policy]: aRollout(mode) } })
const memory = (organization: string) => ({ og_org: anOrganizationMemory({ organization }) })
const token = (id: string, organization?: string) => ({
  id,
  client_id: PORTAL,
  ...(organization === undefined ? {} : { refresh_token_metadata: memory(organization) }),
})
const both = {
  memberships: [ACME, GLOBEX],
  organizations: { [ACME]: {}, [GLOBEX]: {} },
  tokens: [token('token-acme', ACME), token('token-globex', GLOBEX), token('token-any')],
}
const endedOf = ({ asked }: DriftingTenant): string[] =>
  asked.flatMap((one) => (one.startsWith('DELETE ') ? [one.slice(7)] : []))
/** Something else of hers was frozen than what she has now. */
const lockedWith = (frozen: Partial<Record<'phone' | 'username', 'phone' | 'username'>>) => {
  const marks = Object.entries(frozen).map(([key, kind]) => [
    key,
    markOf(kind, 'another', TEST_KEYS, TENANT),
  ])
  return aStoredLock({ ...lockedTo(ANNS_ADDRESS), ...Object.fromEntries(marks) })
}
const EVERYTHING = ['sessions/session-1', 'refresh-tokens/token-1']

describe('who is refused now loses what lives', () => {
  type Case = [string, Partial<Holdings>, string[], string, Partial<BakedRulebook>?, Event?]
  test.each<Case>([
    ['nobody who is admitted', locked(), [], 'nothing'],
    ['a changed address', locked({ email: 'else@example.com' }), EVERYTHING, 'EMAIL_DRIFT:2'],
    ['an address that is gone', locked({ email: undefined }), EVERYTHING, 'EMAIL_ABSENT:2'],
    [
      'an address that is not proven any more',
      locked({ email_verified: false }),
      EVERYTHING,
      'EMAIL_UNVERIFIED:2',
    ],
    [
      'one who is removed',
      { memberships: [], organizations: { [ACME]: {} } },
      EVERYTHING,
      'NOT_MEMBER:2',
      {},
      aRemovedMember(ACME),
    ],
    ['one who came back meanwhile', {}, [], 'nothing', {}, aRemovedMember(ACME)],
    [
      'one whose organization is gone',
      { memberships: [], organizations: {} },
      EVERYTHING,
      'NOT_MEMBER:2',
      {},
      aRemovedMember(ACME),
    ],
    [
      'one who is suspended',
      blocked({ v: 1, b: [{ o: '*', r: 'SECURITY', t: 0 }] }),
      EVERYTHING,
      'USER_SUSPENDED:2',
    ],
    ['one who is blocked in the only organization', blocked(), EVERYTHING, 'ORG_BLOCKED:2'],
    ['one whose block cannot be read', blocked({ v: 9 }), EVERYTHING, 'BLOCK_UNREADABLE:2'],
    [
      'one whose organization was suspended',
      { organizations: { [ACME]: { og_status: 'suspended' } } },
      EVERYTHING,
      'ORG_SUSPENDED:2',
    ],
    [
      'one who is gone',
      { profile: null },
      [],
      'nothing',
      {},
      aChangedUser({ type: 'user.deleted' }),
    ],
    [
      'in the organization where they are blocked, and no other',
      { ...both, ...blocked() },
      ['refresh-tokens/token-acme'],
      'ORG_BLOCKED:1',
    ],
    [
      'in the organization that they left, and no other',
      { ...both, memberships: [GLOBEX] },
      ['refresh-tokens/token-acme'],
      'NOT_MEMBER:1',
      {},
      aRemovedMember(ACME),
    ],
    [
      'the token of one organization by its own signature alone',
      {
        ...both,
        memberships: [GLOBEX],
        tokens: [{ ...token('token-forged'), refresh_token_metadata: { og_org: 'org_x.forged' } }],
      },
      [],
      'nothing',
      {},
      aRemovedMember(ACME),
    ],
    [
      'where tokens are not known to keep what they remember, nothing of one organization alone',
      { ...both, ...blocked() },
      [],
      'nothing',
      { capabilities: { ...aDriftRulebook().capabilities, refreshTokenMetadata: false } },
    ],
    [
      'the token of an organization that nothing else speaks of, which was suspended',
      {
        organizations: { [ACME]: {}, [GLOBEX]: { og_status: 'suspended' } },
        tokens: [token('token-acme', ACME), token('token-globex', GLOBEX)],
      },
      ['refresh-tokens/token-globex'],
      'ORG_SUSPENDED:1',
      only('org-status'),
    ],
    [
      'an organization that only the lock remembers',
      { ...locked(), memberships: [], organizations: { [ACME]: {} } },
      EVERYTHING,
      'NOT_MEMBER:2',
    ],
    [
      'where the application needs no organization, nobody who may go without',
      { memberships: [] },
      [],
      'nothing',
      only('membership'),
      aRemovedMember(ACME),
    ],
    [
      'where membership rests on a marker role that was taken',
      {},
      EVERYTHING,
      'NOT_MEMBER:2',
      rollout({ membership: { ...loginSettings().membership, source: 'marker-role' } }),
    ],
    [
      'where membership rests on a marker role that is held',
      { roles: ['member'] },
      [],
      'nothing',
      rollout({ membership: { ...loginSettings().membership, source: 'marker-role' } }),
    ],
    [
      'whoever a policy only watches keeps everything',
      blocked(),
      [],
      'nothing',
      only('org-blocked', 'monitor'),
    ],
    [
      'unless the application asks for more',
      {
        ...blocked(),
        applications: { [PORTAL]: { og_modes: 'org-blocked=enforce org-required=enforce' } },
      },
      EVERYTHING,
      'ORG_BLOCKED:2',
      rollout({ rollout: { ...everyPolicy('monitor') } }),
    ],
    [
      'nobody for a connection that the rulebook lets pass',
      locked({ email: 'else@example.com' }),
      [],
      'nothing',
      rollout({
        exemptions: ['email-lock'].map((policy) => ({
          policy: policy as 'email-lock',
          identitySource: MEMBERS,
          untilMs: NOON_MS + 1000,
        })),
      }),
    ],
    [
      'nobody who may have signed in through an account that may',
      locked({
        email: 'else@example.com',
        identities: [
          { connection: 'members', provider: 'auth0' },
          {
            connection: 'other',
            provider: 'auth0',
            profileData: { email: 'else@example.com', email_verified: true },
          },
        ],
      }),
      [],
      'nothing',
      rollout({
        exemptions: [{ policy: 'email-lock', identitySource: MEMBERS, untilMs: NOON_MS + 1000 }],
      }),
    ],
    [
      'nobody for a lock that cannot be believed',
      profile({ app_metadata: { og_lock: { ...aStoredLock(), x: 'forged' } } }),
      [],
      'nothing',
    ],
    [
      'nobody for evidence that only a login has',
      {},
      [],
      'nothing',
      rollout({ upstreamFreshness: { maxAgeMs: 1, missingEvidence: 'deny' } }),
    ],
    [
      'a telephone number that is not the frozen one',
      profile({
        app_metadata: { og_lock: lockedWith({ phone: 'phone' }) },
        phone_number: '+4915112345678',
        phone_verified: true,
      }),
      EVERYTHING,
      'PHONE_DRIFT:2',
      rollout({ identifierLock: { phone: 'frozen', username: 'free' } }),
    ],
    [
      'a telephone number that nobody has proven',
      locked({ phone_number: '+4915112345678', phone_verified: false }),
      EVERYTHING,
      'PHONE_UNVERIFIED:2',
      rollout({ identifierLock: { phone: 'verified', username: 'free' } }),
    ],
    [
      'a user name that is not the frozen one',
      profile({ app_metadata: { og_lock: lockedWith({ username: 'username' }) }, username: 'ann' }),
      EVERYTHING,
      'USERNAME_DRIFT:2',
      rollout({ identifierLock: { phone: 'free', username: 'frozen' } }),
    ],
    [
      'an account of another mailbox that was linked',
      locked({
        identities: [
          { connection: 'members', provider: 'auth0', user_id: '1' },
          {
            connection: 'other',
            provider: 'google-oauth2',
            user_id: '2',
            profileData: { email: 'else@example.com', email_verified: true },
          },
        ],
      }),
      EVERYTHING,
      'IDENTITY_MISMATCH:2',
      rollout({ identityLock: { pin: 'off', linked: 'same-address' } }),
    ],
    [
      'an address that its source may not vouch for',
      locked(),
      EVERYTHING,
      'SOURCE_DOMAIN_MISMATCH:2',
      rollout({ sourceDomain: { domains: { [MEMBERS]: ['else.example.com'] }, unlisted: 'pass' } }),
    ],
    ['nothing of whoever holds nothing', { ...blocked(), sessions: [], tokens: [] }, [], 'nothing'],
  ])('%s', async (_what, differences, ended, refused, settings = {}, event = aChangedUser()) => {
    const tenant = aDriftingTenant(annsHoldings(differences))
    const { failure, log } = await runDrift(event, tenant, aDriftRulebook(settings))
    expect([failure, endedOf(tenant)]).toEqual([null, ended])
    expect(log).toHaveLength(1)
    expect(log[0]).toContain(` refused=${refused} `)
  })

  test('a break-glass identity keeps what follows from evidence, and not what a human decided', async () => {
    const glass = [{ user: ANN, until: new Date(NOON_MS + 1000).toISOString() }]
    const secrets = { ...DRIFT_SECRETS, OG_BREAK_GLASS: JSON.stringify(glass) }
    const drifted = aDriftingTenant(annsHoldings(locked({ email: 'else@example.com' })))
    await runDrift({ ...aChangedUser(), secrets }, drifted)
    const everywhere = { v: 1, b: [{ o: '*', r: 'SECURITY', t: 0 }] }
    const suspended = aDriftingTenant(annsHoldings(blocked(everywhere)))
    await runDrift({ ...aChangedUser(), secrets }, suspended)
    expect([endedOf(drifted), endedOf(suspended)]).toEqual([[], EVERYTHING])
  })
})

describe('what it may do', () => {
  test('in monitor it says what it would end, and ends nothing', async () => {
    const tenant = aDriftingTenant(annsHoldings(blocked()))
    const drift = { mode: 'monitor', revocation: true, connections: {} } as const
    const { failure, log } = await runDrift(aChangedUser(), tenant, aDriftRulebook({ drift }))
    expect([failure, endedOf(tenant)]).toEqual([null, []])
    expect(log).toEqual([
      'og drift user.updated evt_1 mode=monitor judged=2 ended=0 refused=ORG_BLOCKED:2 calls=6 rulebook=0123abcd',
    ])
  })

  test('on a plan that ends nothing it says so, and asks for no session', async () => {
    const tenant = aDriftingTenant(annsHoldings(blocked()))
    const drift = { mode: 'enforce', revocation: false, connections: {} } as const
    const settings = { drift, ...only('org-blocked') }
    const org = rollout({
      rollout: { 'org-blocked': aRollout('enforce'), 'org-required': aRollout('enforce') },
    })
    const { failure, log } = await runDrift(
      aChangedUser(),
      tenant,
      aDriftRulebook({ ...settings, ...org }),
    )
    expect([failure, tenant.asked.filter((one) => /session|refresh/.test(one))]).toEqual([null, []])
    expect(log).toEqual([
      'og drift user.updated evt_1 mode=enforce unrevocable refused=ORG_BLOCKED:1 calls=3 rulebook=0123abcd',
    ])
  })

  test('without drift in the rulebook it asks nothing', async () => {
    const tenant = aDriftingTenant(annsHoldings(blocked()))
    const { drift: _off, ...rulebook } = aDriftRulebook()
    expect(await runDrift(aChangedUser(), tenant, rulebook)).toEqual({ failure: null, log: [] })
    expect(tenant.asked).toEqual([])
  })

  test('the log names nobody', async () => {
    const tenant = aDriftingTenant(annsHoldings(locked({ email: 'else@example.com' })))
    const { log } = await runDrift(aChangedUser({ id: 'ann@acme.example.com' }), tenant)
    expect(log[0]).toContain(' unprintable ')
    expect(log.join()).not.toMatch(/@|auth0\||else/)
  })

  test('what is issued is read first: what is issued while it judges stays', async () => {
    const holdings = annsHoldings(blocked())
    const tenant = aDriftingTenant(holdings, (_nth, asked) => {
      // The block is lifted, and she signs in again, just before the profile is read.
      if (/^GET users\/[^/]+$/.test(asked)) holdings.sessions.push({ id: 'new', clients: [] })
      return undefined
    })
    await runDrift(aChangedUser(), tenant)
    expect(endedOf(tenant)).toEqual(EVERYTHING)
    expect(holdings.sessions).toEqual([{ id: 'new', clients: [] }])
  })

  test('every page is read', async () => {
    const tokens = Array.from({ length: 40 }, (_, at) => token(`token-${at}`))
    const sessions = Array.from({ length: 130 }, (_, at) => ({ id: `s-${at}`, clients: [] }))
    const tenant = aDriftingTenant(annsHoldings({ tokens, sessions }))
    const { log } = await runDrift(aChangedUser(), tenant)
    expect(log[0]).toContain('judged=170 ended=0')
  })
})

describe('what goes wrong is told, tried again, and does no harm', () => {
  test.each<[string, number | string, string]>([
    ['a tenant that is busy', 429, 'failed TenantBusy '],
    ['a tenant in trouble', 503, 'failed Error '],
    ['a scope that is missing', 403, 'failed NotAnswered status=403 '],
    ['an answer that is no JSON', '<html>', 'failed SyntaxError '],
    ['an answer about somebody else', '{"user_id":"auth0|else"}', 'failed NotAnswered status=200 '],
    ['an answer without a list', '{}', 'failed NotAnswered status=200 '],
  ])('%s', async (_what, fault, said) => {
    for (const path of [/\/sessions$/, /\/refresh-tokens$/, /users\/[^/]+$/, /\/organizations$/]) {
      const tenant = aDriftingTenant(annsHoldings(blocked()), (_nth, asked) =>
        path.test(asked) ? fault : undefined,
      )
      const { failure, log } = await runDrift(aChangedUser(), tenant)
      expect([path, failure, endedOf(tenant)]).toEqual([path, 'OG_RETRY', []])
      expect(log.join()).toContain(said)
    }
  })

  test.each<[string, number, string]>([
    ['a tenant that is busy', 429, 'failed TenantBusy '],
    ['a tenant in trouble', 503, 'failed Error '],
    ['a scope that is missing', 403, 'failed NotAnswered status=403 '],
  ])('%s, when something is to end', async (_what, fault, said) => {
    const tenant = aDriftingTenant(annsHoldings(blocked()), (_nth, asked) =>
      asked.startsWith('DELETE ') ? fault : undefined,
    )
    const { failure, log } = await runDrift(aChangedUser(), tenant)
    expect(failure).toBe('OG_RETRY')
    expect(log.join()).toContain(said)
    expect(log.join()).toContain(' ended=0 ')
  })

  test('a list of memberships that does not say where it ends', async () => {
    const list = JSON.stringify({ organizations: [{ id: GLOBEX }] })
    const tenant = aDriftingTenant(annsHoldings(), (_nth, asked) =>
      /\/organizations$/.test(asked) ? list : undefined,
    )
    const { failure, log } = await runDrift(aChangedUser(), tenant)
    expect([failure, endedOf(tenant)]).toEqual(['OG_RETRY', []])
    expect(log.join()).toContain('failed NotAnswered status=200 ')
  })

  test.each<[string, Partial<typeof DRIFT_SECRETS>, string]>([
    [
      'a key that is another',
      { OG_SIGNING_KEY: 'another-secret-that-is-long-enough-for-it' },
      'KeysUnusable',
    ],
    ['no domain', { OG_DOMAIN: '' }, 'ManagementUnavailable'],
    ['a domain that is a path', { OG_DOMAIN: 'tenant.example.com/x' }, 'ManagementUnavailable'],
    ['no client', { OG_DRIFT_CLIENT_ID: '' }, 'ManagementUnavailable'],
    ['no secret', { OG_DRIFT_CLIENT_SECRET: '' }, 'ManagementUnavailable'],
  ])('%s', async (_what, differences, said) => {
    const tenant = aDriftingTenant(annsHoldings(blocked()))
    const secrets = { ...DRIFT_SECRETS, ...differences }
    const { failure, log } = await runDrift({ ...aChangedUser(), secrets }, tenant)
    expect([failure, endedOf(tenant)]).toEqual(['OG_RETRY', []])
    expect(log.join()).toContain(`failed ${said} `)
  })

  test('a token that is refused is replaced, once', async () => {
    const cache = aCache()
    const first = aDriftingTenant()
    await runDrift(aChangedUser(), first, aDriftRulebook(), { cache })
    const second = aDriftingTenant(annsHoldings(blocked()), (nth) => (nth === 1 ? 401 : undefined))
    const { failure } = await runDrift(aChangedUser(), second, aDriftRulebook(), { cache })
    expect([failure, endedOf(second)]).toEqual([null, EVERYTHING])
    expect(
      [first, second].map(({ asked }) => asked.filter((one) => /token$/.test(one)).length),
    ).toEqual([1, 1])
    const never = aDriftingTenant(annsHoldings(blocked()), (_nth, asked) =>
      asked.startsWith('GET') ? 401 : undefined,
    )
    expect((await runDrift(aChangedUser(), never)).failure).toBe('OG_RETRY')
    expect(never.asked).toHaveLength(4)
  })

  test('whoever holds more than one event may end is finished by the next attempts', async () => {
    const tokens = Array.from({ length: 150 }, (_, at) => token(`token-${at}`))
    const tenant = aDriftingTenant(annsHoldings({ ...blocked(), tokens }))
    const cache = aCache()
    const attempts: [string | null, number][] = []
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const { failure } = await runDrift(aChangedUser(), tenant, aDriftRulebook(), { cache })
      attempts.push([failure, tenant.holdings.tokens.length])
    }
    expect(attempts.map(([failure]) => failure)).toEqual(['OG_RETRY', 'OG_RETRY', null, null])
    expect(attempts.at(-1)?.[1]).toBe(0)
    expect(new Set(endedOf(tenant)).size).toBe(endedOf(tenant).length)
  })

  test('after three people without an answer nothing is asked for half a minute', async () => {
    const cache = aCache()
    const tenant = aDriftingTenant(annsHoldings(blocked()), (_nth, asked) =>
      asked.startsWith('GET') ? 429 : undefined,
    )
    const at = (user_id: string, ms: number) =>
      runDrift(aChangedUser({ data: { object: { user_id } } }), tenant, aDriftRulebook(), {
        cache,
        nowMs: NOON_MS + ms,
      })
    for (const user of ['auth0|1', 'auth0|2', 'auth0|3']) await at(user, 0)
    const before = tenant.asked.length
    const { failure, log } = await at(ANN, 29_999)
    expect([failure, tenant.asked.length - before]).toEqual(['OG_RETRY', 0])
    expect(log.join()).toContain('failed BreakerOpen ')
    await at(ANN, 30_001)
    expect(tenant.asked.length).toBeGreaterThan(before)
  })
})
