import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { signIn } from '../../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../../scripts/auth0/login-client/browser.ts'
import { createPerson, type Person } from '../../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../../scripts/journey/administrator.ts'
import { idOf } from '../../../scripts/journey/scene.ts'
import { developmentRebindKey } from '../../../scripts/project/development-rebind-key.ts'
import { anOperator, faultCodesOf, type RunCommand } from '../../builders/an-operator.ts'
import { type DeployedTenant, deployedTenant } from '../../journeys/deployed-tenant.ts'

/** `members` as somebody whom a token proves, and what of profiles is changed and explained. */
let deployed: DeployedTenant
let snapshot: ReturnType<DeployedTenant['running']['control']['snapshot']>
let run: RunCommand
let ids: Record<'olivia' | 'ann' | 'bob', string>
let tokens: Record<'olivia' | 'ann', string>

const olivia = createPerson('Olivia', 'olivia@acme.example.com')
const ann = createPerson('Ann', 'ann@acme.example.com')
const bob = createPerson('Bob', 'bob@globex.example.com')
const ROLE = 'Organization Admin'

beforeAll(async () => {
  deployed = await deployedTenant()
  const { scene, running } = deployed
  const { enrol } = createAdministrator(scene)
  ids = {
    olivia: await enrol(olivia, ['acme']),
    ann: await enrol(ann, ['acme']),
    bob: await enrol(bob, ['globex']),
  }
  const { data } = await scene.management.roles.list({ name_filter: ROLE })
  const roles = [data[0]?.id ?? '']
  const acme = idOf(scene.names, 'organizations', 'acme')
  await scene.management.organizations.members.roles.assign(acme, ids.olivia, { roles })
  tokens = { olivia: await tokenOf(olivia), ann: await tokenOf(ann) }
  run = await anOperator(deployed)
  snapshot = running.control.snapshot()
})
beforeEach(() => deployed.running.control.restore(snapshot))
afterAll(() => deployed?.stop())

/** An access token of the API that proves who acts, for Acme. */
async function tokenOf(person: Person): Promise<string> {
  const { scene } = deployed
  const browser = openBrowser(scene.address.certificate)
  const application = {
    ...scene.applications['Member Portal'],
    audience: 'https://people.example.com/',
  }
  const organization = idOf(scene.names, 'organizations', 'acme')
  const answer = await signIn(application, browser, person, { organization })
  browser.close()
  if (answer.kind !== 'admitted') throw new Error(answer.description)
  return answer.accessToken ?? ''
}
const as = (who: 'olivia' | 'ann') => ({ OG_ACTOR_TOKEN: tokens[who] })
const userOf = (who: 'ann' | 'bob') => deployed.running.tenant.state.users.get(ids[who])
const blockOf = (who: 'ann' | 'bob') => userOf(who)?.app_metadata.og_block

