import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../scripts/ground/user-fault.ts'
import { bakeRulebook } from '../../../scripts/project/bake-rulebook.ts'
import { loadProject } from '../../../scripts/project/load-project.ts'
import { aProjectFolder, type Change, faultsOf } from '../../builders/a-project-folder.ts'
import { NOON_MS } from '../../builders/noon.ts'

const RULEBOOK = 'tenant/rulebook.json'
const LOCAL = 'tenant/environments/local.json'
const IDS = 'tenant/environments/local.ids.json'

const exemption = {
  policy: 'email-lock',
  client: 'Reports',
  owner: '@platform/identity',
  reason: 'until the migration is done',
  expires: '2026-12-31',
}
const exempt = (differences: object): Change => [
  RULEBOOK,
  ['exemptions'],
  [{ ...exemption, ...differences }],
]
const policy = (name: string, key: string, value: unknown): Change => [
  RULEBOOK,
  ['policies', name, key],
  value,
]
const override = (value: unknown): Change => [LOCAL, ['overrides'], value]

/** What must be in the message: the path, the file, what was found, what would be accepted. */
type Said = readonly [path: string, file: string, found: string, accepted: string]

const FAULTS: readonly (readonly [string, Change, string, Said])[] = [
  [
    'a policy nobody knows',
    [RULEBOOK, ['policies', 'email-locks'], { mode: 'enforce' }],
    'rulebook_invalid',
    ['policies.email-locks', RULEBOOK, 'unknown key', 'accepted `email-lock`, `'],
  ],
  [
    'a policy that is missing',
    [RULEBOOK, ['policies', 'org-blocked'], undefined],
    'rulebook_invalid',
    ['policies.org-blocked', RULEBOOK, 'nothing', 'object'],
  ],
  [
    'a key nobody knows',
    policy('membership', 'modes', 'enforce'),
    'rulebook_invalid',
    ['policies.membership.modes', RULEBOOK, 'unknown key', 'accepted `mode`, `'],
  ],
  [
    'a mode nobody knows',
    policy('membership', 'mode', 'enforced'),
    'rulebook_invalid',
    ['policies.membership.mode', RULEBOOK, '"enforced"', '`off`, `monitor`, `capture`, `enforce`'],
  ],
  [
    'a mode in capitals',
    policy('membership', 'mode', 'ENFORCE'),
    'rulebook_invalid',
    ['policies.membership.mode', RULEBOOK, '"ENFORCE"', '`enforce`'],
  ],
  [
    'a mode nobody knows for a client',
    policy('org-required', 'clients', { Reports: 'yes' }),
    'rulebook_invalid',
    ['policies.org-required.clients.Reports', RULEBOOK, '"yes"', '`monitor`'],
  ],
  [
    'a mode by organization for what is about logins without any',
    policy('org-required', 'organizations', { acme: 'enforce' }),
    'rulebook_invalid',
    [
      'policies.org-required.organizations',
      RULEBOOK,
      '{"acme":"enforce"}',
      'accepted nothing (no `organizations` for `org-required`: it refuses logins that name no organization)',
    ],
  ],
  [
    'a mode by organization for sign-ups',
    policy('signup-gate', 'organizations', { acme: 'enforce' }),
    'rulebook_invalid',
    ['policies.signup-gate.organizations', RULEBOOK, '{"acme"', 'a sign-up shows no organization'],
  ],
  [
    'a mode by connection for machines',
    policy('machine-token-gate', 'connections', {}),
    'rulebook_invalid',
    [
      'policies.machine-token-gate.connections',
      RULEBOOK,
      '{}',
      'a machine signs in through no connection',
    ],
  ],
  [
    'an exemption of a sign-up by organization',
    exempt({ policy: 'signup-gate', organization: 'acme' }),
    'rulebook_invalid',
    [
      'exemptions.0.organization',
      RULEBOOK,
      '"acme"',
      'accepted none for `signup-gate`: a sign-up shows no organization',
    ],
  ],
  [
    'an exemption of a machine by connection',
    exempt({ policy: 'machine-token-gate', connection: 'members' }),
    'rulebook_invalid',
    ['exemptions.0.connection', RULEBOOK, '"members"', 'a machine signs in through no connection'],
  ],
  [
    'no meaning of a membership without a lock',
    policy('email-lock', 'onMissing', undefined),
    'rulebook_invalid',
    [
      'policies.email-lock.onMissing',
      RULEBOOK,
      'nothing',
      '(what a membership without a locked address means until the cut-over;',
    ],
  ],
  [
    'no hours',
    policy('upstream-freshness', 'maxAgeHours', 0),
    'rulebook_invalid',
    ['policies.upstream-freshness.maxAgeHours', RULEBOOK, '`0`', 'accepted more than 0'],
  ],
  [
    'no mode',
    policy('membership', 'mode', undefined),
    'rulebook_invalid',
    ['policies.membership.mode', RULEBOOK, 'nothing', '`enforce`'],
  ],
  [
    'a cut-over that is no day',
    policy('email-lock', 'cutOver', '2027-02-30'),
    'rulebook_invalid',
    [
      'policies.email-lock.cutOver',
      RULEBOOK,
      '"2027-02-30"',
      'accepted a calendar day such as `2027-03-01`: ',
    ],
  ],
  [
    'a cut-over with a time',
    policy('email-lock', 'cutOver', '2027-06-01T00:00:00Z'),
    'rulebook_invalid',
    ['policies.email-lock.cutOver', RULEBOOK, '"2027-06-01T00:00:00Z"', 'a calendar day such as'],
  ],
  [
    'a missing lock that is guessed',
    policy('email-lock', 'onMissing', 'guess'),
    'rulebook_invalid',
    ['policies.email-lock.onMissing', RULEBOOK, '"guess"', '`adopt`, `observe`, `deny`'],
  ],
  [
    'a domain in capitals',
    policy('signup-gate', 'domains', ['ACME.example']),
    'rulebook_invalid',
    ['policies.signup-gate.domains.0', RULEBOOK, '"ACME.example"', 'a lower-case ASCII domain'],
  ],
  [
    'a domain that is an address',
    policy('signup-gate', 'domains', ['ann@acme.example']),
    'rulebook_invalid',
    ['policies.signup-gate.domains.0', RULEBOOK, '"ann@acme.example"', 'a lower-case ASCII domain'],
  ],
  [
    'six organizations for one client',
    [
      RULEBOOK,
      ['policies', 'signup-gate', 'invitations', 'clients', 'Reports'],
      ['a', 'b', 'c', 'd', 'e', 'f'],
    ],
    'rulebook_invalid',
    ['policies.signup-gate.invitations.clients.Reports', RULEBOOK, '["a","b"', 'at most 5 entries'],
  ],
  [
    'no organization for a client',
    [RULEBOOK, ['policies', 'signup-gate', 'invitations', 'clients', 'Reports'], []],
    'rulebook_invalid',
    ['policies.signup-gate.invitations.clients.Reports', RULEBOOK, '[]', 'at least 1 entry'],
  ],
  [
    'a hundred pages',
    [RULEBOOK, ['policies', 'signup-gate', 'invitations', 'maxPages'], 100],
    'rulebook_invalid',
    ['policies.signup-gate.invitations.maxPages', RULEBOOK, '100', 'at most 20'],
  ],
  [
    'half a page',
    [RULEBOOK, ['policies', 'signup-gate', 'invitations', 'maxPages'], 1.5],
    'rulebook_invalid',
    ['policies.signup-gate.invitations.maxPages', RULEBOOK, '1.5', 'int'],
  ],
  [
    'a message that is too long',
    [RULEBOOK, ['messages', 'OG_RETRY'], 'x'.repeat(201)],
    'rulebook_invalid',
    ['messages.OG_RETRY', RULEBOOK, '"xxx', 'at most 200 characters'],
  ],
  [
    'an empty message',
    [RULEBOOK, ['messages', 'OG_RETRY'], ''],
    'rulebook_invalid',
    ['messages.OG_RETRY', RULEBOOK, '""', 'at least 1 character'],
  ],
  [
    'a message of no code',
    [RULEBOOK, ['messages', 'OG_NEVER'], 'x'],
    'rulebook_invalid',
    ['messages.OG_NEVER', RULEBOOK, 'unknown key', '`OG_ACCESS`'],
  ],

  [
    'an exemption from a human decision',
    exempt({ policy: 'org-blocked' }),
    'rulebook_invalid',
    ['exemptions.0.policy', RULEBOOK, '"org-blocked"', '`org-required`, `membership`'],
  ],
  [
    'an exemption from the guard',
    exempt({ policy: 'runtime-guard' }),
    'rulebook_invalid',
    ['exemptions.0.policy', RULEBOOK, '"runtime-guard"', '`email-lock`'],
  ],
  [
    'an exemption of nobody',
    exempt({ client: undefined }),
    'rulebook_invalid',
    ['exemptions.0', RULEBOOK, '{"policy"', 'a client, an organization or a connection'],
  ],
  [
    'an exemption without an owner',
    exempt({ owner: undefined }),
    'rulebook_invalid',
    ['exemptions.0.owner', RULEBOOK, 'nothing', 'string (a team handle, never a person)'],
  ],
  [
    'an exemption owned by a person',
    exempt({ owner: 'ann@acme.example' }),
    'rulebook_invalid',
    [
      'exemptions.0.owner',
      RULEBOOK,
      '"ann@acme.example"',
      'accepted a team handle, never a person',
    ],
  ],
  [
    'an exemption owned by nobody',
    exempt({ owner: '' }),
    'rulebook_invalid',
    ['exemptions.0.owner', RULEBOOK, '""', 'a team handle, never a person'],
  ],
  [
    'an exemption without a reason',
    exempt({ reason: 'because' }),
    'rulebook_invalid',
    ['exemptions.0.reason', RULEBOOK, '"because"', 'at least 10 characters'],
  ],
  [
    'an exemption without an end',
    exempt({ expires: undefined }),
    'rulebook_invalid',
    ['exemptions.0.expires', RULEBOOK, 'nothing', 'a calendar day'],
  ],
  [
    'an exemption for ever',
    exempt({ expires: 'never' }),
    'rulebook_invalid',
    ['exemptions.0.expires', RULEBOOK, '"never"', 'accepted a calendar day such as `2027-03-01`'],
  ],
  [
    'an exemption that has expired',
    exempt({ expires: '2026-11-22' }),
    'exemption_expired',
    ['exemptions.0.expires', RULEBOOK, '`2026-11-22`', 'a day after `2026-11-23`'],
  ],
  [
    'an exemption that expired this midnight',
    exempt({ expires: '2026-11-23' }),
    'exemption_expired',
    ['exemptions.0.expires', RULEBOOK, '`2026-11-23`', 'a day after `2026-11-23`'],
  ],
  [
    'an exemption of a client without id',
    exempt({ client: 'Report' }),
    'name_without_id',
    ['exemptions.0.client', IDS, '`Report`', '`Reports`'],
  ],
  [
    'an exemption of an organization without id',
    exempt({ organization: 'Acme' }),
    'name_without_id',
    ['exemptions.0.organization', IDS, '`Acme`', '`acme`, `globex`'],
  ],
  [
    'an exemption of a connection without id',
    exempt({ connection: 'acme' }),
    'name_without_id',
    ['exemptions.0.connection', IDS, '`acme`', '`acme-oidc`, `members`'],
  ],

  [
    'a client without id',
    policy('org-required', 'clients', { Nowhere: 'enforce' }),
    'name_without_id',
    [
      'policies.org-required.clients.Nowhere',
      IDS,
      '`Nowhere`',
      '`Back Office`, `Member Portal`, `Nightly Export`, `Reports`',
    ],
  ],
  [
    'a client named as every object knows',
    policy('org-required', 'clients', { constructor: 'enforce' }),
    'name_without_id',
    ['policies.org-required.clients.constructor', IDS, '`constructor`', '`Reports`'],
  ],
  [
    'an organization without id',
    policy('membership', 'organizations', { initech: 'off' }),
    'name_without_id',
    ['policies.membership.organizations.initech', IDS, '`initech`', '`acme`, `globex`'],
  ],
  [
    'an id in place of a name',
    policy('membership', 'organizations', { org_7exm4fQmKtT8suz4: 'off' }),
    'name_without_id',
    [
      'policies.membership.organizations.org_7exm4fQmKtT8suz4',
      IDS,
      '`org_7exm4fQmKtT8suz4`',
      '`acme`',
    ],
  ],
  [
    'a connection without id',
    policy('membership', 'connections', { nowhere: 'off' }),
    'name_without_id',
    ['policies.membership.connections.nowhere', IDS, '`nowhere`', '`members`'],
  ],
  [
    'a trusted connection without id',
    policy('verified-email', 'trustedConnections', ['members', 'nowhere']),
    'name_without_id',
    ['policies.verified-email.trustedConnections.1', IDS, '`nowhere`', '`members`'],
  ],
  [
    'an invited organization without id',
    [RULEBOOK, ['policies', 'signup-gate', 'invitations', 'connections', 'members', 1], 'initech'],
    'name_without_id',
    [
      'policies.signup-gate.invitations.connections.members.1',
      IDS,
      '`initech`',
      '`acme`, `globex`',
    ],
  ],
  [
    'a name whose id was removed',
    [IDS, ['clients', 'Reports'], undefined],
    'name_without_id',
    ['policies.org-required.clients.Reports', IDS, '`Reports`', '`Back Office`, `Member Portal`'],
  ],

  [
    'an override of a mode nobody knows',
    override({ policies: { membership: { mode: 'on' } } }),
    'rulebook_invalid',
    ['overrides.policies.membership.mode', LOCAL, '"on"', '`enforce`'],
  ],
  [
    'an override of a policy nobody knows',
    override({ policies: { memberships: { mode: 'off' } } }),
    'rulebook_invalid',
    ['overrides.policies.memberships', LOCAL, 'unknown key', 'accepted `membership`, `'],
  ],
  [
    'an override in a list',
    override({ exemptions: [{ ...exemption, owner: 'ann@acme.example' }] }),
    'rulebook_invalid',
    ['overrides.exemptions.0.owner', LOCAL, '"ann@acme.example"', 'a team handle'],
  ],
  [
    'an override by null',
    override({ policies: { membership: null } }),
    'rulebook_invalid',
    ['overrides.policies.membership', LOCAL, '`null`', 'object'],
  ],
  [
    'an override of something below a text',
    override({ messages: { OG_RETRY: { text: 'x' } } }),
    'rulebook_invalid',
    ['overrides.messages.OG_RETRY', LOCAL, '{"text":"x"}', 'string'],
  ],
  [
    'a fault of the rulebook beside an override',
    policy('membership', 'mode', 'on'),
    'rulebook_invalid',
    ['policies.membership.mode', RULEBOOK, '"on"', '`enforce`'],
  ],

  [
    'an environment key nobody knows',
    [LOCAL, ['secret'], []],
    'environment_invalid',
    ['secret', LOCAL, 'unknown key', 'accepted `secrets`, `'],
  ],
  [
    'a domain with a scheme',
    [LOCAL, ['domain'], 'https://localhost:4443'],
    'environment_invalid',
    ['domain', LOCAL, '"https://localhost:4443"', 'accepted the tenant, without https://'],
  ],
  [
    'a keyword in small letters',
    [LOCAL, ['keywords', 'og_domain'], 'x'],
    'environment_invalid',
    ['keywords.og_domain', LOCAL, '"x"', 'a key like /^[A-Z]'],
  ],
  [
    'a resource type nobody knows',
    [LOCAL, ['manages', 0], 'users'],
    'environment_invalid',
    ['manages.0', LOCAL, '"users"', '`actions`'],
  ],
  [
    'no resource type',
    [LOCAL, ['manages'], []],
    'environment_invalid',
    ['manages', LOCAL, '[]', 'at least 1'],
  ],
  [
    'a key in place of its id',
    [LOCAL, ['keys', 'signing'], 'a-secret-for-tests-only-that-is-long-enough-1'],
    'environment_invalid',
    ['keys.signing', LOCAL, '"a-secret', 'accepted id of OG_SIGNING_KEY'],
  ],
  [
    'no word about a second key',
    [LOCAL, ['keys', 'alsoVerifying'], undefined],
    'environment_invalid',
    ['keys.alsoVerifying', LOCAL, 'nothing', 'string'],
  ],
  [
    'a capability that is perhaps',
    [LOCAL, ['capabilities', 'organizationOnRefresh'], 'perhaps'],
    'environment_invalid',
    ['capabilities.organizationOnRefresh', LOCAL, '"perhaps"', 'boolean'],
  ],
  [
    'a secret in small letters',
    [LOCAL, ['secrets', 0], 'og_domain'],
    'environment_invalid',
    ['secrets.0', LOCAL, '"og_domain"', 'upper-case letters'],
  ],
  [
    'an id that is empty',
    [IDS, ['clients', 'Reports'], ''],
    'ids_invalid',
    ['clients.Reports', IDS, '""', 'at least 1'],
  ],
  [
    'ids of something else',
    [IDS, ['users'], {}],
    'ids_invalid',
    ['users', IDS, 'unknown key', '`organizations`'],
  ],
]

