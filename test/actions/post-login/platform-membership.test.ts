import type { PostLoginAPI } from '@auth0/actions/post-login/v3'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { LOOK_UP_BUDGET_MS } from '../../../actions/management/management-access.ts'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import type { MembershipSettings } from '../../../policies/login/membership.about.ts'
import type { Mode } from '../../../policies/mode.ts'
import { aPostLoginEvent } from '../../builders/a-post-login-event.ts'
import { aRulebook, NOTHING_CONFIRMED } from '../../builders/a-rulebook.ts'
import { anOrganizationMemory } from '../../builders/a-token-memory.ts'
import { ACME, GLOBEX } from '../../builders/ids.ts'
import { aRollout, everyPolicy, loginSettings } from '../../builders/login-settings.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { recordingApi } from '../../builders/recording-api.ts'
import { type LoginRun, runLogin } from '../../builders/run-login.ts'
import type { Differences } from '../../builders/with-differences.ts'

afterEach(() => vi.restoreAllMocks())

const STAFF = 'group-staff'
const rulebook = (settings: Partial<MembershipSettings>, mode: Mode = 'enforce'): BakedRulebook =>
  aRulebook({
    capabilities: { ...NOTHING_CONFIRMED, refreshTokenMetadata: true },
    login: loginSettings({
      rollout: { ...everyPolicy('off'), membership: aRollout(mode) },
      membership: { ...loginSettings().membership, ...settings },
    }),
  })

type Answers = {
  readonly roles?: (names: readonly string[]) => unknown
  readonly groups?: (ids: readonly string[]) => unknown
}

/** A login in which the platform answers as given; `asked` is what it was asked for. */
async function login(
  settings: Partial<MembershipSettings>,
  { roles, groups }: Answers,
  { differences = {}, mode }: { differences?: Differences; mode?: Mode } = {},
): Promise<{ run: LoginRun; asked: readonly unknown[] }> {
  const { api, calls } = recordingApi()
  const asked: unknown[] = []
  const answer = (how: Answers['roles']) => async (names: readonly string[]) => {
    asked.push(names)
    return (how?.(names) ?? {}) as never
  }
  const platform: PostLoginAPI = {
    ...api,
    roles: { getUserEffectiveRolesByNames: answer(roles) },
    groups: { hasGroupMembership: answer(groups) },
  }
  const event = aPostLoginEvent(differences)
  const run = await runLogin(event, rulebook(settings, mode), NOON_MS, { api: platform, calls })
  return { run, asked }
}

const reasonOf = ({ refusal }: LoginRun): string | null => refusal?.reference?.reason ?? null

describe('a role, however it was come by', () => {
  const settings = { source: 'effective-role', markerRole: 'member' } as const
  test.each<[string, unknown, string | null]>([
    ['has the role', { roles: [{ id: 'rol_1', name: 'member', type: 'x' }] }, null],
    ['has others too', { roles: [null, { name: 'admin' }, { name: 'member' }] }, null],
    ['has no role', { roles: [] }, 'NOT_MEMBER'],
    ['has one that begins alike', { roles: [{ name: 'members' }] }, 'NOT_MEMBER'],
    ['has one with that id', { roles: [{ id: 'member', name: 'x' }] }, 'NOT_MEMBER'],
    ['is not spoken of', {}, 'MEMBERSHIP_UNAVAILABLE'],
    ['is spoken of otherwise', { roles: 'member' }, 'MEMBERSHIP_UNAVAILABLE'],
    ['is answered with nothing', null, 'MEMBERSHIP_UNAVAILABLE'],
  ])('a person who %s', async (_who, answer, reason) => {
    const { run, asked } = await login(settings, { roles: () => answer })
    expect([reasonOf(run), asked]).toEqual([reason, [['member']]])
  })
})

