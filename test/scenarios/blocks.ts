import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import { ACME, ANN, GLOBEX } from '../builders/ids.ts'
import { loginSettings } from '../builders/login-settings.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from '../builders/noon.ts'
import { TEST_SECRET } from '../builders/test-keys.ts'
import {
  admitted,
  holding,
  type LoginScenario,
  type Outcome,
  refused,
  TOLD,
} from './login-scenario.ts'

const ORG_BLOCKED = 'org-blocked:ORG_BLOCKED'
const SUSPENDED = 'user-suspended:USER_SUSPENDED'
const session = { session: { id: 's' } }
const seconds = NOON_MS / 1000
const blockRecord = (o: string, until?: number): object => ({
  og_block: { v: 1, b: [{ o, r: 'SUSPENDED', t: 1, ...(until === undefined ? {} : { until }) }] },
})
const blocked = (o: string, until?: number): LoginScenario['event'] =>
  holding(blockRecord(o, until))
const capable: BakedRulebook = aRulebook({
  capabilities: {
    organizationOnRefresh: true,
    refreshTokenMetadata: false,
    expirySetters: true,
    revocation: true,
    rolesAndGroups: false,
  },
})
const refresh = { transaction: { protocol: 'oauth2-refresh-token' } }
const UNREADABLE: Outcome = refused([
  'user-suspended:BLOCK_UNREADABLE',
  'org-blocked:BLOCK_UNREADABLE',
])

const ofOneOrganization: readonly LoginScenario[] = [
  {
    title: '#43 blocked by the organization that is entered: the session lives on',
    event: { ...blocked(ACME), ...session },
    rulebook: capable,
    outcome: refused(ORG_BLOCKED),
  },
  {
    title: '#43 blocked by one organization, another is entered',
    event: { ...blocked(ACME), organization: { id: GLOBEX }, ...refresh },
    outcome: admitted({ organization: GLOBEX, door: 'refresh' }),
  },
  {
    title: '#43b blocked by the organization whose token is refreshed',
    event: { ...blocked(ACME), ...refresh, ...session },
    rulebook: capable,
    outcome: refused(ORG_BLOCKED, { door: 'refresh', effects: [['refreshToken.revoke', TOLD]] }),
  },
  {
    title: '#43c blocked by some organization, and the refreshed token names none',
    event: { ...blocked(GLOBEX), ...refresh, organization: undefined },
    rulebook: aRulebook({
      capabilities: {
        ...capable.capabilities,
        organizationOnRefresh: false,
        revocation: false,
        rolesAndGroups: false,
      },
    }),
    outcome: refused(ORG_BLOCKED, {
      door: 'refresh',
      organization: 'unknown',
      findings: [
        'org-status:ORG_UNKNOWN_ON_REFRESH',
        ORG_BLOCKED,
        'org-required:ORG_UNKNOWN_ON_REFRESH',
        'membership:ORG_UNKNOWN_ON_REFRESH',
      ],
      unconfirmed: [
        'org-status:ORG_UNKNOWN_ON_REFRESH',
        'org-required:ORG_UNKNOWN_ON_REFRESH',
        'membership:ORG_UNKNOWN_ON_REFRESH',
      ],
    }),
  },
  {
    title: '#43d an exemption and a request do not set a human decision aside',
    event: { ...blocked(ACME), client: { metadata: { og_modes: 'org-blocked=off' } } },
    rulebook: aRulebook({
      login: loginSettings({
        requestsMayLoosen: true,
        exemptions: [{ policy: 'org-blocked', organization: ACME, untilMs: NOON_MS + DAY_MS }],
      }),
    }),
    outcome: refused(ORG_BLOCKED),
  },
]

