import { vi } from 'vitest'
import type { BakedRulebook, Capabilities } from '../../actions/rulebook/baked-rulebook.ts'
import type { MembershipSettings } from '../../policies/login/membership.about.ts'
import { aRulebook, NOTHING_CONFIRMED } from '../builders/a-rulebook.ts'
import { aCheckedMemory, anOrganizationMemory } from '../builders/a-token-memory.ts'
import { heldSignals } from '../builders/held-signals.ts'
import { ACME, GLOBEX } from '../builders/ids.ts'
import { TENANT_URL } from '../builders/invitations-api.ts'
import { letSecondTryCome } from '../builders/let-second-try-come.ts'
import { loginSettings } from '../builders/login-settings.ts'
import { NOON_MS } from '../builders/noon.ts'
import { nock } from '../builders/only-nock-answers.ts'
import { TEST_SECRET } from '../builders/test-keys.ts'
import {
  admitted,
  type Finding,
  holding,
  type LoginScenario,
  type Outcome,
  refused,
  TOLD,
} from './login-scenario.ts'

const NOT_MEMBER = 'membership:NOT_MEMBER'
const NO_ANSWER = 'membership:MEMBERSHIP_UNAVAILABLE'
const NO_CONTEXT = 'org-required:ORG_CONTEXT_MISSING'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

const secrets = {
  OG_SIGNING_KEY: TEST_SECRET,
  OG_DOMAIN: 'tenant.example.com',
  OG_CLIENT_ID: 'machine-client',
  OG_CLIENT_SECRET: 'machine-secret',
}
const through = (protocol: string): LoginScenario['event'] => ({
  ...holding(),
  secrets,
  transaction: { protocol },
})
const refreshing = through('oauth2-refresh-token')

const capable = (capabilities: Partial<Capabilities>): BakedRulebook =>
  aRulebook({ capabilities: { ...aRulebook().capabilities, ...capabilities } })
const proving = (
  membership: Partial<MembershipSettings>,
  rulebook: BakedRulebook = aRulebook(),
): BakedRulebook => ({
  ...rulebook,
  login: loginSettings({ membership: { ...loginSettings().membership, ...membership } }),
})
const live = proving({ source: 'live' })

/** The directory's pages; a token first. */
const directory = (answer: (page: number) => nock.ReplyFnResult) => (): void => {
  const scope = nock(TENANT_URL).persist()
  scope.post('/oauth/token').reply(200, { access_token: 'token', expires_in: 86_400 })
  scope
    .get(/^\/api\/v2\/users\//)
    .reply((uri) => answer(Number(new URL(uri, TENANT_URL).searchParams.get('page'))))
}
const memberOf = (organizations: readonly string[]): (() => void) =>
  directory((page) => [
    200,
    {
      organizations: organizations.slice(page * 100, page * 100 + 100).map((id) => ({ id })),
      limit: 100,
      total: organizations.length,
    },
  ])
/** Nobody answers, and the times of the budget come one after the other. */
const silent = (): void => {
  const held = heldSignals()
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    setImmediate(() => held.pass(ms))
    return held.after(ms)
  })
  nock(TENANT_URL).persist().post('/oauth/token').delay(60_000).reply(200, {})
}
const many = Array.from({ length: 150 }, (_, index) => `org_${index}`)

