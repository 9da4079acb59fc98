import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deriveKeys } from '../../../actions/records/keyring.ts'
import { sealReference } from '../../../actions/records/reference.ts'
import { signIn } from '../../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../../scripts/auth0/login-client/browser.ts'
import { createPerson } from '../../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../../scripts/journey/administrator.ts'
import { idOf } from '../../../scripts/journey/scene.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../../scripts/project/local-environments.ts'
import { anOperator, faultCodesOf, type RunCommand } from '../../builders/an-operator.ts'
import { FOREIGN_SECRET } from '../../builders/test-keys.ts'
import { type DeployedTenant, deployedTenant } from '../../journeys/deployed-tenant.ts'

const ann = createPerson('Ann', 'ann@acme.example.com')
const NEW_ADDRESS = 'ann@new.example.com'
const WHEN = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z'

let deployed: DeployedTenant
let snapshot: ReturnType<DeployedTenant['running']['control']['snapshot']>
let management: ManagementClient
let run: RunCommand
let userId: string

beforeAll(async () => {
  deployed = await deployedTenant()
  management = deployed.scene.management
  userId = await createAdministrator(deployed.scene).enrol(ann, ['acme'])
  run = await anOperator(deployed)
  snapshot = deployed.running.control.snapshot()
})
beforeEach(() => deployed.running.control.restore(snapshot))
afterAll(() => deployed?.stop())

const inspect = (...more: readonly string[]) => run(['inspect', '--user', userId, ...more])
const moveTo = (email: string) => createAdministrator(deployed.scene).changeAddress(userId, email)

async function login(email = ann.email): Promise<void> {
  const { scene } = deployed
  const browser = openBrowser(scene.address.certificate)
  const organization = idOf(scene.names, 'organizations', 'acme')
  await signIn(scene.applications['Member Portal'], browser, { ...ann, email }, { organization })
  browser.close()
}

const AT_NO_ORGANIZATION = [
  'now     Member Portal: deny ORG_CONTEXT_MISSING by org-required',
  '        have the application send `organization` with the login',
]
const NOT_BLOCKED = ['tenant  not blocked', 'wrong   not blocked after wrong passwords']

describe('what an operator is told', () => {
  test('of somebody without records', async () => {
    const before = await management.users.get(userId)
    expect(await inspect()).toEqual({
      exit: 0,
      lines: [
        'lock    none',
        'block   none',
        ...NOT_BLOCKED,
        'member  acme',
        'log     no refusal',
        'now     Back Office in acme: allow',
        ...AT_NO_ORGANIZATION,
        'now     Member Portal in acme: allow',
        'now     Reports: allow',
        'now     Reports in acme: allow',
      ],
    })
    expect(await management.users.get(userId)).toEqual(before)
  })

  test('of somebody whose address was changed', async () => {
    await login()
    await moveTo(NEW_ADDRESS)
    await login(NEW_ADDRESS)
    const { exit, lines } = await inspect()
    const what = 'EMAIL_DRIFT by email-lock'
    const todo =
      '        make sure that the person owns the new address: `test-address`, then `members rebind`, or `members relock`'
    const drifted = (where: string) => [`now     ${where}: deny ${what}`, todo]
    expect([exit, lines]).toEqual([
      0,
      [
        expect.stringMatching(`^lock    acme: another address, first-seen, ${WHEN}$`),
        'block   none',
        ...NOT_BLOCKED,
        'member  acme',
        expect.stringMatching(
          `^log     ${WHEN} Member Portal in acme: ${what}: the e-mail address is not the one that the membership was granted to$`,
        ),
        todo,
        ...drifted('Back Office in acme'),
        ...AT_NO_ORGANIZATION,
        ...['Member Portal in acme', 'Reports', 'Reports in acme'].flatMap(drifted),
      ],
    ])
    expect(lines.join('\n')).not.toContain('@')
  })

  test('the three kinds of block apart', async () => {
    await management.users.update(userId, { blocked: true })
    await run(['members', 'block', '--user', userId, '--organization', 'acme'])
    await run(['members', 'suspend', '--user', userId])
    const { lines } = await inspect()
    const told = (where: string) =>
      expect.stringMatching(
        `^block   ${where}: SUSPENDED since ${WHEN}, by operator \\S+, without end$`,
      )
    expect(lines.filter((line) => /^(block|tenant|wrong)/.test(line))).toEqual([
      told('acme'),
      told('everywhere'),
      'tenant  blocked: Auth0 refuses every login; `members lift-tenant-block`',
      'wrong   not blocked after wrong passwords',
    ])
  })

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a lock without its signature', { og_lock: { v: 1 } }, 'lock    refused: STATE_TAMPERED'],
    ['half a block', { og_block: { v: 1 } }, 'block   cannot be read: every login is refused'],
  ])('%s', async (_what, app_metadata, line) => {
    await management.users.update(userId, { app_metadata })
    expect((await inspect()).lines).toContain(line)
  })
})

