import { generateKeyPairSync } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { markOf } from '../../../actions/records/address-mark.ts'
import { readBlocks } from '../../../actions/records/block-record.ts'
import { readGrants } from '../../../actions/records/grant-record.ts'
import { deriveKeys } from '../../../actions/records/keyring.ts'
import { lockOwner } from '../../../actions/records/lock-owner.ts'
import { readLock } from '../../../actions/records/lock-record.ts'
import { readRebinds } from '../../../actions/records/rebind-record.ts'
import { signIn } from '../../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../../scripts/auth0/login-client/browser.ts'
import { readOutcome } from '../../../scripts/auth0/login-client/outcome.ts'
import { createPerson } from '../../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../../scripts/journey/administrator.ts'
import { idOf } from '../../../scripts/journey/scene.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../../scripts/project/local-environments.ts'
import { anOperator, faultCodesOf, type RunCommand } from '../../builders/an-operator.ts'
import { DAY_MS, HOUR_MS } from '../../builders/noon.ts'
import { aKeyring, FOREIGN_SECRET } from '../../builders/test-keys.ts'
import { type DeployedTenant, deployedTenant } from '../../journeys/deployed-tenant.ts'

const ann = createPerson('Ann', 'ann@acme.example.com')
const NEW_ADDRESS = 'ann@new.example.com'
const KEYS = deriveKeys(DEVELOPMENT_SIGNING_KEY)
const desk = generateKeyPairSync('ed25519')
const pemOf = (key: typeof desk.privateKey): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString()
const PUBLIC_KEY = desk.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
/** Also for whoever is made to see whether a block holds. */
const SIGNING = { OG_REBIND_PRIVATE_KEY: pemOf(desk.privateKey) }
const TO_NEW_ADDRESS = { ...SIGNING, OG_NEW_ADDRESS: NEW_ADDRESS }

let deployed: DeployedTenant
let snapshot: ReturnType<DeployedTenant['running']['control']['snapshot']>
let management: ManagementClient
let run: RunCommand
let userId: string
let administrator: ReturnType<typeof createAdministrator>
let acme: string
let globex: string

beforeAll(async () => {
  deployed = await deployedTenant({
    environment: { keys: { signing: KEYS.id, alsoVerifying: null, rebindPublicKey: PUBLIC_KEY } },
  })
  const { scene, running } = deployed
  management = scene.management
  acme = idOf(scene.names, 'organizations', 'acme')
  globex = idOf(scene.names, 'organizations', 'globex')
  administrator = createAdministrator(scene, pemOf(desk.privateKey))
  userId = await administrator.enrol(ann, ['acme', 'globex'])
  run = await anOperator(deployed)
  snapshot = running.control.snapshot()
})
beforeEach(() => deployed.running.control.restore(snapshot))
afterAll(() => deployed?.stop())

const members = (verb: string, ...more: readonly string[]) =>
  run(['members', verb, '--user', userId, ...more], SIGNING)
const inspect = (...more: readonly string[]) => run(['inspect', '--user', userId, ...more])
/** What of the inspection is about records. */
const recordLines = async (): Promise<readonly string[]> =>
  (await inspect()).lines.filter((line) => /^(lock|block) /.test(line))
const rebind = (...more: readonly string[]) =>
  run(['members', 'rebind', '--user', userId, '--organization', 'acme', ...more], TO_NEW_ADDRESS)

/** What a login of the person through the deployed Actions ends with. */
async function login(organization = 'acme', email = ann.email): Promise<string> {
  const { scene } = deployed
  const browser = openBrowser(scene.address.certificate)
  const answer = await signIn(
    scene.applications['Member Portal'],
    browser,
    { ...ann, email },
    { organization: idOf(scene.names, 'organizations', organization) },
  )
  browser.close()
  const { decision, reason } = readOutcome(answer, scene.keys, () => '')
  return reason === '' ? decision : reason
}
const moveTo = (email: string) => createAdministrator(deployed.scene).changeAddress(userId, email)

