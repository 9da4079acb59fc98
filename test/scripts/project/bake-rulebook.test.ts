import { describe, expect, test } from 'vitest'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import { loginSettings, profileChangeSettings } from '../../../policies/policies.ts'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import { type BakeResult, bakeRulebook, loginOf } from '../../../scripts/project/bake-rulebook.ts'
import { loadProject } from '../../../scripts/project/load-project.ts'
import { aProjectFolder, type Change } from '../../builders/a-project-folder.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

const RULEBOOK = 'tenant/rulebook.json'
const LOCAL = 'tenant/environments/local.json'
const IDS = 'tenant/environments/local.ids.json'

const bake = async (changes: readonly Change[] = [], nowMs = NOON_MS): Promise<BakeResult> =>
  bakeRulebook(await loadProject(await aProjectFolder(...changes), 'local'), nowMs)
const baked = async (...changes: readonly Change[]): Promise<BakedRulebook> =>
  (await bake(changes)).rulebook

const ids: readonly Change[] = [
  [
    IDS,
    JSON.stringify({
      clients: {
        'Back Office': 'id-office',
        'Member Portal': 'id-portal',
        'Nightly Export': 'id-nightly',
        Reports: 'id-reports',
      },
      connections: { 'acme-oidc': 'con_acme', members: 'con_members' },
      organizations: { acme: 'org_acme', globex: 'org_globex' },
    }),
  ],
]
const exemption = {
  policy: 'email-lock',
  client: 'Reports',
  organization: 'acme',
  connection: 'members',
  owner: '@platform/identity',
  reason: 'until the migration is done',
  expires: '2026-12-31',
}

describe('the committed rulebook', () => {
  test('bakes', async () => {
    const { rulebook, warnings } = await bake()
    expect(rulebook.hash).toMatch(/^[0-9a-f]{8}$/)
    expect(warnings).toEqual([])
  })

  test('bakes the same at any time, apart from what expires', async () => {
    expect(await bake([], NOON_MS + 10_000 * DAY_MS)).toEqual(await bake())
  })
})

test('what a rulebook leaves out is what a back end without one has', async () => {
  const leftOut = [
    ['requestsMayLoosen'],
    ['longestAllowanceDays'],
    ['unknownOnRefresh'],
    ...['groups', 'liveDoors', 'markerRole', 'onUnavailable', 'graceMinutes'].map((name) => [
      'policies',
      'membership',
      name,
    ]),
    ...['spread', 'newcomers'].map((name) => ['policies', 'email-lock', name]),
  ]
  const { login } = await baked(...leftOut.map((path): Change => [RULEBOOK, path, undefined]), [
    RULEBOOK,
    ['policies', 'membership', 'source'],
    'platform',
  ])
  const { requestsMayLoosen, longestAllowanceMs, unknownOnRefresh, membership, emailLock } =
    loginSettings({})
  expect(login).toMatchObject({
    requestsMayLoosen,
    longestAllowanceMs,
    unknownOnRefresh,
    membership,
    emailLock: { spread: emailLock.spread, newcomers: emailLock.newcomers },
  })
})

test('how long anything is let through, and what an unknown organization means, is the rulebook’s', async () => {
  const { login, signup, passwordReset, machineToken } = await baked(
    [RULEBOOK, ['longestAllowanceDays'], 30],
    [RULEBOOK, ['unknownOnRefresh'], 'refuse'],
  )
  const longest = [login, signup, passwordReset, machineToken].map((one) => one.longestAllowanceMs)
  expect(longest).toEqual(Array(4).fill(30 * DAY_MS))
  expect(login.unknownOnRefresh).toBe('refuse')
})

