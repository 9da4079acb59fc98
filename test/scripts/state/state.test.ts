import { generateKeyPairSync } from 'node:crypto'
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
import { DEVELOPMENT_SIGNING_KEY } from '../../../scripts/project/development-key.ts'
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
const TO_NEW_ADDRESS = {
  OG_NEW_ADDRESS: NEW_ADDRESS,
  OG_REBIND_PRIVATE_KEY: pemOf(desk.privateKey),
}

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

const state = (verb: string, ...more: readonly string[]) =>
  run(['state', verb, '--user', userId, ...more])
const rebind = (...more: readonly string[]) =>
  run(['state', 'rebind', '--user', userId, '--organization', 'acme', ...more], TO_NEW_ADDRESS)

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

type Metadata = Readonly<Record<string, unknown>>
const metadata = async (): Promise<Metadata> =>
  (await management.users.get(userId)).app_metadata ?? {}

// The Actions' own readers, with the tenant's own id: what a command writes, they must believe.
const owner = async () => lockOwner('local-tenant', await management.users.get(userId))
const blocks = async () => readBlocks((await metadata()).og_block)
const lock = async () => readLock((await metadata()).og_lock, aKeyring(KEYS), await owner())
const rebinds = async () => readRebinds((await metadata()).og_rebind, PUBLIC_KEY, await owner())
const mark = (address: string): string => markOf('address', address, KEYS, 'local-tenant')

describe('show', () => {
  test('somebody without records', async () => {
    expect(await state('show')).toEqual({ exit: 0, lines: ['lock    none', 'block   none'] })
  })

  test('is what no word means, and changes nothing', async () => {
    const before = await metadata()
    expect(await run(['state', '--user', userId])).toEqual(await state('show'))
    expect(await metadata()).toEqual(before)
  })

  test('says by name what is locked, since when, and whether it is the address of today', async () => {
    await login()
    const { lines } = await state('show')
    const when = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.000Z'
    expect(lines).toEqual([
      expect.stringMatching(`^lock    acme: the address of today, first-seen, ${when}$`),
      'block   none',
    ])
    await moveTo(NEW_ADDRESS)
    expect((await state('show')).lines[0]).toMatch(/^lock {4}acme: another address, first-seen, /)
  })

  test('says the same to programs', async () => {
    await login()
    await state('block', '--organization', '*')
    const { exit, lines } = await state('show', '--json')
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
        blocks: [{ organization: null, until: null, isOver: false }],
        size: { all: expect.any(Number), records: expect.any(Number) },
      },
    ])
  })

  test('never an address', async () => {
    await login()
    await rebind()
    expect((await state('show')).lines.join('\n')).not.toContain('@')
  })

  test.each<[string, Metadata, string]>([
    ['a lock without its signature', { og_lock: { v: 1 } }, 'lock    refused: STATE_TAMPERED'],
    ['half a block', { og_block: { v: 1 } }, 'block   cannot be read: every login is refused'],
  ])('%s', async (_what, app_metadata, line) => {
    await management.users.update(userId, { app_metadata })
    expect((await state('show')).lines).toContain(line)
  })
})