const auditPath = () => join(deployed.staged.project.root, '.build/local/audit.ndjson')
const auditLines = async (): Promise<readonly string[]> =>
  (await readFile(auditPath(), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '')

type Metadata = Readonly<Record<string, unknown>>
const metadata = async (): Promise<Metadata> =>
  (await management.users.get(userId)).app_metadata ?? {}

// The Actions' own readers, with the tenant's own id: what a command writes, they must believe.
const owner = async () => lockOwner('local-tenant', await management.users.get(userId))
const blocks = async () => readBlocks((await metadata()).og_block)
const lock = async () => readLock((await metadata()).og_lock, aKeyring(KEYS), await owner())
const rebinds = async () => readRebinds((await metadata()).og_rebind, PUBLIC_KEY, await owner())
const mark = (address: string): string => markOf('address', address, KEYS, 'local-tenant')

const RECEIPT = expect.stringMatching(/^receipt {3}[0-9a-f-]{36}, audit [0-9a-f]{64}$/)
const TOKENS = expect.stringMatching(
  /^tokens {4}what was issued before may be taken until \d{4}-\d\d-\d\dT/,
)
const seen = (said: string): string =>
  `seen      a person made for it at \`Member Portal\`, with the same block: silent login ${said}; refresh ${said}`
const endedHere = (...more: readonly string[]) => [
  'ended     sessions: none; refresh tokens: of the organization',
  TOKENS,
  ...more,
  'not done  refresh tokens that hold no mark of the organization stay; the guard refuses them here',
  RECEIPT,
]
const ENDED_EVERYWHERE = [
  'ended     sessions: all; refresh tokens: all',
  TOKENS,
  seen('USER_SUSPENDED by user-suspended'),
  RECEIPT,
]

describe('block and unblock', () => {
  test('one organization, and only that, until it is undone', async () => {
    expect(await members('block', '--organization', 'acme')).toEqual({
      exit: 0,
      lines: [`block of ${userId} in acme: done`, ...endedHere(seen('ORG_BLOCKED by org-blocked'))],
    })
    expect(await blocks()).toEqual({
      kind: 'listed',
      blocks: [{ from: { organization: acme }, untilMs: null }],
    })
    expect([await login('acme'), await login('globex')]).toEqual(['ORG_BLOCKED', 'admitted'])

    const unblock = () => members('unblock', '--organization', 'acme')
    expect(await unblock()).toEqual({
      exit: 0,
      lines: [`unblock of ${userId} in acme: done`, RECEIPT],
    })
    expect(await metadata()).not.toHaveProperty('og_block')
    expect(await login('acme')).toBe('admitted')
    expect((await unblock()).lines[0]).toBe(`unblock of ${userId} in acme: it was so already`)
  })

  test('everywhere, until it is lifted', async () => {
    expect(await members('suspend')).toEqual({
      exit: 0,
      lines: [`suspend of ${userId}: done`, ...ENDED_EVERYWHERE],
    })
    expect([await login('acme'), await login('globex')]).toEqual([
      'USER_SUSPENDED',
      'USER_SUSPENDED',
    ])
    expect((await members('lift-suspension')).exit).toBe(0)
    expect([await login('acme'), await login('globex')]).toEqual(['admitted', 'admitted'])
  })

  test('until a moment', async () => {
    const until = '2099-01-01T00:00:00Z'
    await members('block', '--organization', 'acme', '--until', until)
    const line =
      /^block {3}acme: SUSPENDED since \S+, by operator \S+, until 2099-01-01T00:00:00\.000Z/
    const ofBlock = async () => (await recordLines()).at(-1)?.replace(line, '...')
    expect(await ofBlock()).toBe('...')
    expect(await login()).toBe('ORG_BLOCKED')
    deployed.running.clock.advance(80 * 366 * DAY_MS)
    expect(await ofBlock()).toBe('... (over)')
  })

  test('a second block of one organization replaces the first, and leaves the others', async () => {
    await members('block', '--organization', 'globex', '--reason', 'LEFT')
    await members('block', '--organization', 'acme')
    await members('block', '--organization', 'acme', '--until', '2099-01-01T00:00:00Z')
    expect(await blocks()).toEqual({
      kind: 'listed',
      blocks: [
        { from: { organization: globex }, untilMs: null },
        { from: { organization: acme }, untilMs: Date.UTC(2099, 0, 1) },
      ],
    })
    expect((await metadata()).og_block).toMatchObject({ b: [{ r: 'LEFT' }, { r: 'SUSPENDED' }] })
    await members('unblock', '--organization', 'acme')
    expect(await blocks()).toMatchObject({ blocks: [{ from: { organization: globex } }] })
  })

  test('nothing is written over a record that cannot be read', async () => {
    const og_block = { v: 1, b: 'everybody' }
    await management.users.update(userId, { app_metadata: { og_block } })
    const ran = await members('unblock', '--organization', 'acme')
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, ['block_unreadable']])
    expect((await metadata()).og_block).toEqual(og_block)
  })

  test('the tenant’s own, which no other verb lifts', async () => {
    await management.users.update(userId, { blocked: true })
    await members('unblock', '--organization', 'acme')
    await members('lift-suspension')
    await members('lift-password-block')
    expect((await management.users.get(userId)).blocked).toBe(true)
    expect((await members('lift-tenant-block')).lines[0]).toBe(
      `lift-tenant-block of ${userId}: done`,
    )
    expect((await management.users.get(userId)).blocked).toBe(false)
  })
})