describe('names become ids', () => {
  test('of clients, organizations and connections, wherever they stand', async () => {
    const { login, invitations } = await baked(
      ...ids,
      [
        RULEBOOK,
        ['policies', 'user-suspended'],
        {
          mode: 'monitor',
          clients: { Reports: 'off' },
          organizations: { globex: 'enforce', acme: 'capture' },
          connections: { members: 'enforce' },
        },
      ],
      [RULEBOOK, ['policies', 'verified-email', 'trustedConnections'], ['acme-oidc']],
      [
        RULEBOOK,
        ['policies', 'signup-gate', 'invitations'],
        {
          clients: { Reports: ['globex', 'acme'] },
          connections: { members: ['acme'] },
          maxPages: 4,
          readsPerMinute: 30,
        },
      ],
    )
    expect(login.rollout['user-suspended']).toEqual({
      mode: 'monitor',
      applications: { 'id-reports': 'off' },
      organizations: { org_acme: 'capture', org_globex: 'enforce' },
      identitySources: { con_members: 'enforce' },
    })
    expect(login.trustedSources).toEqual(['con_acme'])
    expect(invitations).toEqual({
      clients: { 'id-reports': ['org_globex', 'org_acme'] },
      connections: { con_members: ['org_acme'] },
      maxPages: 4,
      readsPerMinute: 30,
    })
  })

  test('of an exemption, whose owner and reason stay behind', async () => {
    const { login, signup } = await baked(...ids, [
      RULEBOOK,
      ['exemptions'],
      [
        exemption,
        { ...exemption, policy: 'signup-gate', organization: undefined, connection: undefined },
      ],
    ])
    expect(login.exemptions).toEqual([
      {
        policy: 'email-lock',
        application: 'id-reports',
        organization: 'org_acme',
        identitySource: 'con_members',
        untilMs: Date.UTC(2026, 11, 31),
      },
    ])
    expect(signup.exemptions).toEqual([
      { policy: 'signup-gate', application: 'id-reports', untilMs: Date.UTC(2026, 11, 31) },
    ])
  })

  test('a day begins at midnight UTC', async () => {
    const { login } = await baked([RULEBOOK, ['policies', 'email-lock', 'cutOver'], '2027-06-01'])
    expect(login.emailLock).toMatchObject({ cutOverMs: Date.UTC(2027, 5, 1) })
  })
})

describe('the environment', () => {
  test('overrides what differs there, key by key', async () => {
    const { login, messages } = await baked([
      LOCAL,
      ['overrides'],
      {
        policies: {
          'user-suspended': { mode: 'monitor' },
          'org-required': { clients: { Reports: 'off' } },
        },
        messages: { OG_RETRY: 'Later.' },
      },
    ])
    const plain = await baked()
    expect(login.rollout['user-suspended']?.mode).toBe('monitor')
    expect(login.rollout['org-required']).toEqual({
      ...plain.login.rollout['org-required'],
      applications: expect.objectContaining({
        ...plain.login.rollout['org-required']?.applications,
        c3LWULJFIdqrAHq1uEFqnFXASBmnZ9a6: 'off',
      }),
    })
    expect(messages).toEqual({ ...plain.messages, OG_RETRY: { default: 'Later.' } })
  })

  test('replaces a list as a whole', async () => {
    const { login } = await baked([
      LOCAL,
      ['overrides'],
      {
        policies: { 'verified-email': { trustedConnections: [] } },
      },
    ])
    expect(login.trustedSources).toEqual([])
  })

  test('gives its keys and capabilities', async () => {
    const keys = { signing: '0123abcd', alsoVerifying: '4567cdef', rebindPublicKey: null }
    const { keyIds, capabilities } = await baked(
      [LOCAL, ['keys'], keys],
      [LOCAL, ['capabilities', 'organizationOnRefresh'], false],
    )
    expect(keyIds).toEqual(keys)
    expect(capabilities).toMatchObject({ organizationOnRefresh: false })
  })
})

test('whoever works on people has the settings of logins that the guard has, and is not held up by a name without an id', async () => {
  const changes: readonly Change[] = [...ids, [LOCAL, ['ceiling'], 'monitor']]
  const { login } = await baked(...changes)
  const own = loginOf(await loadProject(await aProjectFolder(...changes), 'local'))
  expect(own).toEqual(login)
  const withoutIds = await loadProject(await aProjectFolder([IDS, null]), 'local')
  expect(loginOf(withoutIds).sourceDomain.domains).toEqual({
    'no id: acme-oidc': ['acme.example.com'],
  })
})