describe('members, as whom `OG_ACTOR_TOKEN` proves', () => {
  test('an administrator blocks in their organization, which nobody has to name', async () => {
    const { exit, lines } = await run(['members', 'block', '--user', ids.ann], as('olivia'))
    expect([exit, lines[0]]).toEqual([0, `block of ${ids.ann} in acme: done`])
    expect(blockOf('ann')).toMatchObject({ v: 1 })
  })

  test.each<[string, 'olivia' | 'ann', () => readonly string[], readonly string[]]>([
    [
      'an administrator of somebody of another',
      'olivia',
      () => ['block', '--user', ids.bob],
      ['not_permitted'],
    ],
    [
      'an administrator in another',
      'olivia',
      () => ['block', '--user', ids.bob, '--organization', 'globex'],
      ['not_permitted'],
    ],
    [
      'an administrator what operators do',
      'olivia',
      () => ['suspend', '--user', ids.ann],
      ['not_permitted'],
    ],
    ['a member without the role', 'ann', () => ['block', '--user', ids.olivia], ['not_permitted']],
    ['a member who would see the others', 'ann', () => ['list'], ['not_permitted']],
  ])('%s is refused', async (_who, who, more, codes) => {
    const outcome = await run(['members', ...more()], as(who))
    expect([outcome.exit, faultCodesOf(outcome)]).toEqual([2, codes])
    expect([blockOf('ann'), blockOf('bob')]).toEqual([undefined, undefined])
  })

  test.each<[string, readonly string[]]>([
    ['what is done', ['block', '--user', 'ann']],
    ['what would be done', ['block', '--user', 'ann', '--dry-run']],
    ['what is only looked at', ['list']],
    ['what is done to everybody of a list', ['block', '--from', 'people.csv']],
  ])('an administrator learns of no organization whether it is there: %s', async (_what, more) => {
    const { root } = deployed.staged.project
    const args = more.map((one) => (one === 'ann' ? ids.ann : one))
    const answers: unknown[] = []
    for (const name of ['globex', 'nowhere']) {
      await writeFile(join(root, 'people.csv'), `user_id,organization\n${ids.ann},${name}\n`)
      const audit = `${name}-${more.join('')}.ndjson`
      const where = args.includes('--from') ? [] : ['--organization', name]
      const asked = ['members', ...args, ...where, '--audit', audit]
      const outcome = await run(asked, as('olivia'))
      const lines = await readFile(join(root, audit), 'utf8').catch(() => '')
      const phases = lines.split('\n').map((line) => line && JSON.parse(line).phase)
      answers.push([outcome, phases])
    }
    expect(answers[0]).toEqual(answers[1])
    expect(JSON.stringify(answers[0])).toContain('not_permitted')
    expect(blockOf('ann')).toBeUndefined()
  })

  test.each([
    ['that is forged', () => `${tokens.olivia.slice(0, -8)}AAAAAAAA`],
    // Of a log-in that failed, say: nobody becomes an operator by it.
    ['that is empty', () => ''],
  ])('a token %s is named as such', async (_what, token) => {
    const given = { OG_ACTOR_TOKEN: token() }
    const where = ['--organization', 'acme']
    for (const more of [[], where]) {
      const outcome = await run(['members', 'block', '--user', ids.ann, ...more], given)
      expect(faultCodesOf(outcome)).toEqual(['actor_unproven'])
    }
    expect(blockOf('ann')).toBeUndefined()
  })
})

test('a dry run shows an administrator what their organization has written, and of no other', async () => {
  const { scene } = deployed
  const { enrol } = createAdministrator(scene)
  const cay = createPerson('Cay', 'cay@acme.example.com')
  const user = await enrol(cay, ['acme', 'globex'])
  for (const organization of ['acme', 'globex']) {
    const where = ['--user', user, '--organization', organization, '--reason']
    await run(['members', 'block', ...where, organization === 'acme' ? 'LEFT' : 'MISUSE'])
  }
  const dry = ['members', 'block', '--user', user, '--dry-run', '--json']
  const told = (await run(dry, as('olivia'))).lines.join('\n')
  const { before } = JSON.parse(told)
  expect([before.otherMemberships, before.records]).toEqual([
    0,
    {
      refused: null,
      locks: [],
      blocks: [expect.objectContaining({ organization: 'acme', reason: 'LEFT' })],
      size: null,
    },
  ])
  const all = JSON.parse((await run([...dry, '--organization', 'acme'])).lines.join('\n')).before
  expect([
    all.otherMemberships,
    all.records.blocks.map(({ organization }: { organization: string }) => organization).sort(),
  ]).toEqual([1, ['acme', 'globex']])
})

test('whoever probes by dry runs is in the audit too, which says that nothing was to be done', async () => {
  const { root } = deployed.staged.project
  const file = join(root, 'dry.ndjson')
  const probe = ['members', 'block', '--user', ids.bob, '--dry-run', '--audit', 'dry.ndjson']
  expect(faultCodesOf(await run(probe, as('olivia')))).toEqual(['not_permitted'])
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    number: 1,
    phase: 'refused',
    operation: 'block',
    actor: { kind: 'administrator', userId: ids.olivia },
    person: ids.bob,
    isRehearsal: true,
  })
  expect((await run(['audit', 'verify', 'dry.ndjson'])).exit).toBe(0)
})