const vouched: readonly LoginScenario[] = [
  {
    title: '#29 a member signs in, and the platform is believed: nobody is asked',
    event: holding(),
    outcome: admitted(),
  },
  {
    title: '#29b the same where live answers are wanted at other doors',
    event: { ...holding(), secrets },
    rulebook: live,
    outcome: admitted(),
  },
  {
    title: '#39 a role that every member has',
    event: { ...holding(), authorization: { roles: ['editor', 'member'] } },
    rulebook: proving({ source: 'marker-role' }),
    outcome: admitted(),
  },
  ...(
    [
      ['#39 the role was taken away', { roles: ['editor'] }],
      ['#39b nothing says which roles there are', undefined],
      ['#39c a role like it', { roles: ['Member', 'members', ['member']] }],
      ['#39d roles that are a text', { roles: 'member' }],
    ] satisfies [string, unknown][]
  ).map(
    ([title, authorization]): LoginScenario => ({
      title,
      event: { ...holding(), authorization },
      rulebook: proving({ source: 'marker-role' }),
      outcome: refused(NOT_MEMBER),
    }),
  ),
  {
    title: '#41 an exchange names an organization, and nobody vouches: reported',
    event: through('oauth2-token-exchange'),
    outcome: admitted({
      door: 'exchange',
      findings: [NOT_MEMBER],
      unconfirmed: [NOT_MEMBER],
    }),
  },
  {
    title: '#41 an exchange names an organization of which the person is no member',
    event: through('oauth2-token-exchange'),
    rulebook: live,
    network: memberOf([GLOBEX]),
    outcome: refused(NOT_MEMBER, { door: 'exchange', requests: 2 }),
  },
]

const atRefresh = { door: 'refresh' } as const
const refreshed: readonly LoginScenario[] = [
  {
    title: '#30 a member refreshes',
    event: refreshing,
    rulebook: live,
    network: memberOf([GLOBEX, ACME]),
    outcome: admitted({ ...atRefresh, requests: 2 }),
  },
  {
    title: '#30 somebody who was removed refreshes',
    event: refreshing,
    rulebook: live,
    network: memberOf([GLOBEX]),
    outcome: refused(NOT_MEMBER, { ...atRefresh, requests: 2 }),
  },
  {
    title: '#30b the same where the plan can end tokens',
    event: refreshing,
    rulebook: proving({ source: 'live' }, capable({ revocation: true })),
    network: memberOf([]),
    outcome: refused(NOT_MEMBER, {
      ...atRefresh,
      requests: 2,
      effects: [['refreshToken.revoke', TOLD]],
    }),
  },
  {
    title: '#30c a member of more organizations than fit a page refreshes',
    event: refreshing,
    rulebook: live,
    network: memberOf([...many, ACME]),
    outcome: admitted({ ...atRefresh, requests: 3 }),
  },
]

const remembering = { ...refreshing, organization: undefined }
const remembered = (og_org: unknown): LoginScenario['event'] => ({
  ...remembering,
  refresh_token: { created_at: new Date(NOON_MS).toISOString(), metadata: { og_org } },
})
const UNKNOWN: readonly [Finding, ...Finding[]] = [
  'org-status:ORG_UNKNOWN_ON_REFRESH',
  'org-required:ORG_UNKNOWN_ON_REFRESH',
  'membership:ORG_UNKNOWN_ON_REFRESH',
]
const reported = admitted({
  ...atRefresh,
  organization: 'unknown',
  findings: UNKNOWN,
  unconfirmed: UNKNOWN,
})
const withMetadata = { ...NOTHING_CONFIRMED, refreshTokenMetadata: true }
const ASKED_AGAIN: Outcome['effects'] = [
  ['refreshToken.setMetadata', 'og_org', anOrganizationMemory()],
  ['refreshToken.setMetadata', 'og_chk', aCheckedMemory({ checkedAtMs: NOON_MS })],
]