describe('a group of the organization', () => {
  const settings = {
    source: 'group',
    groups: { [ACME]: [STAFF, 'group-guests'], [GLOBEX]: ['group-globex'] },
  } as const
  const of = (members: Readonly<Record<string, unknown>>, errors?: object) => ({
    memberships: members,
    ...(errors && { errors }),
  })
  test.each<[string, unknown, string | null]>([
    [
      'is in one of them',
      of({ [STAFF]: { is_member: false }, 'group-guests': { is_member: true } }),
      null,
    ],
    ['is in none', of({ [STAFF]: { is_member: false } }), 'NOT_MEMBER'],
    ['is in another one', of({ 'group-globex': { is_member: true } }), 'NOT_MEMBER'],
    ['is said to be in one by a word', of({ [STAFF]: { is_member: 'true' } }), 'NOT_MEMBER'],
    ['is in one, and another is not known', of({ [STAFF]: { is_member: true } }, { x: 'y' }), null],
    ['is in none, and another is not known', of({}, { x: 'y' }), 'MEMBERSHIP_UNAVAILABLE'],
    ['is in none, and nothing went wrong', of({}, {}), 'NOT_MEMBER'],
    ['is not spoken of', {}, 'MEMBERSHIP_UNAVAILABLE'],
    ['is spoken of with null', of({ [STAFF]: null }), 'NOT_MEMBER'],
  ])('a person who %s', async (_who, answer, reason) => {
    const { run, asked } = await login(settings, { groups: () => answer })
    expect([reasonOf(run), asked]).toEqual([reason, [[STAFF, 'group-guests']]])
  })

  test.each([GLOBEX, 'org_other', '__proto__'])('asks for those of %s only', async (id) => {
    const { run, asked } = await login(
      settings,
      { groups: () => of({ [STAFF]: { is_member: true } }) },
      { differences: { organization: { id } } },
    )
    expect([reasonOf(run), asked]).toEqual(['NOT_MEMBER', id === GLOBEX ? [['group-globex']] : []])
  })
})

describe('no answer', () => {
  const settings = { source: 'effective-role', markerRole: 'member' } as const
  const yes = () => ({ roles: [{ name: 'member' }] })

  test.each<[string, object]>([
    ['without the api', { roles: undefined }],
    ['with another api', { roles: {} }],
    [
      'from an api that fails',
      { roles: { getUserEffectiveRolesByNames: () => Promise.reject(new Error('boom')) } },
    ],
  ])('%s', async (_what, differences) => {
    const { api, calls } = recordingApi()
    const broken = { ...api, ...differences } as unknown as PostLoginAPI
    const event = aPostLoginEvent()
    const run = await runLogin(event, rulebook(settings), NOON_MS, { api: broken, calls })
    expect(reasonOf(run)).toBe('MEMBERSHIP_UNAVAILABLE')
  })

  test('from an api that hangs, when the budget is spent', async () => {
    const spent = new AbortController()
    const budget = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(spent.signal)
    const hangs = () => {
      queueMicrotask(() => spent.abort())
      return new Promise(() => {})
    }
    const { run } = await login(settings, { roles: hangs })
    expect([reasonOf(run), budget.mock.calls]).toEqual([
      'MEMBERSHIP_UNAVAILABLE',
      [[LOOK_UP_BUDGET_MS]],
    ])
  })

  test('for an organization that only the refresh token remembers', async () => {
    const { run, asked } = await login(
      settings,
      { roles: yes },
      {
        differences: {
          organization: undefined,
          transaction: { protocol: 'oauth2-refresh-token' },
          refresh_token: { metadata: { og_org: anOrganizationMemory() } },
        },
      },
    )
    expect([reasonOf(run), asked]).toEqual(['MEMBERSHIP_UNAVAILABLE', []])
  })
})

test.each<[string, Partial<MembershipSettings>, { differences?: Differences; mode?: Mode }]>([
  ['the policy is off', { source: 'group', groups: { [ACME]: [STAFF] } }, { mode: 'off' }],
  ['the platform is believed', { source: 'platform' }, {}],
  ['there is no organization', { source: 'group' }, { differences: { organization: undefined } }],
])('nobody is asked where %s', async (_where, settings, options) => {
  const { run, asked } = await login(settings, {}, options)
  expect([reasonOf(run), asked]).toEqual([null, []])
})