const ofEveryone: readonly LoginScenario[] = [
  {
    title: '#44 suspended everywhere: session and all',
    event: { ...blocked('*'), ...session },
    rulebook: capable,
    outcome: refused(SUSPENDED, { effects: [['session.revoke', TOLD]] }),
  },
  {
    title: '#44b suspended everywhere, without organization',
    event: { ...blocked('*'), organization: undefined },
    outcome: refused([SUSPENDED, 'org-required:ORG_CONTEXT_MISSING'], { organization: 'none' }),
  },
  {
    title: '#45 a block that has ended, and clocks that differ by a minute',
    event: blocked(ACME, seconds - 60),
    outcome: admitted(),
  },
  {
    title: '#45 a block that ended a second less than a minute ago',
    event: blocked(ACME, seconds - 59),
    outcome: refused(ORG_BLOCKED),
  },
  { title: '#45b a block that ended long ago', event: blocked('*', 1), outcome: admitted() },
  {
    title: '#45c a block that is to end',
    event: blocked('*', seconds),
    outcome: refused(SUSPENDED),
  },
  ...(
    [
      ['a text', 'x'],
      ['a list', []],
      ['half a block', { v: 1, b: [{ o: '*' }] }],
      ['an end that is a text', { v: 1, b: [{ o: '*', r: 'x', t: 1, until: '1' }] }],
      ['of a version to come', { v: 2, b: [] }],
      ['a hundred thousand blocks', { v: 1, b: Array.from({ length: 100_000 }, () => null) }],
    ] satisfies [string, unknown][]
  ).map(
    ([what, og_block]): LoginScenario => ({
      title: `#45d a block record that is ${what}`,
      event: holding({ og_block }),
      outcome: UNREADABLE,
    }),
  ),
  {
    title: '#45e residual risk: the block record was deleted',
    event: holding(),
    outcome: admitted(),
  },
]

const STATUS = 'org-status:ORG_SUSPENDED'
const ended = (og_status: unknown): LoginScenario['event'] => ({
  ...holding(),
  organization: { metadata: { og_status } },
})
const ofCustomers: readonly LoginScenario[] = [
  {
    title: '#46 an organization that says it is active',
    event: ended('active'),
    outcome: admitted(),
  },
  {
    title: '#46b an organization that has ended',
    event: ended('suspended'),
    outcome: refused(STATUS),
  },
  { title: '#46c a status that nobody listed', event: ended('Active'), outcome: refused(STATUS) },
  { title: '#46d a status that is no text', event: ended(true), outcome: refused(STATUS) },
  { title: '#46e an empty status', event: ended(''), outcome: refused(STATUS) },
]

const STALE = 'upstream-freshness:UPSTREAM_STALE'
const MISSING = 'upstream-freshness:UPSTREAM_EVIDENCE_MISSING'
const at = (hoursAgo: number): string => new Date(NOON_MS - hoursAgo * HOUR_MS).toISOString()
const vouched = (hoursAgo: number, name = 'federated'): LoginScenario['event'] => ({
  ...holding(),
  authentication: { methods: [{ name, timestamp: at(hoursAgo) }] },
  connection: { strategy: 'google-oauth2' },
})
const prompt = { protocol: 'oidc-basic-profile', prompt: ['none'] }
const evidence = NOON_MS - HOUR_MS + DAY_MS

const ofSources: readonly LoginScenario[] = [
  {
    title: '#49 vouched for 40 hours ago, asked without a prompt: the session ends now',
    event: { ...vouched(40), ...session, transaction: prompt },
    rulebook: capable,
    outcome: refused(STALE, { door: 'silent', effects: [['session.setExpiresAt', NOON_MS]] }),
  },
  {
    title: '#49b the same where the plan cannot end sessions',
    event: { ...vouched(40), ...session, transaction: prompt },
    outcome: refused(STALE, { door: 'silent' }),
  },
  {
    title: '#50 vouched for 40 hours ago, and the token is refreshed',
    event: { ...vouched(40), ...refresh, ...session },
    rulebook: capable,
    outcome: refused(STALE, { door: 'refresh', effects: [['refreshToken.revoke', TOLD]] }),
  },
  {
    title: '#50 what is issued ends with the evidence that it rests on',
    event: { ...vouched(1), ...session },
    rulebook: capable,
    outcome: admitted({
      effects: [
        ['session.setExpiresAt', evidence],
        ['refreshToken.setExpiresAt', evidence],
      ],
    }),
  },
  {
    title: '#50b a second factor vouches for nobody',
    event: {
      ...holding(),
      authentication: {
        methods: [
          { name: 'federated', timestamp: at(40) },
          { name: 'mfa', timestamp: at(0) },
        ],
      },
    },
    outcome: refused(STALE),
  },
  {
    title: '#50d nor does a method without a name, which may be one',
    event: { ...holding(), authentication: { methods: [{ timestamp: at(0) }] } },
    outcome: refused(MISSING),
  },
  {
    title: '#50c a refreshed token rests on the login that it was issued in',
    event: {
      ...holding(),
      ...refresh,
      authentication: undefined,
      refresh_token: { created_at: at(40) },
    },
    outcome: refused(STALE, { door: 'refresh' }),
  },
  {
    title: '#51 nothing says when somebody vouched',
    event: { ...holding(), authentication: undefined },
    outcome: refused(MISSING),
  },
  { title: '#51b somebody will vouch tomorrow', event: vouched(-24), outcome: refused(MISSING) },
  {
    title: '#51c the same where missing evidence is only observed',
    event: { ...holding(), authentication: undefined },
    rulebook: aRulebook({
      login: loginSettings({
        upstreamFreshness: { maxAgeMs: DAY_MS, missingEvidence: 'observe' },
      }),
    }),
    outcome: admitted(),
  },
]