describe('relock', () => {
  test('makes the address of today the locked one, of this organization alone', async () => {
    await login('acme')
    await login('globex')
    await moveTo(NEW_ADDRESS)
    expect(await login('acme', NEW_ADDRESS)).toBe('EMAIL_DRIFT')

    expect(await members('relock', '--organization', 'acme')).toEqual({
      exit: 0,
      lines: [`relock of ${userId} in acme: done`, RECEIPT],
    })
    expect((await recordLines()).slice(0, 2)).toEqual([
      expect.stringMatching(/^lock {4}globex: another address, /),
      expect.stringMatching(/^lock {4}acme: the address of today, operator, /),
    ])
    expect(await lock()).toMatchObject({
      kind: 'held',
      entries: [
        { mark: mark(ann.email), memberships: [{ organization: globex }] },
        {
          mark: mark(NEW_ADDRESS),
          memberships: [
            {
              organization: acme,
              origin: 'operator',
              identitySource: idOf(deployed.scene.names, 'connections', 'members'),
            },
          ],
        },
      ],
    })
    expect([await login('acme', NEW_ADDRESS), await login('globex', NEW_ADDRESS)]).toEqual([
      'admitted',
      'EMAIL_DRIFT',
    ])
  })

  test('ends a permission to move that nobody has used yet', async () => {
    await login()
    await rebind()
    await moveTo(ann.email)
    await members('relock', '--organization', 'acme')
    await moveTo(NEW_ADDRESS)
    expect(await login('acme', NEW_ADDRESS)).toBe('EMAIL_DRIFT')
  })

  test('mends a lock that nobody could believe', async () => {
    await management.users.update(userId, { app_metadata: { og_lock: { v: 1 } } })
    expect(await login()).toBe('STATE_TAMPERED')
    await members('relock', '--organization', 'acme')
    expect(await login()).toBe('admitted')
  })
})

describe('rebind', () => {
  test('is accepted once, at a login, and spent afterwards', async () => {
    await login()
    await moveTo(NEW_ADDRESS)
    expect(await login('acme', NEW_ADDRESS)).toBe('EMAIL_DRIFT')

    expect(await rebind()).toEqual({
      exit: 0,
      lines: [`rebind of ${userId} in acme: done`, RECEIPT],
    })
    const { email, email_verified } = await management.users.get(userId)
    expect([email, email_verified]).toEqual([NEW_ADDRESS, false])
    await moveTo(NEW_ADDRESS)
    const [permission] = await rebinds()
    expect(permission).toEqual({
      id: expect.any(String),
      organization: acme,
      mark: mark(NEW_ADDRESS),
      expiresAtMs: expect.any(Number),
    })
    const hours = ((permission?.expiresAtMs ?? 0) - deployed.running.clock.now()) / HOUR_MS
    expect(Math.round(hours)).toBe(72)

    expect(await login('acme', NEW_ADDRESS)).toBe('admitted')
    expect(await lock()).toMatchObject({
      entries: [{ mark: mark(NEW_ADDRESS), memberships: [{ origin: 'rebind' }] }],
      spent: [permission?.id],
    })

    // Back under the former address by an operator's word; the permission does not work again.
    await moveTo(ann.email)
    await members('relock', '--organization', 'acme')
    await moveTo(NEW_ADDRESS)
    expect(await rebinds()).toEqual([permission])
    expect(await login('acme', NEW_ADDRESS)).toBe('EMAIL_DRIFT')
  })

  test('is for one address and one organization', async () => {
    await login('acme')
    await login('globex')
    await rebind()
    await moveTo('ann@third.example.com')
    expect(await login('acme', 'ann@third.example.com')).toBe('EMAIL_DRIFT')
    await moveTo(NEW_ADDRESS)
    expect(await login('globex', NEW_ADDRESS)).toBe('EMAIL_DRIFT')
    expect(await login('acme', NEW_ADDRESS)).toBe('admitted')
  })

  test('ends', async () => {
    await login()
    const until = new Date(deployed.running.clock.now() + HOUR_MS).toISOString()
    await rebind('--until', until)
    await moveTo(NEW_ADDRESS)
    deployed.running.clock.advance(2 * HOUR_MS)
    expect(await login('acme', NEW_ADDRESS)).toBe('REBIND_EXPIRED')
  })

  test('is added to those that are there', async () => {
    await rebind()
    await rebind()
    expect(new Set((await rebinds()).map(({ id }) => id)).size).toBe(2)
  })
})