const recovered: readonly LoginScenario[] = [
  {
    title: '#31 the refresh token remembers the organization: a member',
    event: remembered(anOrganizationMemory()),
    rulebook: { ...live, capabilities: withMetadata },
    network: memberOf([ACME]),
    outcome: admitted({ ...atRefresh, requests: 2, effects: ASKED_AGAIN }),
  },
  {
    title: '#31 the refresh token remembers the organization: somebody who was removed',
    event: remembered(anOrganizationMemory()),
    rulebook: { ...live, capabilities: withMetadata },
    network: memberOf([GLOBEX]),
    outcome: refused(NOT_MEMBER, { ...atRefresh, requests: 2 }),
  },
  {
    title: '#31b what the event says counts more than what the token remembers',
    event: {
      ...remembered(anOrganizationMemory({ organization: GLOBEX })),
      organization: { id: ACME },
    },
    rulebook: { ...live, capabilities: withMetadata },
    network: memberOf([GLOBEX]),
    outcome: refused(NOT_MEMBER, { ...atRefresh, requests: 2 }),
  },
  {
    title: '#31c metadata that nobody has confirmed is not read',
    event: remembered(anOrganizationMemory()),
    rulebook: { ...live, capabilities: NOTHING_CONFIRMED },
    outcome: reported,
  },
  {
    title: '#31f an organization that somebody else wrote into the token is not believed',
    event: remembered(ACME),
    rulebook: { ...live, capabilities: withMetadata },
    outcome: refused(UNKNOWN, { ...atRefresh, organization: 'unknown' }),
  },
  {
    title: '#31d a token that remembers nothing',
    event: remembering,
    rulebook: { ...live, capabilities: withMetadata },
    outcome: reported,
  },
  {
    title: '#31e no organization, where the platform is known to name it',
    event: remembering,
    rulebook: live,
    outcome: refused(NO_CONTEXT, { ...atRefresh, organization: 'none' }),
  },
]

const inTime = (network: () => void) => (): void => {
  letSecondTryCome()
  network()
}

/** For a token, and for the list, and for the list once more. */
const ASKED_TWICE = 3

const unanswered: readonly LoginScenario[] = [
  ...(
    [
      // Both tries at once, and each for a token too.
      ['429', () => [429, {}], 4],
      ['500', () => [500, {}], ASKED_TWICE],
      ['half of a JSON', () => [200, '{"organizations": ['], ASKED_TWICE],
      ['HTML', () => [200, '<html></html>'], ASKED_TWICE],
    ] satisfies [string, (page: number) => nock.ReplyFnResult, number][]
  ).flatMap(([what, answer, requests]): LoginScenario[] => [
    {
      title: `#34 the directory answers ${what}`,
      event: refreshing,
      rulebook: live,
      network: what === '429' ? inTime(directory(answer)) : directory(answer),
      outcome: refused(NO_ANSWER, { ...atRefresh, requests }),
    },
    {
      title: `#34 the directory answers ${what}, and that is allowed`,
      event: refreshing,
      rulebook: proving({ source: 'live', onUnavailable: 'allow' }),
      network: what === '429' ? inTime(directory(answer)) : directory(answer),
      outcome: admitted({ ...atRefresh, requests }),
    },
  ]),
  {
    title: '#34 the directory does not answer in time',
    event: refreshing,
    rulebook: live,
    network: silent,
    outcome: refused(NO_ANSWER, { ...atRefresh, requests: 2 }),
  },
  ...([60, 61] as const).map(
    (minutes): LoginScenario => ({
      title: `#34 no answer, and the last one is ${minutes} minutes old`,
      event: {
        ...refreshing,
        refresh_token: {
          created_at: new Date(NOON_MS).toISOString(),
          metadata: { og_chk: aCheckedMemory({ checkedAtMs: NOON_MS - minutes * 60_000 }) },
        },
      },
      rulebook: proving({ source: 'live', onUnavailable: 'grace' }),
      network: directory(() => [500, {}]),
      outcome:
        minutes === 60
          ? admitted({ ...atRefresh, requests: ASKED_TWICE })
          : refused(NO_ANSWER, { ...atRefresh, requests: ASKED_TWICE }),
    }),
  ),
  {
    title: '#34c an answer that somebody else wrote into the token is none',
    event: { ...refreshing, refresh_token: { metadata: { og_chk: String(NOON_MS / 1000) } } },
    rulebook: proving({ source: 'live', onUnavailable: 'grace' }),
    network: directory(() => [500, {}]),
    outcome: refused(NO_ANSWER, { ...atRefresh, requests: ASKED_TWICE }),
  },
  {
    title: '#34b an answer from the time to come is none',
    event: {
      ...refreshing,
      refresh_token: {
        metadata: { og_chk: aCheckedMemory({ checkedAtMs: NOON_MS + 3_600_000 }) },
      },
    },
    rulebook: proving({ source: 'live', onUnavailable: 'grace' }),
    network: directory(() => [500, {}]),
    outcome: refused(NO_ANSWER, { ...atRefresh, requests: ASKED_TWICE }),
  },
]