describe('changes of a profile', () => {
  const POLICY = ['policies', 'profile-change']

  test('a rulebook that says nothing of them has the defaults, in whatever environment', async () => {
    const { profileChange } = await bake([[LOCAL, ['ceiling'], 'monitor']])
    expect(profileChange).toEqual({
      ...profileChangeSettings(),
      longestAllowanceMs: 90 * DAY_MS,
      identifierLock: { phone: 'verified', username: 'free' },
    })
  })

  test('attributes are those of an application, by its id', async () => {
    const own = {
      mode: 'monitor',
      organizations: { acme: 'enforce' },
      self: ['name'],
      administrator: [],
      attributes: { Reports: ['locale'], 'Member Portal': [] },
    }
    const { profileChange } = await bake([...ids, [RULEBOOK, POLICY, own]])
    expect([profileChange.rollout, profileChange.profileChange]).toEqual([
      { 'profile-change': { mode: 'monitor', organizations: { org_acme: 'enforce' } } },
      {
        self: ['name'],
        administrator: [],
        attributes: { 'id-portal': [], 'id-reports': ['locale'] },
      },
    ])
  })

  test.each<[string, object]>([
    ['a name without an id', { attributes: { Nobody: ['locale'] } }],
    ['a name that passes for a record', { attributes: { Reports: ['og_lock'] } }],
    ['a name with a path', { attributes: { Reports: ['a.b'] } }],
    ['a field that is none', { self: ['address'] }],
    ['modes by client', { clients: { Reports: 'off' } }],
    ['modes by connection', { connections: { members: 'off' } }],
  ])('%s is refused', async (_what, own) => {
    await expect(bake([[RULEBOOK, POLICY, own]])).rejects.toThrow(UserFault)
  })
})

describe('the hash', () => {
  const hash = async (...changes: readonly Change[]): Promise<string> =>
    (await baked(...changes)).hash

  test.each<[string, Change]>([
    ['a mode', [RULEBOOK, ['policies', 'user-suspended', 'mode'], 'monitor']],
    ['a message', [RULEBOOK, ['messages', 'OG_RETRY'], 'Later.']],
    ['an id', [IDS, ['clients', 'Reports'], 'other']],
    ['an exemption', [RULEBOOK, ['exemptions'], [exemption]]],
    ['a key', [LOCAL, ['keys', 'signing'], '01234567']],
    ['a capability', [LOCAL, ['capabilities', 'organizationOnRefresh'], false]],
  ])('changes with %s', async (_what, change) => {
    expect(await hash(change)).not.toBe(await hash())
  })

  test('does not change with what stays out of the bundle', async () => {
    const before = await hash([RULEBOOK, ['exemptions'], [exemption]])
    const after = await hash([
      RULEBOOK,
      ['exemptions'],
      [{ ...exemption, owner: 'other-team', reason: 'another reason' }],
    ])
    expect(after).toBe(before)
  })

  test('does not change with what operations on people may do', async () => {
    const own = { self: ['name'], attributes: { Reports: ['locale'] } }
    expect(await hash([RULEBOOK, ['policies', 'profile-change'], own])).toBe(await hash())
  })

  test('does not change with the order in which people wrote names', async () => {
    const modes = { Reports: 'off', 'Member Portal': 'enforce' }
    const reversed = Object.fromEntries(Object.entries(modes).reverse())
    const of = (clients: object): Promise<string> =>
      hash([RULEBOOK, ['policies', 'user-suspended'], { mode: 'off', clients }])
    expect(await of(reversed)).toBe(await of(modes))
  })
})

describe('warnings', () => {
  const expiring = (expires: string): Promise<BakeResult> =>
    bake([[RULEBOOK, ['exemptions'], [{ ...exemption, expires }]]])

  test.each([
    ['a day before', '2026-11-24', 1],
    ['two weeks before', '2026-12-07', 1],
    ['more than two weeks before', '2026-12-08', 0],
  ])('of an exemption, %s it expires', async (_when, expires, count) => {
    const { warnings } = await expiring(expires)
    expect(warnings).toEqual(
      count === 0
        ? []
        : [
            `the exemption from \`email-lock\`, owned by \`@platform/identity\`, expires on \`${expires}\``,
          ],
    )
  })
})
