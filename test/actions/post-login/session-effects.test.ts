import type { PostLoginAPI } from '@auth0/actions/post-login/v3'
import { describe, expect, test } from 'vitest'
import type { LoginReading } from '../../../actions/post-login/facts.ts'
import { revokeSessionAndTokens } from '../../../actions/post-login/session-effects.ts'
import type { BakedRulebook, Capabilities } from '../../../actions/rulebook/baked-rulebook.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import { REASONS, type Reason } from '../../../policies/reasons.ts'
import { aPostLoginEvent } from '../../builders/a-post-login-event.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { anOrganizationMemory } from '../../builders/a-token-memory.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { aRollout, everyPolicy, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from '../../builders/noon.ts'
import { type RecordedCall, recordingApi } from '../../builders/recording-api.ts'
import { runLogin } from '../../builders/run-login.ts'
import type { Differences } from '../../builders/with-differences.ts'

const ALL: Capabilities = {
  organizationOnRefresh: true,
  refreshTokenMetadata: true,
  expirySetters: true,
  revocation: true,
  rolesAndGroups: false,
}
const NONE: Capabilities = {
  organizationOnRefresh: true,
  refreshTokenMetadata: false,
  expirySetters: false,
  revocation: false,
  rolesAndGroups: false,
}
const refresh = { transaction: { protocol: 'oauth2-refresh-token' } }
const session = { session: { id: 'session-1' } }
const vouched = (ms: number): Differences => ({
  authentication: { methods: [{ name: 'federated', timestamp: new Date(ms).toISOString() }] },
})
const blocked = (o: string): Differences => ({
  user: { app_metadata: { og_block: { v: 1, b: [{ o, r: 'SUSPENDED', t: 1 }] } } },
})

/** What is done beside refusing, as names of methods; the lock of a first login left out. */
async function effects(
  differences: Differences,
  capabilities: Capabilities = ALL,
  rulebook: BakedRulebook = aRulebook({ capabilities }),
): Promise<readonly RecordedCall[]> {
  const { calls } = await runLogin(aPostLoginEvent(differences), rulebook)
  return calls.filter(([method]) => !/^(access\.deny|user\.setAppMetadata)$/.test(method))
}
const methods = async (...args: Parameters<typeof effects>): Promise<readonly string[]> =>
  (await effects(...args)).map(([method]) => method)

describe('a refusal', () => {
  test.each<[string, Differences, readonly string[]]>([
    ['of a suspended person ends the session', { ...blocked('*'), ...session }, ['session.revoke']],
    ['of a suspended person, where there is no session', blocked('*'), []],
    ['of a suspended person, where the session is empty', { ...blocked('*'), session: {} }, []],
    [
      'of a suspended person ends the refresh token',
      { ...blocked('*'), ...refresh, ...session },
      ['refreshToken.revoke'],
    ],
    ['#43 of one organization leaves the session', { ...blocked(ACME), ...session }, []],
    [
      'of one organization ends its refresh token',
      { ...blocked(ACME), ...refresh },
      ['refreshToken.revoke'],
    ],
    [
      'of an organization that has ended ends the refresh token',
      { ...refresh, organization: { metadata: { og_status: 'ended' } } },
      ['refreshToken.revoke'],
    ],
    [
      'of an unproven address leaves the refresh token',
      { ...refresh, user: { email_verified: false } },
      [],
    ],
    [
      '#49 of a stale person shortens the session',
      { ...vouched(NOON_MS - 40 * HOUR_MS), ...session },
      ['session.setExpiresAt'],
    ],
    [
      '#50 of a stale person ends the refresh token',
      { ...vouched(NOON_MS - 40 * HOUR_MS), ...refresh },
      ['refreshToken.revoke'],
    ],
  ])('%s', async (_what, differences, expected) => {
    expect(await methods(differences)).toEqual(expected)
  })

  test('of these reasons, and of no other, ends the refresh token', () => {
    const ending = (Object.keys(REASONS) as Reason[]).filter((reason) => {
      const { api, calls } = recordingApi()
      const refusal = { outcome: 'deny', reason } as Parameters<typeof revokeSessionAndTokens>[0]
      const facts = { door: 'refresh', membership: { live: 'unasked' } }
      const reading = { facts } as LoginReading
      const rulebook = aRulebook({ capabilities: ALL })
      revokeSessionAndTokens(refusal, 'x', reading, rulebook, aPostLoginEvent(session), api)
      return calls.length > 0
    })
    expect(ending.toSorted()).toEqual([
      'EMAIL_DRIFT',
      'NOT_MEMBER',
      'ORG_BLOCKED',
      'ORG_SUSPENDED',
      'UPSTREAM_STALE',
      'USER_SUSPENDED',
    ])
  })

  test('#49 a session that is over ends now, so that the next visit asks upstream', async () => {
    expect(await effects({ ...vouched(NOON_MS - 40 * HOUR_MS), ...session })).toEqual([
      ['session.setExpiresAt', NOON_MS],
    ])
  })

  test('#66 what ends a token is told no more than the person', async () => {
    const [call] = await effects({ ...blocked(ACME), ...refresh })
    expect(call?.[1]).toMatch(/^OG_ADMIN: Ask your administrator\. \(reference [0-9a-z]{26}\)$/)
  })
})

describe('a refresh that is over', () => {
  const token = { refresh_token: { id: 'rt-1', created_at: new Date(NOON_MS).toISOString() } }
  const over: Differences = { ...blocked('*'), ...refresh }

  /** Every call that refuses, by name; each tells the same. */
  async function refusals(
    differences: Differences,
    capabilities: Capabilities = ALL,
    revoke?: unknown,
  ): Promise<readonly string[]> {
    const { api, calls } = recordingApi()
    const own = revoke === undefined ? api : { ...api, refreshToken: { revoke } }
    const run = await runLogin(aPostLoginEvent(differences), aRulebook({ capabilities }), NOON_MS, {
      api: own as PostLoginAPI,
      calls,
    })
    expect(run.refusal?.reference?.reason).toMatch(/^(USER_SUSPENDED|EMAIL_UNVERIFIED)$/)
    return calls
      .map(([method]) => method)
      .filter((method) => method !== 'refreshToken.setExpiresAt')
  }

  const REVOKED = ['refreshToken.revoke']
  const DENIED = ['access.deny']
  const BOTH = [...REVOKED, ...DENIED]
  const throws = (): never => {
    throw new Error('not on this plan')
  }
  test.each<[string, readonly string[], Parameters<typeof refusals>]>([
    ['is refused by revoking alone, which is a clean 403', REVOKED, [{ ...over, ...token }]],
    ['of which the event shows no token is denied, too', BOTH, [over]],
    ['whose token is nothing is denied, too', BOTH, [{ ...over, refresh_token: null }]],
    ['whose token is text is denied, too', BOTH, [{ ...over, refresh_token: 'rt-1' }]],
    ['whose token is empty is denied, too', BOTH, [{ ...over, refresh_token: {} }]],
    ['whose token is a list is denied, too', BOTH, [{ ...over, refresh_token: [] }]],
    [
      'whose token shows no id is denied, too',
      BOTH,
      [{ ...over, refresh_token: { metadata: {} } }],
    ],
    ['whose token has an empty id is denied, too', BOTH, [{ ...over, refresh_token: { id: '' } }]],
    ['without the capability is denied', DENIED, [{ ...over, ...token }, NONE]],
    ['where the method throws is denied', DENIED, [{ ...over, ...token }, ALL, throws]],
    ['where the method is missing is denied', DENIED, [{ ...over, ...token }, ALL, null]],
    [
      'that the next try may cure is denied, and keeps its token',
      DENIED,
      [{ ...refresh, ...token, user: { email_verified: false } }],
    ],
  ])('%s', async (_what, expected, login) => {
    expect(await refusals(...login)).toEqual(expected)
  })
})

describe('an admission', () => {
  test('#50 lets nothing live longer than its evidence', async () => {
    const ends = NOON_MS - HOUR_MS + DAY_MS
    expect(await effects({ ...vouched(NOON_MS - HOUR_MS), ...session })).toEqual([
      ['session.setExpiresAt', ends],
      ['refreshToken.setExpiresAt', ends],
      ['refreshToken.setMetadata', 'og_org', anOrganizationMemory()],
    ])
  })

  test.each<[string, string | undefined, string | undefined, number, number]>([
    ['later', '2999-01-01T00:00:00Z', '2999-01-01T00:00:00Z', DAY_MS, DAY_MS],
    [
      'sooner',
      new Date(NOON_MS + 600_000).toISOString(),
      new Date(NOON_MS + 900_000).toISOString(),
      HOUR_MS + 600_000,
      HOUR_MS + 900_000,
    ],
    ['unreadable', 'soon', undefined, DAY_MS, DAY_MS],
  ])('takes no end back that is set already: %s', async (_when, ofSession, ofToken, one, other) => {
    const begun = NOON_MS - HOUR_MS
    const calls = await effects({
      ...vouched(begun),
      session: { ...session.session, expires_at: ofSession },
      refresh_token: { expires_at: ofToken },
    })
    expect(calls.slice(0, 2)).toEqual([
      ['session.setExpiresAt', begun + one],
      ['refreshToken.setExpiresAt', begun + other],
    ])
  })

  test('of evidence without an end sets none', async () => {
    const rulebook = aRulebook({ capabilities: ALL, login: loginSettings({ rollout: {} }) })
    expect(await methods(session, ALL, rulebook)).toEqual([])
  })

  test.each<[string, Differences]>([
    ['no session', {}],
    ['an empty session', { session: {} }],
    ['a session without an id', { session: { id: '' } }],
  ])('with %s there is only a token to end', async (_what, differences) => {
    const only: Capabilities = { ...NONE, expirySetters: true }
    expect(await methods({ ...vouched(NOON_MS - HOUR_MS), ...differences }, only)).toEqual([
      'refreshToken.setExpiresAt',
    ])
  })

  test('#31 the refresh token remembers its organization', async () => {
    const calls = await effects(
      { organization: { id: GLOBEX } },
      { ...NONE, refreshTokenMetadata: true },
    )
    expect(calls).toEqual([
      ['refreshToken.setMetadata', 'og_org', anOrganizationMemory({ organization: GLOBEX })],
    ])
  })

  const remembering: Capabilities = { ...NONE, refreshTokenMetadata: true }
  const rolledOut = (rollout: LoginSettings['rollout']): BakedRulebook =>
    aRulebook({ capabilities: remembering, login: loginSettings({ rollout }) })

  test('a login without organization has nothing to remember', async () => {
    const rulebook = rolledOut({ ...everyPolicy('enforce'), 'org-required': aRollout('off') })
    expect(await methods({ organization: undefined }, remembering, rulebook)).toEqual([])
  })

  test.each<[string, LoginSettings['rollout'], readonly string[]]>([
    ['where everything is off', everyPolicy('off'), []],
    ['where everything is monitored', everyPolicy('monitor'), []],
    ['where anything is captured', everyPolicy('capture'), ['refreshToken.setMetadata']],
    [
      'where one policy is enforced',
      { ...everyPolicy('off'), membership: aRollout('enforce') },
      ['refreshToken.setMetadata'],
    ],
  ])(
    'a token remembers its organization only where something may be written: %s',
    async (_what, rollout, written) => {
      expect(await methods({}, remembering, rolledOut(rollout))).toEqual(written)
    },
  )
})

describe('what the plan does not have', () => {
  test.each<[string, Differences]>([
    ['an admission', { ...vouched(NOON_MS), ...session }],
    ['a suspended person', { ...blocked('*'), ...session }],
    ['a suspended person, refreshing', { ...blocked('*'), ...refresh }],
    ['a stale person', { ...vouched(NOON_MS - 40 * HOUR_MS), ...session }],
  ])('is not asked for: %s', async (_what, differences) => {
    expect(await methods(differences, NONE)).toEqual([])
  })

  test.each<[string, Differences, string | null]>([
    ['#68 a suspended person', { ...blocked('*'), ...session }, 'USER_SUSPENDED'],
    ['#68 a suspended person, refreshing', { ...blocked('*'), ...refresh }, 'USER_SUSPENDED'],
    ['#68 a stale person', { ...vouched(NOON_MS - 40 * HOUR_MS), ...session }, 'UPSTREAM_STALE'],
    ['#68 an admission', { ...vouched(NOON_MS), ...session }, null],
  ])('but is promised, makes no difference: %s', async (_what, differences, reason) => {
    const { api, calls } = recordingApi()
    const without = {
      ...api,
      session: undefined,
      refreshToken: undefined,
    } as unknown as PostLoginAPI
    const event = aPostLoginEvent(differences)
    const rulebook = aRulebook({ capabilities: ALL })
    const run = await runLogin(event, rulebook, NOON_MS, { api: without, calls })
    expect(run.refusal?.reference?.reason ?? null).toBe(reason)
    expect([...new Set(run.log.slice(1))]).toEqual(['og effect unavailable'])
  })
})
