import type { Event } from '@auth0/actions/post-login/v3'
import fc from 'fast-check'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { MODES, type Rollout } from '../../policies/mode.ts'
import { aPostLoginEvent } from './a-post-login-event.ts'
import { aRulebook } from './a-rulebook.ts'
import { ANNS_ADDRESS, aStoredLock, lockedTo, YOUNG_ANN_OWNS } from './a-stored-lock.ts'
import { anOrganizationMemory } from './a-token-memory.ts'
import { ACME, ANN, GLOBEX, MEMBERS, PORTAL } from './ids.ts'
import { anEmailLock, LOGIN_POLICY_IDS, loginSettings } from './login-settings.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from './noon.ts'
import { TEST_KEYS, TEST_SECRET } from './test-keys.ts'

const OTHER_CLIENT = 'clientOtherAAAAAAAAAAAAAAAAAAAAA'
/** A customer's own identity provider. */
export const ACMES_SOURCE = 'con_acmesAAAAAAAAAAA'
const at = (ms: number): string => new Date(ms).toISOString()
const { constantFrom, option, record } = fc
const orNot = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  option(value, { nil: undefined, freq: 1 })

const mode = constantFrom('enforce' as const, ...MODES)
const byId = (...ids: readonly string[]): fc.Arbitrary<Record<string, (typeof MODES)[number]>> =>
  fc.dictionary(constantFrom(...ids), mode, { minKeys: 1, maxKeys: 2, noNullPrototype: true })
/** For everyone, or for whoever is named by one kind of id. */
const rollout: fc.Arbitrary<Rollout> = fc.oneof(
  record({ mode }),
  record({ mode, applications: byId(PORTAL, OTHER_CLIENT) }),
  record({ mode, organizations: byId(ACME, GLOBEX) }),
  record({ mode, identitySources: byId(MEMBERS, ACMES_SOURCE) }),
)
const policy = constantFrom(...LOGIN_POLICY_IDS)
/** Mostly of one policy or two: where many refuse, none shows what it would overlook alone. */
const rollouts = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.dictionary(policy, rollout, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
  },
  { weight: 1, arbitrary: record(Object.fromEntries(LOGIN_POLICY_IDS.map((id) => [id, rollout]))) },
)
const exemptions = fc.array(
  record(
    {
      policy,
      application: constantFrom(PORTAL, OTHER_CLIENT),
      organization: constantFrom(ACME, GLOBEX),
      identitySource: constantFrom(MEMBERS, ACMES_SOURCE),
      untilMs: constantFrom(NOON_MS + DAY_MS, NOON_MS - 1, NOON_MS + 400 * DAY_MS),
    },
    { requiredKeys: ['policy', 'untilMs'] },
  ),
  { maxLength: 2 },
)
const anySettings = record({
  rollout: rollouts,
  exemptions,
  trustedSources: constantFrom([], [MEMBERS], [ACMES_SOURCE]),
  requestsMayLoosen: fc.boolean(),
  membership: record({
    source: constantFrom('platform', 'marker-role', 'effective-role', 'group', 'live' as const),
    markerRole: fc.constant('member'),
    groups: fc.constant({}),
    liveDoors: fc.subarray(['refresh', 'exchange', 'silent', 'sign-in'] as const),
    onUnavailable: constantFrom('deny', 'allow', 'grace' as const),
    graceMs: fc.constant(HOUR_MS),
  }),
  emailLock: record({
    onMissing: constantFrom('adopt', 'observe', 'deny' as const),
    newcomers: constantFrom('adopt', 'vouched', 'grant' as const),
    cutOverMs: constantFrom(NOON_MS - 60 * DAY_MS, NOON_MS - DAY_MS, NOON_MS + DAY_MS),
  }).map(anEmailLock),
  sourceDomain: record({
    domains: constantFrom<Record<string, string[]>>(
      {},
      { [ACMES_SOURCE]: ['acme.example.com'] },
      { [MEMBERS]: ['globex.example.com'] },
    ),
    unlisted: constantFrom('pass', 'refuse' as const),
  }),
  unknownOnRefresh: constantFrom('observe', 'refuse' as const),
  identityLock: record({
    pin: constantFrom('off', 'source' as const),
    linked: constantFrom('any', 'same-address' as const),
  }),
  identifierLock: record({
    phone: constantFrom('free', 'verified', 'frozen' as const),
    username: constantFrom('free', 'frozen' as const),
  }),
  delegation: constantFrom({ actors: {} }, { actors: { [ACME]: ['machine'] } }),
  upstreamFreshness: record({
    maxAgeMs: fc.constant(DAY_MS),
    missingEvidence: constantFrom('deny', 'observe' as const),
  }),
})

/** Any modes for anyone, exemptions, and every default the other way too. */
export const anyLoginRulebook: fc.Arbitrary<BakedRulebook> = fc
  .tuple(
    anySettings,
    record({
      organizationOnRefresh: fc.boolean(),
      refreshTokenMetadata: fc.boolean(),
      expirySetters: fc.boolean(),
      revocation: fc.boolean(),
      rolesAndGroups: fc.boolean(),
    }),
  )
  .map(([settings, capabilities]) => aRulebook({ login: loginSettings(settings), capabilities }))