const load = async (...changes: readonly Change[]): Promise<unknown> =>
  bakeRulebook(await loadProject(await aProjectFolder(...changes), 'local'), NOON_MS)

const isLocated = ({ message }: Fault, [path, file, found, accepted]: Said): boolean =>
  message.includes(`\`${path}\``) &&
  message.includes(`\`${file}\``) &&
  message.includes(found) &&
  message.includes(accepted)

describe('a fault of the project', () => {
  test.each(FAULTS)('%s', async (_what, change, code, said) => {
    const faults = await faultsOf(() => load(change))
    expect(faults.map((fault) => fault.code)).toEqual(faults.map(() => code))
    expect(faults.filter((fault) => isLocated(fault, said))).toHaveLength(1)
    expect(faults.filter(({ fix }) => fix === '')).toEqual([])
  })

  test.each(FAULTS)('%s: the message is one sentence in lower case', async (_what, change) => {
    const faults = await faultsOf(() => load(change))
    expect(
      faults.filter(({ message }) => !/^`?[a-z]|^`/.test(message) || /\n|\.$/.test(message)),
    ).toEqual([])
  })
})

describe('a key that is never accepted', () => {
  test('is to be removed', async () => {
    const faults = await faultsOf(() =>
      load(policy('org-required', 'organizations', { acme: 'enforce' })),
    )
    expect(faults.map(({ fix }) => fix)).toEqual([
      'remove `policies.org-required.organizations` from `tenant/rulebook.json`',
    ])
  })

  test('is not among those that are', async () => {
    const faults = await faultsOf(() => load(policy('org-required', 'modi', 'enforce')))
    expect(faults.map(({ message }) => message)).toEqual([
      '`policies.org-required.modi` in `tenant/rulebook.json` is not accepted: found unknown key, accepted `mode`, `clients`, `reviewBy`, `connections`',
    ])
  })
})