const NOBODY_NAMED = 'delegation:ACTOR_NOT_ALLOWED'
const acting = (sub: unknown, organization: string, until: string): LoginScenario['event'] => ({
  ...holding(),
  session: { id: 's', actor: { sub } },
  secrets: {
    OG_SIGNING_KEY: TEST_SECRET,
    OG_DELEGATES: JSON.stringify([{ user: 'auth0|agent', organization, until }]),
  },
})
const TOMORROW = '2026-11-24T12:00:00Z'

const ofDelegates: readonly LoginScenario[] = [
  {
    title: '#52 an actor who may act for another organization',
    event: acting('auth0|agent', GLOBEX, TOMORROW),
    outcome: refused(NOBODY_NAMED),
  },
  {
    title: '#53 an actor who may act for this organization',
    event: acting('auth0|agent', ACME, TOMORROW),
    outcome: admitted(),
  },
  {
    title: '#53b an actor whose time is over',
    event: acting('auth0|agent', ACME, '2026-11-23T12:00:00Z'),
    outcome: refused(NOBODY_NAMED),
  },
  {
    title: '#53c an actor without a name',
    event: acting(undefined, ACME, TOMORROW),
    outcome: refused(NOBODY_NAMED),
  },
]

const glass = (until: string, metadata: object = {}): LoginScenario['event'] => ({
  ...holding(metadata, { email: 'ann@mail.example' }),
  secrets: {
    OG_SIGNING_KEY: TEST_SECRET,
    OG_BREAK_GLASS: JSON.stringify([{ user: ANN, until }]),
  },
})
const ofRepairers: readonly LoginScenario[] = [
  {
    title: '#63 a break-glass identity passes what is derived, and that is logged',
    event: glass(TOMORROW),
    outcome: admitted({
      breakGlass: true,
      findings: ['email-lock:EMAIL_DRIFT'],
      unconfirmed: ['email-lock:EMAIL_DRIFT'],
    }),
  },
  {
    title: '#63 a break-glass identity whose time is over is nobody special',
    event: glass('2026-11-23T12:00:00Z'),
    outcome: refused('email-lock:EMAIL_DRIFT'),
  },
  {
    title: '#63 a suspended break-glass identity is suspended',
    event: glass(TOMORROW, blockRecord('*')),
    outcome: refused([SUSPENDED, 'email-lock:EMAIL_DRIFT'], {
      breakGlass: true,
      unconfirmed: ['email-lock:EMAIL_DRIFT'],
    }),
  },
  {
    title: '#63d whoever acts for a break-glass identity is no such identity',
    event: { ...glass(TOMORROW), ...holding(), session: { id: 's', actor: { sub: 'auth0|tom' } } },
    outcome: refused(NOBODY_NAMED, { breakGlass: true }),
  },
  {
    title: '#63b a break-glass identity of an organization that has ended',
    event: { ...glass(TOMORROW), organization: { metadata: { og_status: 'ended' } } },
    outcome: refused([STATUS, 'email-lock:EMAIL_DRIFT'], {
      breakGlass: true,
      unconfirmed: ['email-lock:EMAIL_DRIFT'],
    }),
  },
  {
    title: '#63c a list of break-glass identities that cannot be read names nobody',
    event: {
      ...holding({}, { email: 'ann@mail.example' }),
      secrets: { OG_SIGNING_KEY: TEST_SECRET, OG_BREAK_GLASS: `[{"user": "${ANN}"` },
    },
    outcome: refused('email-lock:EMAIL_DRIFT'),
  },
]

/** D. Who is shut out, and for how long is whoever is not believed? */
export const BLOCKS: readonly LoginScenario[] = [
  ...ofOneOrganization,
  ...ofEveryone,
  ...ofCustomers,
  ...ofSources,
  ...ofDelegates,
  ...ofRepairers,
]