describe('grant', () => {
  const grant = (...more: readonly string[]) =>
    run(['members', 'grant', '--organization', 'acme', ...more], TO_NEW_ADDRESS)
  const hoursLeft = (expiresAtMs = 0): number =>
    Math.round((expiresAtMs - deployed.running.clock.now()) / HOUR_MS)

  test('without a person it is printed, as metadata of an invitation', async () => {
    const { exit, lines } = await grant()
    const { og_grant } = JSON.parse(lines.join(''))
    const [read, ...others] = readGrants(og_grant, PUBLIC_KEY, 'local-tenant')
    expect([exit, read, others]).toEqual([
      0,
      {
        id: expect.any(String),
        organization: acme,
        mark: mark(NEW_ADDRESS),
        expiresAtMs: expect.any(Number),
      },
      [],
    ])
    expect(hoursLeft(read?.expiresAtMs)).toBe(168)
    expect(await metadata()).toEqual({})
  })

  test('with one it is added to those that are there', async () => {
    const until = new Date(deployed.running.clock.now() + HOUR_MS).toISOString()
    await grant('--user', userId)
    expect((await grant('--user', userId, '--until', until)).exit).toBe(0)
    const grants = readGrants((await metadata()).og_grant, PUBLIC_KEY, 'local-tenant')
    expect(grants.map(({ expiresAtMs }) => hoursLeft(expiresAtMs))).toEqual([168, 1])
  })
})

describe('invitations', () => {
  const INVITED = { ...TO_NEW_ADDRESS, OG_NEW_ADDRESS: 'ivy@acme.example.com' }
  const invite = (invited = INVITED) => {
    const who = ['--organization', 'acme', '--client', 'Member Portal', '--inviter', 'Olivia']
    return run(['members', 'invite', ...who], invited)
  }
  const listed = async () => {
    const args = ['members', 'invitations', '--organization', 'acme', '--json']
    return JSON.parse((await run(args)).lines.join('')).invitations
  }

  test('one is sent with a grant, listed, and withdrawn', async () => {
    expect(await invite()).toEqual({ exit: 0, lines: ['invite in acme: done', RECEIPT] })
    const [open, ...others] = await listed()
    expect([open, others]).toEqual([
      {
        id: expect.any(String),
        address: 'ivy@acme.example.com',
        inviter: 'Olivia',
        expiresAt: expect.stringMatching(/Z$/),
        roles: [],
        maySendAgain: true,
      },
      [],
    ])
    const { app_metadata } = await management.organizations.invitations.get(acme, open.id)
    expect(readGrants(app_metadata?.og_grant, PUBLIC_KEY, 'local-tenant')).toMatchObject([
      { organization: acme, mark: mark('ivy@acme.example.com') },
    ])
    const args = ['--organization', 'acme', '--invitation', open.id]
    expect((await run(['members', 'withdraw', ...args, '--dry-run'])).lines).toEqual([
      'would withdraw in acme; nothing was written',
      '  open    1 invitations',
    ])
    expect(await run(['members', 'withdraw', ...args])).toEqual({
      exit: 0,
      lines: ['withdraw in acme: done', RECEIPT],
    })
    expect(await listed()).toEqual([])
    expect(faultCodesOf(await run(['members', 'withdraw', ...args]))).toEqual(['not_permitted'])
  })

  test('none is sent to an address that every connection of the organization would be refused with', async () => {
    const { enabledConnections } = management.organizations
    const members = idOf(deployed.scene.names, 'connections', 'members')
    await enabledConnections.delete(acme, members)
    const elsewhere = { ...INVITED, OG_NEW_ADDRESS: 'ivy@globex.example.com' }
    expect(faultCodesOf(await invite(elsewhere))).toEqual(['invitation_would_be_refused'])
    expect(await listed()).toEqual([])
    expect((await invite()).exit).toBe(0)
    // By a database that is held to no domain whoever is invited may come in.
    await enabledConnections.add(acme, { connection_id: members })
    expect((await invite(elsewhere)).exit).toBe(0)
  })
})