describe('several faults', () => {
  test('of all three files are told at once', async () => {
    const faults = await faultsOf(() =>
      load(policy('membership', 'mode', 'on'), [LOCAL, ['domain'], ''], [IDS, ['users'], {}]),
    )
    expect(faults.map(({ code }) => code).toSorted()).toEqual([
      'environment_invalid',
      'ids_invalid',
      'rulebook_invalid',
    ])
  })

  test('every name without id and every expired exemption are told at once', async () => {
    const faults = await faultsOf(() =>
      load(
        policy('org-required', 'clients', { One: 'off', Two: 'off' }),
        exempt({ expires: '2020-01-01', client: 'Three' }),
      ),
    )
    expect(faults.map(({ code }) => code).toSorted()).toEqual([
      'exemption_expired',
      'name_without_id',
      'name_without_id',
      'name_without_id',
    ])
  })

  test.each<[string, Change, string]>([
    [
      'a key that is nearly one',
      [RULEBOOK, ['policies', 'email-locks'], { mode: 'enforce' }],
      'did you mean `email-lock`? if not, remove `policies.email-locks` from `tenant/rulebook.json`',
    ],
    [
      'a key that is nearly none',
      [LOCAL, ['weather'], 'fine'],
      'remove `weather` from `tenant/environments/local.json`',
    ],
  ])('%s', async (_what, change, fix) => {
    expect((await faultsOf(() => load(change))).map((fault) => fault.fix)).toEqual([fix])
  })

  test('two unknown keys are two faults', async () => {
    const faults = await faultsOf(() =>
      load([RULEBOOK, ['policies', 'org-blocked'], { mode: 'off', a: 1, b: 2 }]),
    )
    expect(faults).toHaveLength(2)
  })
})

