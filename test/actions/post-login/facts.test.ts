import { describe, expect, test } from 'vitest'
import { readLogin } from '../../../actions/post-login/facts.ts'
import { markOf } from '../../../actions/records/address-mark.ts'
import { shareOf } from '../../../actions/records/keyring.ts'
import { signLock } from '../../../actions/records/lock-record.ts'
import { withErased } from '../../../actions/records/with-erased.ts'
import type { Door } from '../../../policies/login/door.ts'
import type { LoginFacts } from '../../../policies/login/facts.ts'
import { lockOf, usable } from '../../builders/a-login.ts'
import { aPostLoginEvent } from '../../builders/a-post-login-event.ts'
import { aRulebook, NOTHING_CONFIRMED } from '../../builders/a-rulebook.ts'
import {
  ANN_OWNS,
  ANNS_ADDRESS,
  aStoredLock,
  lockedTo,
  markOfAddress,
} from '../../builders/a-stored-lock.ts'
import { aCheckedMemory, anOrganizationMemory } from '../../builders/a-token-memory.ts'
import { ACME, ANN, GLOBEX, MEMBERS, PORTAL, TENANT } from '../../builders/ids.ts'
import { anEmailLock, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from '../../builders/noon.ts'
import { OLD_KEYS, OLD_SECRET, TEST_KEYS, TEST_SECRET } from '../../builders/test-keys.ts'
import type { Differences } from '../../builders/with-differences.ts'

const read = (differences: Differences, rulebook = aRulebook()): LoginFacts =>
  readLogin(aPostLoginEvent(differences), rulebook, NOON_MS).facts

const plain: LoginFacts = {
  nowMs: NOON_MS,
  door: 'sign-in',
  scope: {
    application: PORTAL,
    organization: { kind: 'named', id: ACME },
    identitySource: MEMBERS,
  },
  person: {
    id: ANN,
    createdAtMs: NOON_MS - 30 * DAY_MS,
    address: {
      kind: 'usable',
      marks: [markOf('address', 'ann@acme.example.com', TEST_KEYS, TENANT)],
      domain: 'acme.example.com',
      isDeceptive: false,
      formerly: [],
    },
    addressVerified: true,
    addressIsOfSource: true,
    addressIsOfOtherEnterprise: false,
    phone: { kind: 'absent', verified: false },
    username: { kind: 'absent' },
    linkedAddresses: [],
    isShadowed: false,
    share: 0,
  },
  lock: { kind: 'absent' },
  renewedLock: null,
  rebinds: [],
  grants: [],
  blocks: { kind: 'listed', blocks: [] },
  membership: { roles: [], live: 'unasked', lastConfirmedMs: Number.NEGATIVE_INFINITY },
  organizationStatus: null,
  actors: [],
  delegates: [],
  vouchedAtMs: NOON_MS,
  isEnterpriseSource: false,
  organizationDomains: null,
  wasErased: false,
  isOwnerKnown: true,
  keys: 'ready',
  invitationClaimed: false,
  breakGlassUntilMs: Number.NEGATIVE_INFINITY,
  requestedModes: [{}, {}],
}

/** The plain facts with one fact, given by its path, replaced. */
function plainBut(path: string, value: unknown): LoginFacts {
  const copy = structuredClone(plain) as unknown as Record<string, unknown>
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const inner = keys.reduce((object, key) => object[key] as Record<string, unknown>, copy)
  inner[last] = value
  return copy as unknown as LoginFacts
}

test('a plain event is read whole', () => {
  expect(read({})).toEqual(plain)
})

describe('what is missing or of a wrong type becomes the least trusting value', () => {
  const wrong: readonly [string, unknown][] = [
    ['missing', undefined],
    ['null', null],
    ['a number', 7],
    ['an array', [ACME]],
    ['an object', new Map([['id', ACME]])],
    ['true', true],
  ]
  const OF_NO_SOURCE: LoginFacts = {
    ...plain,
    scope: { ...plain.scope, identitySource: '' },
    person: {
      ...plain.person,
      addressIsOfSource: false,
      linkedAddresses: [{ kind: 'absent' }],
    },
    isEnterpriseSource: true,
  }
  const OF_NO_TENANT: LoginFacts = {
    ...plain,
    isOwnerKnown: false,
    person: {
      ...plain.person,
      address: {
        ...usable(markOf('address', 'ann@acme.example.com', TEST_KEYS, '')),
        domain: 'acme.example.com',
      },
    },
  }
  const fields: readonly [string, (value: unknown) => Differences, LoginFacts][] = [
    ['client', (client) => ({ client }), plainBut('scope.application', '')],
    ['client_id', (client_id) => ({ client: { client_id } }), plainBut('scope.application', '')],
    ['connection', (connection) => ({ connection }), OF_NO_SOURCE],
    ['connection id', (id) => ({ connection: { id } }), plainBut('scope.identitySource', '')],
    ['request', (request) => ({ request }), plain],
    ['query', (query) => ({ request: { query } }), plain],
    ['invitation', (invitation) => ({ request: { query: { invitation } } }), plain],
    ['transaction', (transaction) => ({ transaction }), plainBut('door', 'unknown')],
    ['protocol', (protocol) => ({ transaction: { protocol } }), plainBut('door', 'unknown')],
    [
      'created_at',
      (created_at) => ({ user: { created_at } }),
      {
        ...plainBut('person.createdAtMs', Number.NEGATIVE_INFINITY),
        isOwnerKnown: false,
      },
    ],
    ['email', (email) => ({ user: { email } }), plainBut('person.address', { kind: 'absent' })],
    [
      'user_id',
      (user_id) => ({ user: { user_id } }),
      { ...plainBut('person.id', ''), isOwnerKnown: false },
    ],
    ['tenant', (tenant) => ({ tenant }), OF_NO_TENANT],
    ['tenant id', (id) => ({ tenant: { id } }), OF_NO_TENANT],
    [
      'strategy',
      (strategy) => ({ connection: { strategy } }),
      plainBut('isEnterpriseSource', true),
    ],
    ['authentication', (authentication) => ({ authentication }), plainBut('vouchedAtMs', null)],
    ['methods', (methods) => ({ authentication: { methods } }), plainBut('vouchedAtMs', null)],
    ['authorization', (authorization) => ({ authorization }), plain],
    ['client metadata', (metadata) => ({ client: { metadata } }), plain],
    ['user_metadata', (user_metadata) => ({ user: { user_metadata } }), plain],
  ]
  test.each([...wrong.filter(([, value]) => !Array.isArray(value)), ['empty', []]])(
    'identities that are %s hide somebody who shows no address',
    (_what, identities) => {
      const hidden = plainBut('person.linkedAddresses', [{ kind: 'absent' }])
      const person = {
        ...hidden.person,
        addressIsOfSource: false,
        addressIsOfOtherEnterprise: true,
      }
      expect(read({ user: { identities } })).toEqual({ ...hidden, person })
    },
  )

  test.each([7, true, {}])('a prompt of %j may say that nobody is there', (prompt) => {
    const protocol = 'oidc-basic-profile'
    expect(read({ transaction: { protocol, prompt } })).toEqual(plainBut('door', 'silent'))
    expect(read({ request: { query: { prompt } } })).toEqual(plainBut('door', 'silent'))
  })

  test.each([undefined, null, '', 'login', [], [null]])('a prompt of %j says nothing', (prompt) => {
    const protocol = 'oidc-basic-profile'
    expect(read({ transaction: { protocol, prompt } })).toEqual(plain)
    expect(read({ request: { query: { prompt } } })).toEqual(plain)
  })

  const none = { query: { prompt: 'none' } }
  test.each<[string, Differences]>([
    ['an empty list of prompts', { transaction: { prompt: [] }, request: none }],
    ['another prompt', { transaction: { prompt: ['login'] }, request: none }],
    ['a request without one', { transaction: { prompt: ['none'] }, request: { query: {} } }],
  ])('none in one place is silent, beside %s', (_what, differences) => {
    expect(read(differences)).toEqual(plainBut('door', 'silent'))
  })

  test.each([7, true, '', 'x', [], [{}]])('a session of %j may be held by anybody', (session) => {
    expect(read({ session })).toEqual(plainBut('actors', ['']))
  })

  test.each([undefined, null, {}, { id: 's' }])('a session of %j is held by nobody', (session) => {
    expect(read({ session })).toEqual(plain)
  })

  const cases = fields.flatMap(([field, differ, facts]) =>
    wrong.map(([what, value]) => [field, what, differ(value), facts] as const),
  )

  test.each(cases)('%s is %s', (_field, _what, differences, facts) => {
    expect(read(differences)).toEqual(facts)
  })

  test.each([undefined, null, 'true', 1, [], {}, false])('email_verified is %j', (value) => {
    expect(read({ user: { email_verified: value } })).toEqual(
      plainBut('person.addressVerified', false),
    )
  })

  test.each([undefined, null, 'x', 7, []])('user is %j', (user) => {
    expect(read({ user })).toMatchObject({
      person: {
        id: '',
        createdAtMs: Number.NEGATIVE_INFINITY,
        address: { kind: 'absent' },
        addressVerified: false,
      },
      isOwnerKnown: false,
      lock: { kind: 'unreadable' },
      blocks: { kind: 'unreadable' },
    })
  })

  test.each(['', 'yesterday', '2026-13-45T00:00:00.000Z', 'Infinity'])(
    'created_at is the text %j',
    (created_at) => {
      expect(read({ user: { created_at } }).person.createdAtMs).toBe(Number.NEGATIVE_INFINITY)
    },
  )

  test.each([undefined, null, { OG_SIGNING_KEY: '' }, 'x', 7])('#27 secrets are %j', (secrets) => {
    expect(read({ secrets })).toEqual({
      ...plainBut('person.address', { kind: 'unacceptable' }),
      keys: 'unusable',
      lock: { kind: 'unreadable', reason: 'CONFIG_INVALID' },
    })
  })

  test('an event without anything is nobody at an unknown door', () => {
    const facts = readLogin({} as never, aRulebook(), NOON_MS).facts
    expect(facts).toMatchObject({ door: 'unknown', person: { id: '' }, keys: 'unusable' })
  })
})

describe('the door', () => {
  test.each<[string, Differences, Door]>([
    ['code', { protocol: 'oidc-basic-profile' }, 'sign-in'],
    ['implicit', { protocol: 'oidc-implicit-profile' }, 'sign-in'],
    ['hybrid', { protocol: 'oidc-hybrid-profile' }, 'sign-in'],
    ['code with another prompt', { protocol: 'oidc-basic-profile', prompt: ['login'] }, 'sign-in'],
    ['code, silent', { protocol: 'oidc-basic-profile', prompt: ['none'] }, 'silent'],
    [
      'code, silent among others',
      { protocol: 'oidc-basic-profile', prompt: ['x', 'none'] },
      'silent',
    ],
    ['code, silent in a text', { protocol: 'oidc-basic-profile', prompt: 'login none' }, 'silent'],
    ['implicit, silent', { protocol: 'oidc-implicit-profile', prompt: ['none'] }, 'silent'],
    ['refresh', { protocol: 'oauth2-refresh-token' }, 'refresh'],
    ['refresh is never silent', { protocol: 'oauth2-refresh-token', prompt: ['none'] }, 'refresh'],
    ['password', { protocol: 'oauth2-password' }, 'password'],
    ['password realm', { protocol: 'oauth2-resource-owner' }, 'password'],
    ['device', { protocol: 'oauth2-device-code' }, 'device'],
    ['CIBA', { protocol: 'oidc-ciba' }, 'back-channel'],
    ['CIBA by mail', { protocol: 'oidc-ciba-web-link' }, 'back-channel'],
    ['native social', { protocol: 'oauth2-resource-owner-jwt-bearer' }, 'native'],
    ['native social by token', { protocol: 'oauth2-access-token' }, 'native'],
    ['passkey', { protocol: 'oauth2-webauthn' }, 'native'],
    ['custom token exchange', { protocol: 'oauth2-token-exchange' }, 'exchange'],
    [
      'exchange of a token of some other kind',
      { protocol: 'oauth2-token-exchange', subject_token_type: 'urn:example:token' },
      'exchange',
    ],
    [
      'on behalf of',
      {
        protocol: 'oauth2-token-exchange',
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      },
      'on-behalf',
    ],
    [
      'a sign-in that names a token type',
      {
        protocol: 'oidc-basic-profile',
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      },
      'sign-in',
    ],
    ['SAML', { protocol: 'samlp' }, 'federation'],
    ['WS-Federation', { protocol: 'wsfed' }, 'legacy-federation'],
    ['WS-Trust', { protocol: 'wstrust-usernamemixed' }, 'legacy-federation'],
    ['a protocol of the future', { protocol: 'oauth3' }, 'unknown'],
    ['a protocol in capitals', { protocol: 'SAMLP' }, 'unknown'],
    ['an empty protocol', { protocol: '' }, 'unknown'],
    ['what every object knows', { protocol: 'constructor' }, 'unknown'],
    ['__proto__', { protocol: '__proto__' }, 'unknown'],
  ])('%s', (_what, transaction, door) => {
    expect(read({ transaction }).door).toBe(door)
  })

  test.each<[string, Door]>([
    ['none', 'silent'],
    ['login none', 'silent'],
    ['login', 'sign-in'],
    ['nonesuch', 'sign-in'],
  ])('code, whose request asks to prompt: %s', (prompt, door) => {
    const asking = {
      transaction: { protocol: 'oidc-basic-profile' },
      request: { query: { prompt } },
    }
    expect(read(asking).door).toBe(door)
  })
})

describe('the organization', () => {
  const unconfirmed = aRulebook({ capabilities: NOTHING_CONFIRMED })
  const refresh = { transaction: { protocol: 'oauth2-refresh-token' } }

  test.each<
    [string, Differences, ReturnType<typeof aRulebook>, LoginFacts['scope']['organization']]
  >([
    ['named', {}, aRulebook(), { kind: 'named', id: ACME }],
    ['none', { organization: undefined }, aRulebook(), { kind: 'none' }],
    ['null', { organization: null }, aRulebook(), { kind: 'none' }],
    ['named on refresh', refresh, aRulebook(), { kind: 'named', id: ACME }],
    ['named on refresh, unconfirmed', refresh, unconfirmed, { kind: 'named', id: ACME }],
    ['none on refresh', { ...refresh, organization: undefined }, aRulebook(), { kind: 'none' }],
    [
      'none on refresh, unconfirmed',
      { ...refresh, organization: undefined },
      unconfirmed,
      { kind: 'unknown' },
    ],
    ['none elsewhere, unconfirmed', { organization: undefined }, unconfirmed, { kind: 'none' }],
  ])('%s', (_what, differences, rulebook, organization) => {
    expect(read(differences, rulebook).scope.organization).toEqual(organization)
  })

  // An organization whose id cannot be read is some organization: "none" would trust it most.
  test.each([{ id: undefined }, { id: 7 }])(
    'an organization that is there with %j is not "none"',
    (organization) => {
      expect(read({ organization }).scope.organization).toEqual({ kind: 'unknown' })
    },
  )

  // On refresh an organization that the platform does not name is only reported.
  test.each(['oidc-basic-profile', 'oauth2-refresh-token'])(
    'an organization that is there without an id makes %s a door nobody knows',
    (protocol) => {
      expect(read({ organization: { id: undefined }, transaction: { protocol } }).door).toBe(
        'unknown',
      )
    },
  )
})

describe('membership', () => {
  test.each<[string, Differences, Partial<LoginFacts['membership']>]>([
    ['roles', { authorization: { roles: ['member', 'admin'] } }, { roles: ['member', 'admin'] }],
    [
      'roles that are no texts',
      { authorization: { roles: ['member', 7, null] } },
      { roles: ['member'] },
    ],
    [
      'roles without an organization: they are the tenant-wide ones',
      { organization: undefined, authorization: { roles: ['member'] } },
      {},
    ],
    [
      'roles in an organization without an id',
      { organization: { id: undefined }, authorization: { roles: ['member'] } },
      {},
    ],
    [
      'roles on a refresh that remembers its organization, which the event does not name',
      {
        organization: undefined,
        authorization: { roles: ['member'] },
        transaction: { protocol: 'oauth2-refresh-token' },
        refresh_token: { metadata: { og_org: anOrganizationMemory() } },
      },
      {},
    ],
    [
      'the last answer for this token',
      {
        refresh_token: { metadata: { og_chk: aCheckedMemory({ checkedAtMs: 1_700_000_000_000 }) } },
      },
      { lastConfirmedMs: 1_700_000_000_000 },
    ],
    ['an answer that is no number', { refresh_token: { metadata: { og_chk: 'x' } } }, {}],
    ['an answer before time', { refresh_token: { metadata: { og_chk: '-1' } } }, {}],
    ['an answer that is no text', { refresh_token: { metadata: { og_chk: 1_700_000_000 } } }, {}],
  ])('%s', (_what, differences, membership) => {
    expect(read(differences).membership).toEqual({ ...plain.membership, ...membership })
  })
})

describe('#31 the organization a refresh token remembers', () => {
  const refresh = {
    organization: undefined,
    transaction: { protocol: 'oauth2-refresh-token' },
    refresh_token: {
      created_at: '',
      metadata: { og_org: anOrganizationMemory({ organization: GLOBEX }) },
    },
  }
  const capable = aRulebook({ capabilities: { ...NOTHING_CONFIRMED, refreshTokenMetadata: true } })

  test.each<
    [string, Differences, ReturnType<typeof aRulebook>, LoginFacts['scope']['organization']]
  >([
    ['is believed where that is confirmed', refresh, capable, { kind: 'named', id: GLOBEX }],
    [
      'is not where it is not',
      refresh,
      aRulebook({ capabilities: NOTHING_CONFIRMED }),
      { kind: 'unknown' },
    ],
    [
      'gives way to the one the event names',
      { ...refresh, organization: { id: ACME } },
      capable,
      { kind: 'named', id: ACME },
    ],
    [
      'is not looked for at other doors',
      { ...refresh, transaction: { protocol: 'samlp' } },
      capable,
      { kind: 'none' },
    ],
    [
      'is believed at a door that nobody knows, which may be a refresh',
      { ...refresh, transaction: { protocol: 'oauth3' } },
      capable,
      { kind: 'named', id: GLOBEX },
    ],
    [
      'is unknown at such a door where nothing is confirmed',
      { ...refresh, transaction: { protocol: 'oauth3' } },
      aRulebook({ capabilities: NOTHING_CONFIRMED }),
      { kind: 'unknown' },
    ],
    [
      'that has no metadata is none',
      { ...refresh, refresh_token: {} },
      capable,
      { kind: 'unknown' },
    ],
    [
      'that is no text is none, and excuses nothing',
      { ...refresh, refresh_token: { metadata: { og_org: 7 } } },
      capable,
      { kind: 'unknown', isForged: true },
    ],
    [
      'that nobody signed is not believed, and nor is that there is none',
      { ...refresh, refresh_token: { metadata: { og_org: GLOBEX } } },
      aRulebook({ capabilities: { ...capable.capabilities, organizationOnRefresh: true } }),
      { kind: 'unknown', isForged: true },
    ],
  ])('%s', (_what, differences, rulebook, organization) => {
    expect(read(differences, rulebook).scope.organization).toEqual(organization)
  })
})

describe('when somebody last vouched', () => {
  const at = (ms: number): string => new Date(ms).toISOString()
  const methods = (...list: (object | null)[]): Differences => ({
    authentication: { methods: list },
  })
  const session = { session: { id: 's', authenticated_at: at(NOON_MS - HOUR_MS) } }
  const token = { refresh_token: { created_at: at(NOON_MS - 2 * HOUR_MS) } }

  test.each<[string, Differences, number | null]>([
    [
      'the newest of several',
      methods(
        { name: 'pwd', timestamp: at(NOON_MS - DAY_MS) },
        { name: 'federated', timestamp: at(NOON_MS - HOUR_MS) },
      ),
      NOON_MS - HOUR_MS,
    ],
    [
      'no step-up speaks for the identity provider',
      methods(
        { name: 'federated', timestamp: at(NOON_MS - DAY_MS) },
        { name: 'https://step-up.example.com', timestamp: at(NOON_MS) },
      ),
      NOON_MS - DAY_MS,
    ],
    ['a second factor vouches for nobody', methods({ name: 'mfa', timestamp: at(NOON_MS) }), null],
    ['what only begins like one does', methods({ name: 'mfax', timestamp: at(5) }), 5],
    ['what only ends like one does', methods({ name: 'xmfa', timestamp: at(5) }), 5],
    [
      'a method that an Action recorded does not',
      methods({ name: 'https://x', timestamp: at(5) }),
      null,
    ],
    ['a method without a name may be one', methods({ timestamp: at(NOON_MS) }), null],
    [
      'a moment to come proves nothing',
      methods({ name: 'pwd', timestamp: at(NOON_MS + DAY_MS) }),
      null,
    ],
    [
      'clocks differ by a minute',
      methods({ name: 'pwd', timestamp: at(NOON_MS + 60_000) }),
      NOON_MS + 60_000,
    ],
    [
      'nothing, where one has a name that is no text: it may be older',
      methods({ name: 7, timestamp: at(5) }, { name: 'pwd', timestamp: at(NOON_MS) }),
      null,
    ],
    ['nothing, where one is none', methods(null, { name: 'pwd', timestamp: at(5) }), null],
    ['not the session, where the only one is none', { ...methods(null), ...session }, null],
    [
      'not the session, where the only one has a name that is no text',
      { ...methods({ name: 7, timestamp: at(5) }), ...session },
      null,
    ],
    [
      'not the session, where methods are words',
      { authentication: { methods: ['federated'] }, ...session },
      null,
    ],
    [
      'not the session, where the only one is a second factor',
      { ...methods({ name: 'mfa', timestamp: at(5) }), ...session },
      null,
    ],
    [
      'nothing, where methods are no list: they may say more than the session',
      { authentication: { methods: { 0: { name: 'pwd', timestamp: at(5) } } }, ...session },
      null,
    ],
    ['nothing, where they are where nobody reads', { authentication: 'pwd', ...session }, null],
    [
      'the session, where nothing is there',
      { authentication: null, ...session },
      NOON_MS - HOUR_MS,
    ],
    [
      'the session, where no methods are there',
      { authentication: { methods: null }, ...session },
      NOON_MS - HOUR_MS,
    ],
    ['a moment that is no date', methods({ name: 'pwd', timestamp: 'yesterday' }), null],
    ['the session, where no method says', { ...methods(), ...session }, NOON_MS - HOUR_MS],
    [
      'the refresh token, where nothing else says',
      { ...methods(), ...token },
      NOON_MS - 2 * HOUR_MS,
    ],
    ['the newer of session and token', { ...methods(), ...session, ...token }, NOON_MS - HOUR_MS],
    [
      'methods before the session',
      { ...methods({ name: 'pwd', timestamp: at(NOON_MS - DAY_MS) }), ...session },
      NOON_MS - DAY_MS,
    ],
  ])('%s', (_what, differences, vouchedAtMs) => {
    expect(read(differences).vouchedAtMs).toBe(vouchedAtMs)
  })
})

describe('who acts for the person', () => {
  /** So many actors, each behind the one before. */
  const nested = (count: number, field = 'act'): object =>
    Array.from({ length: count }, (_, index) => String(index + 1)).reduceRight(
      (behind: object | null, sub) => ({ sub, [field]: behind }),
      null,
    ) ?? {}
  test.each<[string, Differences, readonly string[]]>([
    ['nobody', {}, []],
    ['nobody, in so many words', { session: { id: 's', actor: null } }, []],
    ['whoever holds the session', { session: { id: 's', actor: { sub: 'agent' } } }, ['agent']],
    ['whoever exchanges a token', { transaction: { actor: { sub: 'agent' } } }, ['agent']],
    [
      'both',
      { session: { id: 's', actor: { sub: 'a' } }, transaction: { actor: { sub: 'b' } } },
      ['b', 'a'],
    ],
    [
      'whoever stands behind them',
      { transaction: { actor: { sub: 'a', act: { sub: 'b', act: { sub: 'c' } } } } },
      ['a', 'b', 'c'],
    ],
    [
      'whoever stands behind them, by another name of the field',
      { session: { id: 's', actor: { sub: 'a', actor: { sub: 'b' } } } },
      ['a', 'b'],
    ],
    [
      'somebody unreadable behind them',
      { transaction: { actor: { sub: 'a', act: 'b' } } },
      ['a', ''],
    ],
    ['seven of them', { transaction: { actor: nested(7) } }, ['1', '2', '3', '4', '5', '6', '7']],
    [
      'seven of them, and somebody behind them who cannot be known',
      { transaction: { actor: nested(8) } },
      ['1', '2', '3', '4', '5', '6', '7', ''],
    ],
    [
      'the same by another name of the field',
      { session: { id: 's', actor: nested(9, 'actor') } },
      ['1', '2', '3', '4', '5', '6', '7', ''],
    ],
    ['an agent', { agent: { agent_id: 'agent' } }, ['agent']],
    ['an agent of a wrong type', { agent: true }, ['']],
    ['somebody without a name', { session: { id: 's', actor: {} } }, ['']],
    ['somebody of a wrong type', { transaction: { actor: 'agent' } }, ['']],
    ['somebody whose token alone is shown', { transaction: { actor_token_type: 'urn:x' } }, ['']],
    ['no token of anybody', { transaction: { actor: null, actor_token_type: null } }, []],
    [
      'somebody and the token of theirs',
      { transaction: { actor: { sub: 'agent' }, actor_token_type: 'urn:x' } },
      ['agent'],
    ],
  ])('%s', (_what, differences, actors) => {
    expect(read(differences).actors).toEqual(actors)
  })
})

describe('identifiers and linked accounts', () => {
  const frozen = aRulebook()
  const free = aRulebook({
    login: loginSettings({
      identifierLock: { phone: 'verified', username: 'free' },
      identityLock: { pin: 'source', linked: 'any' },
    }),
  })
  const user = { phone_number: '+1', phone_verified: true, username: 'ann' }

  test('are marked where they are frozen, each as its own kind', () => {
    expect(read({ user }, frozen).person).toMatchObject({
      phone: { kind: 'present', verified: true, marks: [markOf('phone', '+1', TEST_KEYS, TENANT)] },
      username: { kind: 'present', marks: [markOf('username', 'ann', TEST_KEYS, TENANT)] },
    })
  })

  test('are there without keys too, unmarked', () => {
    expect(read({ user, secrets: undefined }, frozen).person).toMatchObject({
      phone: { kind: 'present', verified: true, marks: [] },
      username: { kind: 'present', marks: [] },
    })
  })

  test('are not marked in vain', () => {
    expect(read({ user }, free).person).toMatchObject({
      phone: { kind: 'present', verified: true, marks: [] },
      username: { kind: 'present', marks: [] },
    })
  })

  test.each([4_915_112_345, ['+1'], {}, false])(
    'one that is there and no text is nobody’s, and proven by nothing: %j',
    (value) => {
      const { phone, username } = read(
        { user: { ...user, phone_number: value, username: value } },
        frozen,
      ).person
      expect([phone, username]).toEqual([
        { kind: 'present', verified: false, marks: [] },
        { kind: 'present', marks: [] },
      ])
    },
  )

  test.each([undefined, null, ''])('one that is not there is none: %j', (value) => {
    const { phone, username } = read({ user: { phone_number: value, username: value } }).person
    expect([phone.kind, username.kind]).toEqual(['absent', 'absent'])
  })

  test.each([undefined, 'true', 1])(
    'a number is proven by nothing but true: %j',
    (phone_verified) => {
      expect(read({ user: { ...user, phone_verified } }).person.phone.verified).toBe(false)
    },
  )

  test('linked accounts are all but the first', () => {
    const identities = [
      { connection: 'members' },
      { profileData: { email: 'ann@mail.example', email_verified: true } },
      { profileData: { email: 'ann@acme.example.com' } },
      null,
    ]
    expect(read({ user: { identities } }).person.linkedAddresses).toEqual([
      {
        kind: 'usable',
        domain: 'mail.example',
        isDeceptive: false,
        formerly: [],
        marks: [markOf('address', 'ann@mail.example', TEST_KEYS, TENANT)],
      },
      { kind: 'absent' },
      { kind: 'absent' },
    ])
    expect(read({ user: { identities } }, free).person.linkedAddresses).toEqual([])
  })

  test('the first one counts too where it says an address of its own, which the platform took over', () => {
    const profileData = { email: 'ann@mail.example', email_verified: false }
    const identities = [{ connection: 'members', profileData }, { connection: 'acme-oidc' }]
    const marks = [markOf('address', 'ann@mail.example', TEST_KEYS, TENANT)]
    expect(read({ user: { identities } }).person.linkedAddresses).toEqual([
      { ...usable(...(marks as [string])), domain: 'mail.example' },
      { kind: 'absent' },
    ])
  })

  test.each<[string, readonly unknown[], boolean]>([
    ['the only account', [{ connection: 'members' }], true],
    ['the only account, of which nothing is said', [{}], false],
    ['the only account, which is null', [null], false],
    ['the first of two', [{ connection: 'members' }, { connection: 'acme-oidc' }], true],
    ['a linked account', [{ connection: 'acme-oidc' }, { connection: 'members' }], false],
    ['one of two, of which nothing is said', [{}, { connection: 'members' }], false],
    ['no account', [], false],
    ['another account', [{ connection: 'acme-oidc' }], false],
  ])('the address is that of the source that was signed in with: %s', (_what, identities, own) => {
    expect(read({ user: { identities } }).person.addressIsOfSource).toBe(own)
  })

  const ofPartner = { connection: 'partner', provider: 'samlp' }
  const ofMembers = { connection: 'members', provider: 'auth0' }
  test.each<[string, readonly unknown[], boolean]>([
    ['its own', [ofMembers, ofPartner], false],
    ['that of a partner, to which this one is linked', [ofPartner, ofMembers], true],
    [
      'a shared one, to which this one is linked',
      [{ connection: 'google', provider: 'google-oauth2' }, ofMembers],
      false,
    ],
    ['one of which nothing is said', [{ connection: 'partner' }, ofMembers], true],
    ['one whose strategy is no text', [{ ...ofPartner, provider: 7 }, ofMembers], true],
    ['no account, which may be any', [null, ofMembers], true],
  ])('the address is that of another company’s source: %s', (_what, identities, isOther) => {
    expect(read({ user: { identities } }).person.addressIsOfOtherEnterprise).toBe(isOther)
  })

  test('a company’s own source that is used vouches for its own account', () => {
    const connection = { name: 'partner', strategy: 'samlp' }
    const { person } = read({ connection, user: { identities: [ofPartner] } })
    expect([person.addressIsOfSource, person.addressIsOfOtherEnterprise]).toEqual([true, false])
  })

  test('nothing is said of the account and of the source: that is no match', () => {
    const nameless = { connection: { name: undefined }, user: { identities: [{}] } }
    expect(read(nameless).person).toMatchObject({
      addressIsOfSource: false,
      linkedAddresses: [{ kind: 'absent' }],
    })
  })

  test.each([
    'created_at',
    'email',
    'email_verified',
    'identities',
    'user_id',
    'blocked',
    'username',
    'phone_number',
    'phone_verified',
    'app_metadata',
  ])('metadata that passes for %s is noticed', (key) => {
    const app_metadata = { [key]: 'x' }
    expect(read({ user: { ...aPostLoginEvent().user, app_metadata } }).person.isShadowed).toBe(true)
  })
})

test('the share of a person counts only where records are spread over days', () => {
  const spreadOver = (days: number): number => {
    const spread = { fromMs: NOON_MS, days }
    const login = loginSettings({ emailLock: anEmailLock({ spread }) })
    return read({}, aRulebook({ login })).person.share
  }
  expect([spreadOver(0), spreadOver(10)]).toEqual([0, shareOf(ANN)])
})

describe('#19 a domain that an organization left behind', () => {
  const equivalentDomains = [
    { organization: ACME, from: 'old.example', to: 'acme.example.com', untilMs: NOON_MS + DAY_MS },
    {
      organization: GLOBEX,
      from: 'globex.example',
      to: 'other.example',
      untilMs: NOON_MS + DAY_MS,
    },
  ]
  test('gives the address its former marks', () => {
    const { address } = read({}, aRulebook({ equivalentDomains })).person
    expect(address).toMatchObject({
      formerly: [
        {
          organization: ACME,
          untilMs: NOON_MS + DAY_MS,
          marks: [markOf('address', 'ann@old.example', TEST_KEYS, TENANT)],
        },
      ],
    })
  })
})

describe('what is asked for', () => {
  test('#63 a break-glass identity, by its id', () => {
    const secrets = {
      OG_BREAK_GLASS: JSON.stringify([{ user: ANN, until: '2026-12-24T00:00:00Z' }]),
    }
    expect(read({ secrets }).breakGlassUntilMs).toBe(Date.UTC(2026, 11, 24))
  })

  test('modes that cannot be read are not modes that nobody asked for', () => {
    const organization = { metadata: { og_modes: 'delegation = enforce' } }
    expect(read({ organization }).requestedModes).toEqual([{}, null])
  })

  test('modes, by the client and by the organization', () => {
    const differences = {
      client: { metadata: { og_modes: 'membership=enforce' } },
      organization: { metadata: { og_modes: 'email-lock=monitor', og_status: 'ended' } },
    }
    expect(read(differences)).toMatchObject({
      requestedModes: [{ membership: 'enforce' }, { 'email-lock': 'monitor' }],
      organizationStatus: 'ended',
    })
  })
})

describe('records', () => {
  const owner = ANN_OWNS
  const entry = { mark: 'k.m', memberships: [] }
  const og_lock = signLock(lockOf(entry), TEST_KEYS, owner)

  // Metadata that is no object may hold anything: also what passes for a part of the profile.
  const UNREADABLE: Partial<LoginFacts> = {
    lock: { kind: 'unreadable', reason: 'STATE_TAMPERED' },
    blocks: { kind: 'unreadable' },
    person: { ...plain.person, isShadowed: true },
  }

  test.each<[string, unknown, Partial<LoginFacts>]>([
    ['none', {}, {}],
    // Auth0 promises an object, if an empty one.
    ['no metadata', undefined, UNREADABLE],
    ['metadata that is null', null, UNREADABLE],
    ['a lock', { og_lock }, { lock: { kind: 'held', isOutdated: false, ...lockOf(entry) } }],
    ['a lock that is null', { og_lock: null }, {}],
    [
      'blocks',
      { og_block: { v: 1, b: [{ o: '*', r: 'SUSPENDED', t: 1 }] } },
      { blocks: { kind: 'listed', blocks: [{ from: 'everywhere', untilMs: null }] } },
    ],
    ['metadata that is a text', 'x', UNREADABLE],
    ['metadata that is a list', [], UNREADABLE],
    ['metadata that is a number', 0, UNREADABLE],
    ['records that are inherited', Object.create({ og_lock, og_block: 'x' }), {}],
    ['records under __proto__', JSON.parse('{"__proto__": {"og_block": "x"}}'), {}],
  ])('%s', (_what, app_metadata, facts) => {
    const user = { ...aPostLoginEvent().user, app_metadata }
    expect(readLogin({ ...aPostLoginEvent(), user } as never, aRulebook(), NOON_MS).facts).toEqual({
      ...plain,
      ...facts,
    })
  })

  test('#28 nothing is read from what a person can write', () => {
    const user_metadata = { og_lock, og_block: { v: 1, b: [] }, og_exempt: true }
    expect(read({ user: { user_metadata } })).toEqual(plain)
  })
})

test('a claimed invitation is only a claim', () => {
  expect(read({ request: { query: { invitation: 'ticket' } } })).toEqual(
    plainBut('invitationClaimed', true),
  )
})

test('what the reading is bound to', () => {
  const { owner, keyring } = readLogin(aPostLoginEvent(), aRulebook(), NOON_MS)
  expect(owner).toEqual(ANN_OWNS)
  expect(keyring?.signing.id).toBe(TEST_KEYS.id)
})

describe('the domains that an organization says it owns', () => {
  test.each<[string, unknown, readonly string[] | null]>([
    ['nothing said', {}, null],
    ['one', { og_domains: 'acme.example.com' }, ['acme.example.com']],
    [
      'several',
      { og_domains: 'acme.example.com, acme.example' },
      ['acme.example.com', 'acme.example'],
    ],
    ['none', { og_domains: '' }, []],
    ['capitals, which are no canonical form', { og_domains: 'Acme.Example' }, []],
    ['what is no domain', { og_domains: '* @acme.example' }, []],
    ['what begins or ends as none', { og_domains: '*acme.example acme.example*' }, []],
    ['what is an address of a machine', { og_domains: '127.0.0.1 acme.example' }, ['acme.example']],
    ['what ends in a dot', { og_domains: 'acme.example.' }, []],
    ['a list with room around', { og_domains: ' acme.example ,\n' }, ['acme.example']],
    ['no text', { og_domains: ['acme.example'] }, []],
  ])('%s', (_what, metadata, domains) => {
    expect(read({ organization: { metadata } } as Differences).organizationDomains).toEqual(domains)
  })
})

test.each<[string, string, boolean]>([
  ['of the organization', markOf('user-id', ANN, TEST_KEYS, TENANT), true],
  ['of somebody else', markOf('user-id', 'auth0|bob', TEST_KEYS, TENANT), false],
])('a tombstone %s', (_whose, mark, found) => {
  const { metadata } = withErased({}, [mark])
  expect(read({ organization: { metadata } } as Differences).wasErased).toBe(found)
})

test.each<[string, boolean]>([
  ['auth0', false],
  ['email', false],
  ['google-oauth2', false],
  ['oidc', true],
  ['samlp', true],
  ['waad', true],
  ['okta', true],
  ['google-apps', true],
  // A custom one, behind which a customer may stand.
  ['oauth2', true],
  ['a-strategy-to-come', true],
  ['', true],
])('the strategy `%s` may be a company’s own: %s', (strategy, isEnterprise) => {
  expect(read({ connection: { strategy } }).isEnterpriseSource).toBe(isEnterprise)
})

test('a lock under the older key is renewed by all that is shown of the person', () => {
  const old = (kind: 'phone' | 'username', value: string) => markOf(kind, value, OLD_KEYS, TENANT)
  const og_lock = aStoredLock(
    {
      ...lockedTo(ANNS_ADDRESS, { keys: OLD_KEYS }),
      phone: old('phone', '+15551230001'),
      username: old('username', 'ann'),
    },
    OLD_KEYS,
  )
  const { lock, renewedLock } = read(
    {
      user: {
        email: ANNS_ADDRESS,
        phone_number: '+15551230001',
        username: 'ann',
        app_metadata: { og_lock },
      },
      secrets: { OG_SIGNING_KEY: TEST_SECRET, OG_VERIFYING_KEY: OLD_SECRET },
    },
    aRulebook({
      keyIds: { signing: TEST_KEYS.id, alsoVerifying: OLD_KEYS.id, rebindPublicKey: null },
    }),
  )
  expect(lock).toMatchObject({ kind: 'held', isOutdated: true })
  expect(renewedLock).toMatchObject({
    entries: [{ mark: markOfAddress(ANNS_ADDRESS) }],
    phone: markOf('phone', '+15551230001', TEST_KEYS, TENANT),
    username: markOf('username', 'ann', TEST_KEYS, TENANT),
  })
})