describe('whoever is taken out', () => {
  const memberships = async () => {
    const ids: (string | undefined)[] = []
    for await (const { id } of await management.users.organizations.list(userId)) ids.push(id)
    return ids
  }

  test('is no member of that organization any more, and a member of the others', async () => {
    expect(await members('remove', '--organization', 'acme', '--yes')).toEqual({
      exit: 0,
      lines: [`remove of ${userId} in acme: done`, ...endedHere()],
    })
    expect([await memberships(), await blocks()]).toEqual([
      [globex],
      { kind: 'listed', blocks: [] },
    ])
  })

  test('for good: blocked, and the account stays, as the rulebook has it', async () => {
    const { exit, lines } = await members('deprovision', '--organization', 'acme', '--yes')
    expect([exit, lines[0], lines.at(-1)]).toEqual([
      0,
      `deprovision of ${userId} in acme: done`,
      RECEIPT,
    ])
    expect([await memberships(), (await metadata()).og_block]).toEqual([
      [globex],
      { v: 1, b: [{ o: acme, r: 'DEPROVISIONED', t: expect.any(Number) }] },
    ])
  })
})

describe('what is only looked at', () => {
  test('the members of an organization, as its administrators see them', async () => {
    await login()
    const { lines } = await run(['members', '--organization', 'acme', '--json'])
    expect(JSON.parse(lines.join(''))).toEqual({
      members: [
        {
          person: userId,
          name: expect.any(String),
          email: ann.email,
          connection: 'members',
          hasPassword: true,
          lock: 'matches',
          block: 'none',
          blockedUntil: null,
          isShutOut: false,
          asksFor: null,
          isApproved: false,
        },
      ],
    })
  })

  test('all that is held about a person', async () => {
    const exported = JSON.parse((await members('export')).lines.join(''))
    expect([Object.keys(exported), exported.organizations.toSorted()]).toEqual([
      ['at', 'profile', 'organizations', 'sessions', 'refreshTokens', 'note'],
      [acme, globex].toSorted(),
    ])
  })
})

test('a password is reset by a link that nobody else sees', async () => {
  const sent = () => deployed.running.control.outbox(ann.email).length
  const before = sent()
  const args = ['--organization', 'acme', '--client', 'Member Portal']
  expect(await members('reset-password', ...args)).toEqual({
    exit: 0,
    lines: [`reset-password of ${userId} in acme: done`, RECEIPT],
  })
  expect(sent()).toBe(before + 1)
})

test('a dry run says what would be done and how it is, and writes nothing', async () => {
  await login()
  const before = [await management.users.get(userId), await auditLines()]
  const seen = [
    await members('deprovision', '--organization', 'acme', '--dry-run'),
    await members('suspend', '--dry-run'),
  ]
  const records = [
    expect.stringMatching(/^ {2}lock {4}acme: the address of today, /),
    '  block   none',
  ]
  expect(seen).toEqual([
    {
      exit: 0,
      lines: [
        `would deprovision of ${userId} in acme; nothing was written`,
        '  member  yes',
        '  others  1 other memberships',
        '  tenant  not blocked',
        ...records,
      ],
    },
    {
      exit: 0,
      lines: [
        `would suspend of ${userId}; nothing was written`,
        '  others  2 other memberships',
        '  tenant  not blocked',
        ...records,
      ],
    },
  ])
  expect([await management.users.get(userId), await auditLines()]).toEqual(before)
})

test('what is done is in the audit, begun and ended, with whoever acted', async () => {
  await rm(auditPath(), { force: true })
  await members('block', '--organization', 'acme')
  const { clientId } = deployed.running.machineClients.deploy
  expect((await auditLines()).map((line) => JSON.parse(line))).toEqual(
    ['begun', 'ended'].map((phase) =>
      expect.objectContaining({
        phase,
        operation: 'block',
        actor: { kind: 'operator', userId: `${clientId}@clients` },
        organization: acme,
        person: userId,
      }),
    ),
  )
})