describe('members invite --roles', () => {
  const invite = (roles: string) =>
    run(
      ['members', 'invite', '--organization', 'acme', '--client', 'Member Portal'].concat([
        '--inviter',
        'Olivia',
        '--roles',
        roles,
      ]),
      { OG_NEW_ADDRESS: 'new@acme.example.com', OG_REBIND_PRIVATE_KEY: developmentRebindKey() },
    )
  test('gives no role that the rulebook does not let anybody give', async () => {
    const outcome = await invite(ROLE)
    expect(faultCodesOf(outcome)).toEqual(['not_permitted'])
    expect(deployed.running.tenant.state.invitations.size).toBe(0)
  })

  test('gives those that it does', async () => {
    const path = join(deployed.staged.project.root, 'tenant/rulebook.json')
    const before = await readFile(path, 'utf8')
    const rulebook = JSON.parse(before)
    rulebook.administration.grantableRoles = [ROLE]
    await writeFile(path, JSON.stringify(rulebook))
    expect((await invite(ROLE)).exit).toBe(0)
    await writeFile(path, before)
    const [invitation] = deployed.running.tenant.state.invitations.values()
    expect(invitation?.roles).toHaveLength(1)
  })
})

describe('what is open, and asked for', () => {
  const KEY = { OG_REBIND_PRIVATE_KEY: developmentRebindKey() }
  const NEW = { ...KEY, OG_NEW_ADDRESS: 'new@acme.example.com' }
  const where = ['--organization', 'acme']
  const invite = (...more: readonly string[]) =>
    run(
      ['members', 'invite', ...where, '--client', 'Member Portal', '--inviter', 'Olivia', ...more],
      NEW,
    )
  const open = () => [...deployed.running.tenant.state.invitations.values()]
  const DAY_MS = 86_400_000

  test('an invitation ends when it is told to, and is sent again for as long', async () => {
    const endsMs = deployed.running.clock.now() + 2 * DAY_MS
    const { exit } = await invite('--until', new Date(endsMs).toISOString())
    const [first] = open()
    const daysOf = (one = first) =>
      (Date.parse(one?.expires_at ?? '') - Date.parse(one?.created_at ?? '')) / DAY_MS
    expect([exit, Math.round(daysOf())]).toEqual([0, 2])

    const again = ['members', 'send-again', ...where, '--inviter', 'Ola', '--invitation']
    expect(faultCodesOf(await run([...again, first?.id ?? '']))).toEqual(['option_missing'])
    expect(faultCodesOf(await run([...again, 'uinv_none'], KEY))).toEqual(['not_permitted'])
    const sent = await run([...again, first?.id ?? ''], { ...KEY, ...as('olivia') })
    expect([sent.exit, sent.lines[0]]).toEqual([0, 'invite in acme: done'])
    const [second, ...others] = open()
    expect([others, second?.id === first?.id, Math.round(daysOf(second))]).toEqual([[], false, 2])
    expect([second?.invitee, second?.inviter]).toEqual([first?.invitee, { name: 'Ola' }])
  })

  test('a new address that was asked for is declined, and nothing moves', async () => {
    const held = userOf('ann')
    const asked = { v: 1, o: idOf(deployed.scene.names, 'organizations', 'acme'), t: 1 }
    const request = { ...asked, a: 'ann@new.example.com' }
    Object.assign(held ?? {}, { app_metadata: { ...held?.app_metadata, og_request: request } })
    const decline = ['members', 'decline-address', '--user', ids.ann]
    expect(faultCodesOf(await run(decline, as('ann')))).toEqual(['not_permitted'])
    const { exit, lines } = await run(decline, as('olivia'))
    expect([exit, lines[0]]).toEqual([0, `decline-address of ${ids.ann} in acme: done`])
    const { app_metadata, email } = userOf('ann') ?? {}
    expect([app_metadata?.og_request ?? null, email]).toEqual([null, ann.email])
    expect((await run(decline, as('olivia'))).lines[0]).toMatch(/: it was so already$/)
  })
})