test('a block of another tool is told as its record says, and nobody is named who did not do it', async () => {
  await run(['members', 'suspend', '--user', userId])
  const block = { o: '*', r: 'ann@acme.example.com', t: 1_700_000_000, until: 1_800_000_000 }
  await management.users.update(userId, { app_metadata: { og_block: { v: 1, b: [block] } } })
  const { lines } = await inspect()
  expect(lines.filter((line) => /^block|--audit/.test(line))).toEqual([
    'block   everywhere: for a reason that is no word since 2023-11-14T22:13:20.000Z, until 2027-01-15T08:00:00.000Z',
    '        who set a block is said by the audit of whoever did it: `--audit <file>`',
  ])
  // The same word for the same place, at another time, is another block than the one in the audit.
  const older = { o: '*', r: 'SUSPENDED', t: 1_700_000_000 }
  await management.users.update(userId, { app_metadata: { og_block: { v: 1, b: [older] } } })
  expect((await inspect()).lines).toContain(
    'block   everywhere: SUSPENDED since 2023-11-14T22:13:20.000Z, without end',
  )
})

test('programs are told the same', async () => {
  await login()
  await run(['members', 'suspend', '--user', userId])
  const { exit, lines } = await inspect('--json')
  const suspended = {
    outcome: 'deny',
    reason: 'USER_SUSPENDED',
    policy: 'user-suspended',
    remedy: 'if it was a mistake: `members lift-suspension`',
  }
  expect([exit, JSON.parse(lines.join('\n'))]).toEqual([
    0,
    {
      refused: null,
      locks: [
        {
          organization: 'acme',
          isAddressOfToday: true,
          origin: 'first-seen',
          lockedAt: expect.stringMatching(/Z$/),
          isOutdated: false,
        },
      ],
      blocks: [
        {
          organization: null,
          reason: 'SUSPENDED',
          since: expect.stringMatching(`^${WHEN}$`),
          by: expect.stringMatching(/^operator \S+$/),
          until: null,
          isOver: false,
        },
      ],
      size: { all: expect.any(Number), records: expect.any(Number) },
      isBlockedByTenant: false,
      passwordBlocks: 0,
      memberships: ['acme'],
      refusals: [],
      now: [
        // Logins there that name no organization are Auth0's to refuse.
        { application: 'Back Office', organization: 'acme', ...suspended },
        ...['Member Portal', 'Reports'].flatMap((application) => [
          { application, organization: null, ...suspended },
          { application, organization: 'acme', ...suspended },
        ]),
      ],
      leftOut: 0,
    },
  ])
})

describe('test-address', () => {
  const ask = (OG_NEW_ADDRESS: string, organization = 'acme') =>
    run(['test-address', '--user', userId, '--organization', organization], { OG_NEW_ADDRESS })

  test('answers for the lock of one organization, and prints no address', async () => {
    await login()
    expect([
      await ask(ann.email),
      await ask(ann.email.toUpperCase()),
      await ask(NEW_ADDRESS),
      await ask(ann.email, 'globex'),
    ]).toEqual([
      { exit: 0, lines: ['yes'] },
      { exit: 0, lines: ['yes'] },
      { exit: 3, lines: ['no'] },
      { exit: 3, lines: ['no lock'] },
    ])
  })

  test('a lock that nobody believes matches nothing', async () => {
    await management.users.update(userId, { app_metadata: { og_lock: { v: 1 } } })
    expect(await ask(ann.email)).toEqual({ exit: 3, lines: ['unreadable lock'] })
  })

  test.each<[string, string, string, readonly string[]]>([
    ['no address', '', 'acme', ['option_missing']],
    ['an address nobody may use', 'ann', 'acme', ['address_unacceptable']],
    ['an unknown organization', ann.email, 'Acme', ['name_unknown']],
  ])('%s', async (_what, address, organization, codes) => {
    const ran = await ask(address, organization)
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, codes])
  })
})

test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
  ['nobody named', [], {}, 'option_missing'],
  ['nobody known', ['--user', 'auth0|nobody'], {}, 'user_unknown'],
  ['another signing key', ['--user', 'a|b'], { OG_SIGNING_KEY: FOREIGN_SECRET }, 'key_mismatch'],
  ['no credentials', ['--user', 'a|b'], { AUTH0_CLIENT_ID: '' }, 'credential_missing'],
])('refused: %s', async (_what, args, variables, code) => {
  const ran = await run(['inspect', ...args], variables)
  expect([ran.exit, faultCodesOf(ran)]).toEqual([2, [code]])
})

test('`reference` finds whom a refusal was about, by ids, in the log of the tenant', async () => {
  await login()
  await moveTo(NEW_ADDRESS)
  await login(NEW_ADDRESS)
  const [entry] = deployed.running.tenant.state.logs.filter(({ description }) =>
    `${description}`.includes('(reference '),
  )
  const reference = /[0-9a-z]{26}/.exec(`${entry?.description}`)?.[0] ?? ''
  const whom = async (...words: readonly string[]) =>
    (await run(['reference', ...words])).lines.filter((line) => line.startsWith('whom'))
  expect([
    await whom(reference),
    await whom(reference, '--environment', 'local'),
    await whom(sealReference(STRANGER, DEVELOPMENT_KEYS), '--environment', 'local'),
  ]).toEqual([
    [],
    [`whom  ${userId} at Member Portal in acme`],
    ['whom  no entry of the log has it: the log may be too old, or the refusal wrote none'],
  ])
})

const DEVELOPMENT_KEYS = deriveKeys(DEVELOPMENT_SIGNING_KEY)
const STRANGER = { reason: 'EMAIL_DRIFT', policy: 'email-lock', atMs: 0 } as const