const without = (event: LoginScenario['event']): LoginScenario['event'] => ({
  ...event,
  organization: undefined,
})
const NOT_READABLE: [Finding, ...Finding[]] = [
  'runtime-guard:EVENT_UNSUPPORTED',
  'org-status:ORG_CONTEXT_MISSING',
  NO_CONTEXT,
  'membership:ORG_CONTEXT_MISSING',
]
const outside: readonly LoginScenario[] = [
  ...(
    [
      ['#36 a password grant', 'oauth2-password', 'password'],
      ['#36 an older password grant', 'oauth2-resource-owner', 'password'],
      ['#36 a device', 'oauth2-device-code', 'device'],
      ['#36 WS-Federation', 'wsfed', 'legacy-federation'],
      ['#36 WS-Trust', 'wstrust-usernamemixed', 'legacy-federation'],
      ['#36 native social', 'oauth2-resource-owner-jwt-bearer', 'native'],
      ['#36b a passkey', 'oauth2-webauthn', 'native'],
      ['#36c a back channel', 'oidc-ciba', 'back-channel'],
      ['#36d SAML from the identity source', 'samlp', 'federation'],
      ['#36e an exchange', 'oauth2-token-exchange', 'exchange'],
      ['#37 a sign-in', 'oidc-basic-profile', 'sign-in'],
    ] as const
  ).map(
    ([what, protocol, door]): LoginScenario => ({
      title: `${what} without an organization`,
      event: without(through(protocol)),
      outcome: refused(NO_CONTEXT, { door, organization: 'none' }),
    }),
  ),
  {
    title: '#37b an organization in the request is not one of the login',
    event: { ...without(holding()), request: { query: { organization: ACME } } },
    outcome: refused(NO_CONTEXT, { organization: 'none' }),
  },
  {
    title: '#37c the application asks to be left alone',
    event: { ...without(holding()), client: { metadata: { og_modes: 'org-required=off' } } },
    outcome: refused(NO_CONTEXT, { organization: 'none' }),
  },
  {
    title: '#37d an organization without an id is not none',
    event: { ...holding(), organization: { id: undefined } },
    outcome: refused(NOT_READABLE, { door: 'unknown', organization: 'unknown' }),
  },
  {
    title: '#37g nor is it excused where the platform may leave the organization out',
    event: { ...refreshing, organization: { id: undefined } },
    rulebook: aRulebook({ capabilities: NOTHING_CONFIRMED }),
    outcome: refused(NOT_READABLE, { door: 'unknown', organization: 'unknown' }),
  },
  {
    title: '#37e a door that nobody has looked at',
    event: through('oauth3-telepathy'),
    outcome: refused(['runtime-guard:EVENT_UNSUPPORTED', NOT_MEMBER], {
      door: 'unknown',
      unconfirmed: [NOT_MEMBER],
    }),
  },
  {
    title: '#37f no door at all',
    event: { ...holding(), transaction: undefined },
    outcome: refused(['runtime-guard:EVENT_UNSUPPORTED', NOT_MEMBER], {
      door: 'unknown',
      unconfirmed: [NOT_MEMBER],
    }),
  },
  {
    title: '#42 somebody on behalf of a person whom the organization has blocked',
    event: {
      ...holding({ og_block: { v: 1, b: [{ o: ACME, r: 'SUSPENDED', t: 1 }] } }),
      transaction: {
        protocol: 'oauth2-token-exchange',
        subject_token_type: ACCESS_TOKEN,
        actor: { sub: 'service' },
      },
    },
    outcome: refused(['org-blocked:ORG_BLOCKED', 'delegation:ACTOR_NOT_ALLOWED'], {
      door: 'on-behalf',
    }),
  },
]

/** C. Is there an organization, and is the person a member of it now? */
export const MEMBERSHIPS: readonly LoginScenario[] = [
  ...vouched,
  ...refreshed,
  ...recovered,
  ...unanswered,
  ...outside,
]