describe('members change', () => {
  const change = async (content: unknown, variables = {}) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    await writeFile(join(deployed.staged.project.root, 'changes.json'), text)
    const where = ['--organization', 'acme', '--changes', 'changes.json']
    return run(['members', 'change', '--user', ids.ann, ...where], variables)
  }

  test('writes what profile-change opens, and is content with what is so already', async () => {
    const changes = { name: 'Ann B.', phone: '+4930123456' }
    expect((await change(changes)).lines[0]).toBe(`change-profile of ${ids.ann} in acme: done`)
    expect(userOf('ann')).toMatchObject({ name: 'Ann B.', phone_number: '+4930123456' })
    expect((await change(changes)).lines[0]).toMatch(/: it was so already$/)
  })

  test.each<[string, unknown, string]>([
    ['a field that nobody opens', { blocked: false }, 'changes_invalid'],
    ['an address', { email: 'x@example.com' }, 'changes_invalid'],
    ['no JSON', 'name: Ann', 'changes_invalid'],
    ['an unknown application', { attributes: { Nothing: { a: 'b' } } }, 'name_unknown'],
    [
      'an attribute that the rulebook does not list',
      { attributes: { Reports: { a: 'b' } } },
      'not_permitted',
    ],
    ['a number without a country', { phone: '030' }, 'profile_value_invalid'],
  ])('refuses %s', async (_what, content, code) => {
    const before = structuredClone(userOf('ann'))
    expect(faultCodesOf(await change(content))).toEqual([code])
    expect(userOf('ann')).toEqual(before)
  })

  test('an administrator sets no telephone number: it signs its owner in', async () => {
    const outcome = await change({ phone: '+4930123456' }, as('olivia'))
    expect(faultCodesOf(outcome)).toEqual(['not_permitted'])
  })
})

describe('explain profile-change', () => {
  const explain = (...more: readonly string[]) =>
    run(['explain', 'profile-change', '--user', ids.ann, '--organization', 'acme', ...more])

  test.each<[readonly string[], number, readonly string[]]>([
    [['--field', 'phone'], 0, ['decision  allow, by verification: it is written as unproven']],
    [['--field', 'password'], 0, ['decision  allow, by a mailed reset: `members reset-password`']],
    [
      ['--field', 'email'],
      0,
      [
        'decision  allow, by a rebind: `members rebind`, and the next login from there moves the lock',
      ],
    ],
    [
      ['--field', 'phone', '--actor', 'administrator'],
      4,
      [
        'decision  deny PROFILE_FIELD_CLOSED',
        'because   the rulebook does not open this field to who asks',
      ],
    ],
    [
      ['--field', 'attribute:locale', '--client', 'Reports'],
      4,
      [
        'decision  deny PROFILE_FIELD_CLOSED',
        'because   the rulebook does not open this field to who asks',
      ],
    ],
  ])('%j', async (more, exit, said) => {
    expect(await explain(...more)).toEqual({
      exit,
      lines: [
        'asks      May this actor change this field of this person?',
        'account   database',
        ...said,
      ],
    })
  })

  test.each<[readonly string[], string]>([
    [['--field', 'shoe'], 'option_invalid'],
    [['--field', 'attribute', '--client', 'Reports'], 'option_invalid'],
    [['--field', 'phone:x'], 'option_invalid'],
    [['--field', 'attribute:locale'], 'option_missing'],
  ])('%j is refused', async (more, code) => {
    expect(faultCodesOf(await explain(...more))).toEqual([code])
  })

  test.each([
    ['auth0|nobody', 'acme', 'user_unknown'],
    ['auth0|nobody', 'nowhere', 'user_unknown'],
    ['', '', 'option_missing option_missing'],
  ])('of %j in %j is refused', async (user, organization, codes) => {
    const where = ['--user', user, '--organization', organization]
    const outcome = await run(['explain', 'profile-change', '--field', 'phone', ...where])
    expect(faultCodesOf(outcome).join(' ')).toBe(codes)
  })
})