const MAILBOX_ELSEWHERE = 'ann@mail.example'
const linkedTo = (email: string): unknown => ({ connection: 'other', profileData: { email } })
const appMetadata = record(
  {
    og_lock: constantFrom<unknown>(
      aStoredLock(),
      aStoredLock(lockedTo(MAILBOX_ELSEWHERE)),
      aStoredLock(lockedTo(ANNS_ADDRESS, { organization: GLOBEX })),
      aStoredLock(lockedTo(ANNS_ADDRESS), TEST_KEYS, YOUNG_ANN_OWNS),
      { ...aStoredLock(), x: 'forged' },
    ),
    og_block: constantFrom<unknown>(
      { v: 1, b: [{ o: '*', r: 'left', t: 1 }] },
      { v: 1, b: [{ o: ACME, r: 'left', t: 1 }] },
      'unreadable',
    ),
    email: fc.constant(ANNS_ADDRESS),
  },
  { requiredKeys: [] },
)
const user = record({
  app_metadata: fc.oneof(fc.constant({}), appMetadata),
  created_at: constantFrom(at(NOON_MS - 30 * DAY_MS), at(NOON_MS)),
  email: constantFrom(ANNS_ADDRESS, ANNS_ADDRESS, MAILBOX_ELSEWHERE, 'no address', undefined),
  email_verified: constantFrom(true, true, false),
  identities: constantFrom<unknown>(
    [{ connection: 'members', provider: 'auth0' }],
    [{ connection: 'acmes', provider: 'samlp' }],
    [{ connection: 'members', provider: 'auth0' }, linkedTo(ANNS_ADDRESS)],
    [{ connection: 'members', provider: 'auth0' }, linkedTo(MAILBOX_ELSEWHERE)],
  ),
  phone_number: orNot(fc.constant('+15550100')),
})
const organizationMetadata = record(
  { og_status: fc.constant('ended'), og_domains: fc.constant('globex.example.com') },
  { requiredKeys: [] },
)
const moment = constantFrom(at(NOON_MS), at(NOON_MS - 2 * DAY_MS))
const door = constantFrom<readonly [protocol: string, prompt?: 'both' | 'transaction' | 'request']>(
  ['oidc-basic-profile'],
  ['oidc-basic-profile', 'both'],
  ['oidc-basic-profile', 'transaction'],
  ['oidc-basic-profile', 'request'],
  ['oauth2-refresh-token'],
  ['oauth2-refresh-token'],
  ['oauth2-password'],
  ['oauth2-device-code'],
  ['oauth2-token-exchange'],
  ['samlp'],
).map(([protocol, silent]) => ({
  transaction: {
    protocol,
    ...(silent === 'both' || silent === 'transaction' ? { prompt: ['none'] } : {}),
  },
  request: { query: silent === 'both' || silent === 'request' ? { prompt: 'none' } : {} },
}))
const breakGlass = JSON.stringify([{ user: ANN, until: at(NOON_MS + DAY_MS) }])
const differences = record({
  user,
  organization: orNot(
    record({ id: constantFrom(ACME, ACME, GLOBEX), metadata: organizationMetadata }),
  ),
  connection: constantFrom(
    { id: MEMBERS, name: 'members', strategy: 'auth0' },
    { id: ACMES_SOURCE, name: 'acmes', strategy: 'samlp' },
  ),
  client: record({
    client_id: constantFrom(PORTAL, OTHER_CLIENT),
    metadata: constantFrom(
      {},
      {},
      { og_modes: 'email-lock=enforce' },
      { og_modes: 'membership=off' },
    ),
  }),
  authentication: orNot(
    record({ name: constantFrom('pwd', 'federated', 'mfa'), timestamp: moment }).map((method) => ({
      methods: [method],
    })),
  ),
  session: orNot(
    record(
      { id: fc.constant('s'), authenticated_at: moment, actor: constantFrom({ sub: 'machine' }) },
      { requiredKeys: ['id'] },
    ),
  ),
  refresh_token: orNot(
    record({ created_at: moment, metadata: constantFrom({}, { og_org: anOrganizationMemory() }) }),
  ),
  authorization: orNot(record({ roles: constantFrom([], ['member']) })),
  secrets: constantFrom(
    { OG_SIGNING_KEY: TEST_SECRET },
    { OG_SIGNING_KEY: TEST_SECRET },
    { OG_SIGNING_KEY: TEST_SECRET, OG_BREAK_GLASS: breakGlass },
  ),
})

/** A login as Auth0 may show it, of somebody who may well be refused. */
export const anyLogin: fc.Arbitrary<Event> = fc
  .tuple(differences, door)
  .map(([others, ofDoor]) => aPostLoginEvent({ ...others, ...ofDoor }))