describe('refused, with what to do, and nothing written', () => {
  const acmeOption = ['--organization', 'acme']
  const foreignKey = pemOf(generateKeyPairSync('ed25519').privateKey)

  test.each<[string, readonly string[], Readonly<Record<string, string>>, readonly string[]]>([
    ['an unknown verb', ['forget'], {}, ['option_invalid']],
    ['an erasure that nobody confirmed', ['erase'], {}, ['confirmation_missing']],
    ['a verb that every object knows', ['constructor', ...acmeOption], {}, ['option_invalid']],
    ['no organization', ['block'], {}, ['option_missing']],
    ['an unknown organization', ['block', '--organization', 'Acme'], {}, ['name_unknown']],
    ['no moment', ['block', ...acmeOption, '--until', 'soon'], {}, ['moment_invalid']],
    [
      'a moment that is over',
      ['block', ...acmeOption, '--until', '2020-01-01'],
      {},
      ['moment_invalid'],
    ],
    [
      'a permission that is over',
      ['rebind', ...acmeOption, '--until', '2020-01-01T00:00:00Z'],
      TO_NEW_ADDRESS,
      ['moment_invalid'],
    ],
    [
      'a permission that no guard takes notice of',
      ['grant', ...acmeOption, '--until', '2099-01-01T00:00:00Z'],
      TO_NEW_ADDRESS,
      ['moment_invalid'],
    ],
    ['an unknown option', ['block', '--everywhere'], {}, ['option_invalid']],
    ['no address and no key', ['rebind', ...acmeOption], {}, ['option_missing', 'option_missing']],
    [
      'an option of another verb',
      ['unblock', ...acmeOption, '--until', 'x'],
      {},
      ['option_invalid'],
    ],
    ['an organization where it is everywhere', ['suspend', ...acmeOption], {}, ['option_invalid']],
    ['a reason that is no word', ['suspend', '--reason', 'left us'], {}, ['reason_invalid']],
    ['no confirmation', ['deprovision', ...acmeOption], {}, ['confirmation_missing']],
    ['no confirmation of a removal', ['remove', ...acmeOption], {}, ['confirmation_missing']],
    ['no invitation', ['withdraw'], {}, ['option_missing', 'option_missing', 'option_invalid']],
    ['relock everywhere', ['relock', '--organization', '*'], {}, ['name_unknown']],
    ['rebind everywhere', ['rebind', '--organization', '*'], TO_NEW_ADDRESS, ['name_unknown']],
    [
      'an address nobody may use',
      ['rebind', ...acmeOption],
      { ...TO_NEW_ADDRESS, OG_NEW_ADDRESS: 'ann' },
      ['address_unacceptable'],
    ],
    [
      'no private key',
      ['rebind', ...acmeOption],
      { ...TO_NEW_ADDRESS, OG_REBIND_PRIVATE_KEY: 'key' },
      ['rebind_key_invalid'],
    ],
    [
      'a private key that is not the environment’s',
      ['rebind', ...acmeOption],
      { ...TO_NEW_ADDRESS, OG_REBIND_PRIVATE_KEY: foreignKey },
      ['rebind_key_unknown'],
    ],
    ['another signing key', ['export'], { OG_SIGNING_KEY: FOREIGN_SECRET }, ['key_mismatch']],
    ['no credentials', ['export'], { AUTH0_CLIENT_ID: '' }, ['credential_missing']],
    ['an unknown environment', ['export', '--environment', 'x'], {}, ['environment_unknown']],
  ])('%s', async (_what, args, variables, codes) => {
    const before = await metadata()
    const audited = await auditLines()
    const ran = await run(['members', ...args, '--user', userId], variables)
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, codes])
    expect([await metadata(), await auditLines()]).toEqual([before, audited])
  })

  test('nobody named', async () => {
    const ran = await run(['members', 'block', '--organization', 'acme'])
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, ['option_missing']])
  })

  test('nobody known', async () => {
    const args = ['--user', 'auth0|nobody', '--organization', 'acme']
    const ran = await run(['members', 'block', ...args])
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, ['not_permitted']])
  })

  test('the private key and the address are never printed', async () => {
    const { lines } = await run(['members', 'rebind', ...acmeOption, '--user', userId], {
      ...TO_NEW_ADDRESS,
      OG_REBIND_PRIVATE_KEY: foreignKey,
    })
    const text = lines.join('\n')
    expect([text.includes('@'), text.includes(foreignKey.split('\n')[1] ?? '')]).toEqual([
      false,
      false,
    ])
  })

  test('somebody without an address cannot be locked to one', async () => {
    const phoneUser = await administrator.create('members', { ...ann, email: 'gone@example.com' })
    const record = deployed.running.tenant.state.users.get(phoneUser)
    delete (record as { email?: string } | undefined)?.email
    const ran = await run(['members', 'relock', '--user', phoneUser, '--organization', 'acme'])
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, ['address_missing']])
  })
})