describe('block and unblock', () => {
  test('one organization, and only that, until it is undone', async () => {
    expect(await state('block', '--organization', 'acme')).toEqual({
      exit: 0,
      lines: ['lock    none', 'block   acme: without end'],
    })
    expect(await blocks()).toEqual({
      kind: 'listed',
      blocks: [{ from: { organization: acme }, untilMs: null }],
    })
    expect([await login('acme'), await login('globex')]).toEqual(['ORG_BLOCKED', 'admitted'])

    const { exit, lines } = await state('unblock', '--organization', 'acme')
    expect([exit, lines.at(-1)]).toEqual([0, 'block   none'])
    expect(await metadata()).not.toHaveProperty('og_block')
    expect(await login('acme')).toBe('admitted')
  })

  test('everywhere', async () => {
    await state('block', '--organization', '*')
    expect([await login('acme'), await login('globex')]).toEqual([
      'USER_SUSPENDED',
      'USER_SUSPENDED',
    ])
  })

  test('until a moment', async () => {
    const until = '2099-01-01T00:00:00Z'
    const { lines } = await state('block', '--organization', 'acme', '--until', until)
    expect(lines.at(-1)).toBe('block   acme: until 2099-01-01T00:00:00.000Z')
    expect(await login()).toBe('ORG_BLOCKED')
    deployed.running.clock.advance(80 * 366 * DAY_MS)
    expect((await state('show')).lines.at(-1)).toBe(
      'block   acme: until 2099-01-01T00:00:00.000Z (over)',
    )
  })

  test('a second block of one organization replaces the first, and leaves the others', async () => {
    await state('block', '--organization', 'globex', '--reason', 'LEFT')
    await state('block', '--organization', 'acme')
    await state('block', '--organization', 'acme', '--until', '2099-01-01T00:00:00Z')
    expect(await blocks()).toEqual({
      kind: 'listed',
      blocks: [
        { from: { organization: globex }, untilMs: null },
        { from: { organization: acme }, untilMs: Date.UTC(2099, 0, 1) },
      ],
    })
    expect((await metadata()).og_block).toMatchObject({ b: [{ r: 'LEFT' }, { r: 'SUSPENDED' }] })
    await state('unblock', '--organization', 'acme')
    expect(await blocks()).toMatchObject({ blocks: [{ from: { organization: globex } }] })
  })

  test('nothing is written over a record that cannot be read', async () => {
    const og_block = { v: 1, b: 'everybody' }
    await management.users.update(userId, { app_metadata: { og_block } })
    const ran = await state('unblock', '--organization', 'acme')
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, ['block_unreadable']])
    expect((await metadata()).og_block).toEqual(og_block)
  })
})

describe('relock', () => {
  test('makes the address of today the locked one, of this organization alone', async () => {
    await login('acme')
    await login('globex')
    await moveTo(NEW_ADDRESS)
    expect(await login('acme', NEW_ADDRESS)).toBe('EMAIL_DRIFT')

    const { exit, lines } = await state('relock', '--organization', 'acme')
    expect(exit).toBe(0)
    expect(lines.slice(0, 2)).toEqual([
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
    await state('relock', '--organization', 'acme')
    await moveTo(NEW_ADDRESS)
    expect(await login('acme', NEW_ADDRESS)).toBe('EMAIL_DRIFT')
  })

  test('mends a lock that nobody could believe', async () => {
    await management.users.update(userId, { app_metadata: { og_lock: { v: 1 } } })
    expect(await login()).toBe('STATE_TAMPERED')
    await state('relock', '--organization', 'acme')
    expect(await login()).toBe('admitted')
  })
})

describe('rebind', () => {
  test('is accepted once, at a login, and spent afterwards', async () => {
    await login()
    await moveTo(NEW_ADDRESS)
    expect(await login('acme', NEW_ADDRESS)).toBe('EMAIL_DRIFT')

    expect((await rebind()).exit).toBe(0)
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
    await state('relock', '--organization', 'acme')
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
    run(['state', 'grant', '--organization', 'acme', ...more], TO_NEW_ADDRESS)
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

describe('refused, with what to do, and nothing written', () => {
  const acmeOption = ['--organization', 'acme']
  const foreignKey = pemOf(generateKeyPairSync('ed25519').privateKey)

  test.each<[string, readonly string[], Readonly<Record<string, string>>, readonly string[]]>([
    ['an unknown verb', ['erase'], {}, ['option_invalid']],
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
    ['another signing key', ['show'], { OG_SIGNING_KEY: FOREIGN_SECRET }, ['key_mismatch']],
    ['no credentials', ['show'], { AUTH0_CLIENT_ID: '' }, ['credential_missing']],
    ['an unknown environment', ['show', '--environment', 'x'], {}, ['environment_unknown']],
  ])('%s', async (_what, args, variables, codes) => {
    const before = await metadata()
    const ran = await run(['state', ...args, '--user', userId], variables)
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, codes])
    expect(await metadata()).toEqual(before)
  })

  test('nobody named', async () => {
    const ran = await run(['state', 'block', '--organization', 'acme'])
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, ['option_missing']])
  })

  test('nobody known', async () => {
    const ran = await run(['state', 'show', '--user', 'auth0|nobody'])
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, ['user_unknown']])
  })

  test('the private key and the address are never printed', async () => {
    const { lines } = await run(['state', 'rebind', ...acmeOption, '--user', userId], {
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
    const ran = await run(['state', 'relock', '--user', phoneUser, '--organization', 'acme'])
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, ['address_missing']])
  })
})
