import { readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { markOf } from '../../../actions/records/address-mark.ts'
import { type DerivedKeys, deriveKeys } from '../../../actions/records/keyring.ts'
import { lockOwner, type Profile } from '../../../actions/records/lock-owner.ts'
import { type LockRecord, readLock, signLock } from '../../../actions/records/lock-record.ts'
import { NOTHING_LOCKED } from '../../../policies/lock.ts'
import { signIn } from '../../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../../scripts/auth0/login-client/browser.ts'
import { readOutcome } from '../../../scripts/auth0/login-client/outcome.ts'
import { createPerson } from '../../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../../scripts/journey/administrator.ts'
import { idOf } from '../../../scripts/journey/scene.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../../scripts/project/local-environments.ts'
import { readSurvey } from '../../../scripts/state/survey.ts'
import { anOperator, faultCodesOf, type RunCommand } from '../../builders/an-operator.ts'
import { NOON_MS } from '../../builders/noon.ts'
import {
  aKeyring,
  FOREIGN_KEYS,
  FOREIGN_SECRET,
  OLD_KEYS,
  OLD_SECRET,
} from '../../builders/test-keys.ts'
import { type DeployedTenant, deployedTenant } from '../../journeys/deployed-tenant.ts'

/** The tenant believes this key alone: the old one is retired already, and too early. */
const KEYS = deriveKeys(DEVELOPMENT_SIGNING_KEY)
const DURING = { signing: KEYS.id, alsoVerifying: OLD_KEYS.id, rebindPublicKey: null }
const EXPORT = 'export.json'
const ann = createPerson('Ann', 'ann@acme.example.com')

let deployed: DeployedTenant
let snapshot: ReturnType<DeployedTenant['running']['control']['snapshot']>
let management: ManagementClient
let run: RunCommand
let root: string
let acme: string
let globex: string
const ids: Record<string, string> = {}
const profiles: Record<string, Profile> = {}

beforeAll(async () => {
  deployed = await deployedTenant()
  const { scene, staged, running } = deployed
  management = scene.management
  root = staged.project.root
  acme = idOf(scene.names, 'organizations', 'acme')
  globex = idOf(scene.names, 'organizations', 'globex')
  run = await anOperator(deployed)
  const file = join(root, 'tenant/environments/local.json')
  const written = JSON.parse(await readFile(file, 'utf8'))
  await writeFile(file, JSON.stringify({ ...written, keys: DURING }))
  const administrator = createAdministrator(scene)
  for (const name of ['ann', 'bob', 'cat', 'dan', 'eve']) {
    const person = name === 'ann' ? ann : createPerson(name, `${name}@acme.example.com`)
    ids[name] = await administrator.enrol(person, ['acme'])
    profiles[name] = await management.users.get(idOfPerson(name))
  }
  snapshot = running.control.snapshot()
})
beforeEach(async () => {
  deployed.running.control.restore(snapshot)
  await rm(join(root, '.build/local/survey.json'), { force: true })
})
afterAll(() => deployed?.stop())

const idOfPerson = (name: string): string => ids[name] ?? ''
const owner = (name: string) => lockOwner('local-tenant', profiles[name])
const entry = (address: string, keys: DerivedKeys, organization = acme) => ({
  mark: markOf('address', address, keys, 'local-tenant'),
  memberships: [
    { organization, identitySource: 'con_1', origin: 'invitation' as const, lockedAtMs: NOON_MS },
  ],
})
const sealed = (name: string, keys: DerivedKeys, ...entries: ReturnType<typeof entry>[]) =>
  signLock({ ...NOTHING_LOCKED, entries }, keys, owner(name))
const own = (name: string, signing: DerivedKeys, marking = signing) =>
  sealed(name, signing, entry(`${name}@acme.example.com`, marking))

const give = (name: string, lock: unknown) =>
  management.users.update(idOfPerson(name), { app_metadata: { og_lock: lock } })
const stored = async (name: string): Promise<unknown> =>
  (await management.users.get(idOfPerson(name))).app_metadata?.og_lock
/** As it will be read once the old key is gone. */
const lockOf = async (name: string) => readLock(await stored(name), aKeyring(KEYS), owner(name))

/** As Auth0's job writes it, of what the tenant says now. */
async function exportUsers(): Promise<void> {
  const { data } = await management.users.list()
  await writeLines(data)
}
const writeLines = async (lines: readonly unknown[]): Promise<void> => {
  await writeFile(join(root, EXPORT), lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  await utimes(join(root, EXPORT), NOON_MS / 1000, NOON_MS / 1000)
}

const OLD_KEY = { OG_VERIFYING_KEY: OLD_SECRET }
const survey = (...more: readonly string[]) =>
  run(['state', 'survey', '--export', EXPORT, ...more], OLD_KEY)
const reseal = () => run(['state', 'reseal', '--export', EXPORT], OLD_KEY)

async function login(): Promise<string> {
  const { scene } = deployed
  const browser = openBrowser(scene.address.certificate)
  const answer = await signIn(scene.applications['Member Portal'], browser, ann, {
    organization: acme,
  })
  browser.close()
  const { decision, reason } = readOutcome(answer, scene.keys, () => '')
  return reason === '' ? decision : reason
}

describe('survey', () => {
  test('everybody is under the signing key: nothing keeps the other one', async () => {
    await give('ann', own('ann', KEYS))
    await exportUsers()
    expect(await survey('--list')).toEqual({
      exit: 0,
      lines: [
        'people  5 in the export of 2026-11-23T12:00:00.000Z',
        `key     ${KEYS.id} (signs): 1 records, 1 marks`,
        `key     ${OLD_KEYS.id} (verifies): 0 records, 0 marks`,
        'survey  .build/local/survey.json',
      ],
    })
  })

  test('counts records and marks by key, tells apart what nobody believes, and names nobody', async () => {
    const anns = own('ann', OLD_KEYS)
    await give('ann', anns)
    await give('bob', own('bob', KEYS, OLD_KEYS))
    await give('cat', { ...own('cat', OLD_KEYS), a: [] })
    await give('dan', { v: 1 })
    await give('eve', anns)
    await exportUsers()
    const counted = [
      'people  5 in the export of 2026-11-23T12:00:00.000Z',
      `key     ${KEYS.id} (signs): 1 records, 0 marks`,
      `key     ${OLD_KEYS.id} (verifies): 1 records, 2 marks`,
      'refused 1 unreadable, 1 tampered, 1 copied, 0 under keys not at hand',
    ]
    const left = 'survey  .build/local/survey.json'
    expect(await survey()).toEqual({ exit: 3, lines: [...counted, left] })
    const listed = await survey('--list')
    expect(listed.lines.toSorted()).toEqual(
      [
        ...counted,
        `behind  ${ids.ann}: record, 1 marks under another key`,
        `behind  ${ids.bob}: 1 marks under another key`,
        `behind  ${ids.cat}: tampered`,
        `behind  ${ids.dan}: unreadable`,
        `behind  ${ids.eve}: copied`,
        left,
      ].toSorted(),
    )
    expect(await readSurvey(root, 'local')).toEqual({
      version: 1,
      environment: 'local',
      domain: deployed.staged.project.environment.domain,
      exportedAt: '2026-11-23T12:00:00.000Z',
      keys: { signing: KEYS.id, alsoVerifying: OLD_KEYS.id },
      people: 5,
      records: { [KEYS.id]: 1, [OLD_KEYS.id]: 1 },
      marks: { [OLD_KEYS.id]: 2 },
      foreign: 0,
      unreadable: 1,
      tampered: 1,
      copied: 1,
    })
  })

  test('a key that is not at hand is counted under its id', async () => {
    await give('ann', own('ann', FOREIGN_KEYS))
    await exportUsers()
    const { exit, lines } = await survey('--list')
    expect([exit, lines.slice(3, 5)]).toEqual([
      3,
      [
        `key     ${FOREIGN_KEYS.id} (not at hand): 1 records, 0 marks`,
        'refused 0 unreadable, 0 tampered, 0 copied, 1 under keys not at hand',
      ],
    ])
    expect(lines[5]).toBe(`behind  ${ids.ann}: under ${FOREIGN_KEYS.id}, not at hand`)
  })

  test('frozen numbers and names are marks too', async () => {
    const [p, n] = [OLD_KEYS, KEYS].map((keys) =>
      markOf('phone', '+15550100', keys, 'local-tenant'),
    )
    const content = { ...NOTHING_LOCKED, phone: p ?? '', username: n ?? '' }
    await give('ann', signLock(content, KEYS, owner('ann')))
    await exportUsers()
    expect((await survey()).lines.slice(1, 3)).toEqual([
      `key     ${KEYS.id} (signs): 1 records, 1 marks`,
      `key     ${OLD_KEYS.id} (verifies): 0 records, 1 marks`,
    ])
  })

  test.each<[string, (record: LockRecord) => object]>([
    ['in the metadata', (og_lock) => ({ app_metadata: { og_lock } })],
    ['under its path', (og_lock) => ({ 'app_metadata.og_lock': og_lock })],
    ['under its own name', (og_lock) => ({ og_lock })],
    ['beside metadata that is null', (og_lock) => ({ og_lock, app_metadata: null })],
  ])('a record may lie %s', async (_where, line) => {
    await writeLines([
      { ...profiles.ann, ...line(own('ann', OLD_KEYS)) },
      { user_id: ids.bob, og_lock: null },
    ])
    expect((await survey()).lines.slice(0, 3)).toEqual([
      'people  2 in the export of 2026-11-23T12:00:00.000Z',
      `key     ${KEYS.id} (signs): 0 records, 0 marks`,
      `key     ${OLD_KEYS.id} (verifies): 1 records, 1 marks`,
    ])
  })
})

describe('reseal', () => {
  test('opens the door again to whoever the retired key had locked out', async () => {
    await give('ann', own('ann', OLD_KEYS))
    await exportUsers()
    expect(await login()).toBe('STATE_TAMPERED')
    expect(await reseal()).toEqual({ exit: 0, lines: ['resealed 1, unchanged 0, left 0'] })
    expect(await login()).toBe('admitted')
    expect(await stored('ann')).toEqual(own('ann', KEYS))
  })

  test('moves records and marks, and nobody who needs no moving', async () => {
    await give('ann', own('ann', OLD_KEYS))
    await give('bob', own('bob', KEYS, OLD_KEYS))
    await give('cat', own('cat', KEYS))
    await exportUsers()
    expect(await reseal()).toEqual({ exit: 0, lines: ['resealed 2, unchanged 0, left 0'] })
    expect(await Promise.all(['ann', 'bob', 'cat', 'dan'].map(stored))).toEqual([
      own('ann', KEYS),
      own('bob', KEYS),
      own('cat', KEYS),
      undefined,
    ])
    await exportUsers()
    expect((await survey()).exit).toBe(0)
    expect(await reseal()).toEqual({ exit: 0, lines: ['resealed 0, unchanged 0, left 0'] })
  })

  test('names whoever it cannot help, and signs nothing that it does not believe', async () => {
    const elsewhere = entry('cat@elsewhere.example.com', OLD_KEYS, globex)
    const forged = { ...own('dan', OLD_KEYS), a: [] }
    await give('cat', sealed('cat', OLD_KEYS, entry('cat@acme.example.com', OLD_KEYS), elsewhere))
    await give('dan', forged)
    await give('eve', own('ann', OLD_KEYS))
    await exportUsers()
    const { exit, lines } = await reseal()
    expect([exit, lines[0], lines.slice(1).toSorted()]).toEqual([
      3,
      'resealed 1, unchanged 0, left 3',
      [
        `left     ${ids.cat}: another address is locked, needs relock for globex`,
        `left     ${ids.dan}: refused as STATE_TAMPERED`,
        `left     ${ids.eve}: refused as STATE_COPIED`,
      ].toSorted(),
    ])
    expect(await lockOf('cat')).toMatchObject({
      kind: 'held',
      entries: [entry('cat@acme.example.com', KEYS), elsewhere],
    })
    expect(await stored('dan')).toEqual(forged)
    expect(await stored('eve')).toEqual(own('ann', OLD_KEYS))

    // Again: there is nothing to write, and as much is left.
    expect((await reseal()).lines[0]).toBe('resealed 0, unchanged 1, left 3')
    const args = ['--user', ids.cat ?? '', '--organization', 'globex']
    await run(['members', 'relock', ...args], OLD_KEY)
    expect((await reseal()).lines.filter((line) => line.includes(String(ids.cat)))).toEqual([])
  })

  test('says which number or name only its owner could bring back', async () => {
    const content = { ...NOTHING_LOCKED, entries: [entry(ann.email, KEYS)] }
    const of = (kind: 'phone' | 'username', value: string) =>
      markOf(kind, value, OLD_KEYS, 'local-tenant')
    const frozen = { ...content, phone: of('phone', '+15550100'), username: of('username', 'ann') }
    await give('ann', signLock(frozen, KEYS, owner('ann')))
    await exportUsers()
    expect(await reseal()).toEqual({
      exit: 3,
      lines: [
        'resealed 0, unchanged 1, left 1',
        `left     ${ids.ann}: another telephone number is locked; another user name is locked`,
      ],
    })
  })

  test('believes the tenant, not the export', async () => {
    await give('ann', own('ann', OLD_KEYS))
    await give('bob', own('bob', OLD_KEYS))
    await give('cat', own('cat', OLD_KEYS))
    await give('dan', own('dan', OLD_KEYS))
    await exportUsers()
    const since = sealed('ann', OLD_KEYS, entry(ann.email, OLD_KEYS, globex))
    await give('ann', since)
    await give('bob', own('bob', KEYS))
    await give('cat', null)
    await management.users.delete(idOfPerson('dan'))
    expect(await reseal()).toEqual({ exit: 0, lines: ['resealed 1, unchanged 3, left 0'] })
    expect(await stored('ann')).toEqual(sealed('ann', KEYS, entry(ann.email, KEYS, globex)))
    expect(await stored('bob')).toEqual(own('bob', KEYS))
    expect(await stored('cat')).toBeUndefined()
  })

  test('leaves every other record of a person alone', async () => {
    const og_block = { v: 1, b: [] }
    await management.users.update(idOfPerson('ann'), { app_metadata: { og_block, plan: 'gold' } })
    await give('ann', own('ann', OLD_KEYS))
    await exportUsers()
    await reseal()
    expect((await management.users.get(idOfPerson('ann'))).app_metadata).toEqual({
      og_block,
      plan: 'gold',
      og_lock: own('ann', KEYS),
    })
  })

  test('stopped by the tenant, it carries on where it was', async () => {
    await give('ann', own('ann', OLD_KEYS))
    await give('bob', own('bob', OLD_KEYS))
    const lines = ['ann', 'bob'].map((name) => ({
      ...profiles[name],
      og_lock: own(name, OLD_KEYS),
    }))
    await writeLines(lines)
    deployed.running.control.addFault({
      path: `/api/v2/users/*${idOfPerson('bob').slice(-8)}`,
      method: 'PATCH',
      status: 403,
    })
    const stopped = await reseal()
    expect([stopped.exit, faultCodesOf(stopped)]).toEqual([2, ['scope_missing']])
    expect(await Promise.all(['ann', 'bob'].map(stored))).toEqual([
      own('ann', KEYS),
      own('bob', OLD_KEYS),
    ])
    expect(await reseal()).toEqual({ exit: 0, lines: ['resealed 1, unchanged 1, left 0'] })
  })

  test('is patient with a tenant that has had enough for now', async () => {
    await give('ann', own('ann', OLD_KEYS))
    await exportUsers()
    deployed.running.control.addFault({ path: '/api/v2/users/*', method: 'PATCH', status: 429 })
    expect((await reseal()).lines).toEqual(['resealed 1, unchanged 0, left 0'])
    expect(await stored('ann')).toEqual(own('ann', KEYS))
  })
})

describe('refused, with what to do', () => {
  test.each<[string, string, ...string[]]>([
    ['text', 'user_id,email\n', 'export_invalid'],
    ['a list', '[{"user_id":"auth0|a"}]\n', 'export_invalid'],
    ['nobody', '{"user_id":"","app_metadata":{}}\n', 'export_invalid'],
    ['an id that is none', '{"user_id":1,"app_metadata":{}}\n', 'export_invalid'],
    ['half a line', '{"user_id":"auth0|a","app_metadata":{}}\n{"user_id":', 'export_invalid'],
    [
      'nobody’s metadata',
      '{"user_id":"auth0|a","email":"a@acme.example.com","created_at":"2026-01-01T00:00:00.000Z"}\n',
      'export_without_metadata',
    ],
    [
      'accounts without their beginning',
      '{"user_id":"auth0|a","app_metadata":{}}\n',
      'export_without_beginning',
    ],
    ['nothing', '\n', 'export_without_metadata', 'export_without_beginning'],
  ])('an export of %s', async (_what, text, ...codes) => {
    await writeFile(join(root, EXPORT), text)
    for (const ran of [await survey(), await reseal()]) {
      expect([ran.exit, faultCodesOf(ran)]).toEqual([2, codes])
      expect(ran.lines.join('\n')).not.toContain('@')
    }
    expect(await readSurvey(root, 'local')).toBeNull()
  })

  test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    ['no export', ['survey'], OLD_KEY, 'option_missing'],
    ['no such export', ['reseal', '--export', 'nowhere.json'], OLD_KEY, 'file_missing'],
    ['a folder', ['survey', '--export', '.'], OLD_KEY, 'file_missing'],
    ['no old key', ['survey', '--export', EXPORT], {}, 'option_missing'],
    [
      'another old key',
      ['reseal', '--export', EXPORT],
      { OG_VERIFYING_KEY: FOREIGN_SECRET },
      'key_mismatch',
    ],
  ])('%s', async (_what, args, variables, code) => {
    await exportUsers()
    const ran = await run(['state', ...args], variables)
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, [code]])
  })
})