describe('files', () => {
  test.each<[string, string, Change[], string, string]>([
    [
      'an environment nobody made',
      'staging',
      [],
      'environment_unknown',
      '`staging` has no file in `tenant/environments`: accepted `local`',
    ],
    ['an environment that is a path', '../rulebook', [], 'environment_unknown', '`../rulebook`'],
    ['the ids of an environment', 'local.ids', [], 'environment_unknown', '`local.ids`'],
    [
      'no environment at all',
      'local',
      [['tenant/environments', null]],
      'environment_unknown',
      '`local`',
    ],
    [
      'no rulebook',
      'local',
      [[RULEBOOK, null]],
      'file_missing',
      '`tenant/rulebook.json` cannot be read',
    ],
    [
      'a rulebook that is no JSON',
      'local',
      [[RULEBOOK, '{,}']],
      'json_invalid',
      '`tenant/rulebook.json` is not JSON',
    ],
    [
      'an environment that is no JSON',
      'local',
      [[LOCAL, '']],
      'json_invalid',
      '`tenant/environments/local.json` is not JSON',
    ],
    [
      'a rulebook that is a list',
      'local',
      [[RULEBOOK, '[]']],
      'rulebook_invalid',
      '`policies` in `tenant/rulebook.json`',
    ],
  ])('%s', async (_what, name, changes, code, text) => {
    const folder = await aProjectFolder(...changes)
    const faults = await faultsOf(() => loadProject(folder, name))
    expect(faults.map((fault) => fault.code)).toEqual(faults.map(() => code))
    expect(faults.filter(({ message }) => message.includes(text))).toHaveLength(1)
  })

  test('an environment without ids is not a fault until a name needs one', async () => {
    const folder = await aProjectFolder([IDS, null])
    const project = await loadProject(folder, 'local')
    expect(project.ids).toEqual({ clients: {}, organizations: {}, connections: {} })
    const faults = await faultsOf(() => bakeRulebook(project, NOON_MS))
    expect(faults[0]).toMatchObject({
      code: 'name_without_id',
      fix: expect.stringContaining('npm run resolve'),
    })
  })
})
