import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { observeShutOut } from '../../scripts/administration/observe-shut-out.ts'
import { observeWithWitness } from '../../scripts/administration/observe-with-witness.ts'
import { openAdministration } from '../../scripts/administration/open-administration.ts'
import { openCanaryWitness } from '../../scripts/administration/open-canary-witness.ts'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { createPerson } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import {
  anOperator,
  aSurroundings,
  operatorVariables,
  type RunCommand,
} from '../builders/an-operator.ts'
import { over } from '../builders/over.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/**
 * Whoever shuts somebody out is told what the guard then did to a session and a refresh token that lived:
 * those of a canary at Acme, and, where no canary is named, of somebody made for it.
 */
const ann = createPerson('Ann', 'ann@acme.example.com')
const tester = createPerson('Canary', 'canary@acme.example.com')
const CREDENTIALS = { CANARY_ADDRESS: tester.email, CANARY_PASSWORD: tester.password }
const CANARY = {
  name: 'a-member',
  client: 'Member Portal',
  redirectUri: 'http://127.0.0.1:4180/callback',
  organization: 'acme',
  identifier: 'CANARY_ADDRESS',
  password: 'CANARY_PASSWORD',
  expect: 'admitted' as const,
}
/** Who is to be refused proves nothing by being refused. */
const OUTSIDER = { ...CANARY, name: 'an-outsider', expect: 'refused' as const }
const MADE = 'a person made for it'
const [ORG_BLOCKED, USER_SUSPENDED] = [
  'ORG_BLOCKED by org-blocked',
  'USER_SUSPENDED by user-suspended',
]

type Stage = {
  readonly deployed: DeployedTenant
  readonly run: RunCommand
  readonly snapshot: ReturnType<DeployedTenant['running']['control']['snapshot']>
  readonly ids: Readonly<Record<'ann' | 'tester' | 'acme' | 'globex', string>>
}

async function open(environment: Readonly<Record<string, unknown>>): Promise<Stage> {
  const deployed = await deployedTenant({
    environment: { canaries: [OUTSIDER, CANARY], ...environment },
  })
  const { scene, running } = deployed
  const { enrol } = createAdministrator(scene)
  const ids = {
    ann: await enrol(ann, ['acme', 'globex']),
    tester: await enrol(tester, ['acme']),
    acme: idOf(scene.names, 'organizations', 'acme'),
    globex: idOf(scene.names, 'organizations', 'globex'),
  }
  const run = await anOperator(deployed)
  return { deployed, run, ids, snapshot: running.control.snapshot() }
}

let stage: Stage
let management: ManagementClient

const receiptOf = async (
  args: readonly string[],
  variables: Readonly<Record<string, string>> = CREDENTIALS,
) => {
  const { exit, lines } = await stage.run(['members', ...args, '--json'], variables)
  const { observed, undone, changed } = JSON.parse(lines.join('\n'))
  const unseen = (undone as readonly string[]).filter((one) => /was not seen/.test(one))
  return { exit, changed, observed, unseen }
}
const block = (user: string, organization = 'acme', variables?: Readonly<Record<string, string>>) =>
  receiptOf(['block', '--user', user, '--organization', organization], variables)

const seen = (witness: string, where: string, said: string, open: readonly string[] = []) => ({
  at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  where,
  witness,
  application: expect.stringMatching(/^(Member Portal|Reports|Back Office)$/),
  organization: where === '*' ? stage.ids.acme : where,
  silent: said,
  refresh: said,
  refused: said !== 'admitted',
  open,
  holds: said !== 'admitted' && open.length === 0,
})
const done = (observed: unknown) => ({ exit: 0, changed: true, observed, unseen: [] })
const doneUnseen = (why: string) => ({
  exit: 0,
  changed: true,
  observed: null,
  unseen: [`the refusal was not seen: ${why}`],
})
const recordOf = async (userId: string): Promise<unknown> =>
  (await management.users.get(userId)).app_metadata?.og_block
const writeBlocks = (userId: string, ...b: readonly object[]) =>
  management.users.update(userId, { app_metadata: { og_block: { v: 1, b } } })
/** As a back end has it. */
async function library() {
  const { deployed } = stage
  const variables = { ...(await operatorVariables(deployed)), ...CREDENTIALS }
  const { root } = deployed.staged.project
  const { tools, project, access } = await openAdministration(
    { environment: 'local' },
    aSurroundings(root, variables, () => deployed.running.clock.now()),
  )
  return { tools, place: { project, address: access.address, variables } }
}
const everybody = () => [...stage.deployed.running.tenant.state.users.keys()].toSorted()

describe('where the guard enforces', () => {
  beforeAll(async () => {
    stage = await open({})
    management = stage.deployed.scene.management
  })
  beforeEach(() => stage.deployed.running.control.restore(stage.snapshot))
  afterAll(() => stage.deployed.stop())

  test('a canary of the organization is refused at the silent login and at the refresh, and is as before', async () => {
    const { ids } = stage
    expect(await block(ids.ann)).toEqual(done(seen('canary a-member', ids.acme, ORG_BLOCKED)))
    expect(await recordOf(ids.tester)).toBeUndefined()
    expect(await recordOf(ids.ann)).toMatchObject({ b: [{ o: ids.acme, r: 'SUSPENDED' }] })
  })

  test('where there is no canary somebody is made for it in a local tenant, and is gone afterwards', async () => {
    const { ids } = stage
    const before = everybody()
    expect(await block(ids.ann, 'globex')).toEqual(done(seen(MADE, ids.globex, ORG_BLOCKED)))
    expect(everybody()).toEqual(before)
  })

  test('a suspension, and who is de-provisioned', async () => {
    const { ids } = stage
    expect(await receiptOf(['suspend', '--user', ids.ann])).toEqual(
      done(seen('canary a-member', '*', USER_SUSPENDED)),
    )
    const out = ['deprovision', '--yes', '--user', ids.ann, '--organization']
    expect(await receiptOf([...out, 'globex'])).toEqual(done(seen(MADE, ids.globex, ORG_BLOCKED)))
    expect(await receiptOf([...out, 'acme'])).toEqual(
      done(seen('canary a-member', ids.acme, ORG_BLOCKED)),
    )
    expect(await recordOf(ids.ann)).toMatchObject({
      b: [
        { o: '*', r: 'SUSPENDED' },
        { o: ids.globex, r: 'DEPROVISIONED' },
        { o: ids.acme, r: 'DEPROVISIONED' },
      ],
    })
  })

  test('what a canary holds for other reasons stays', async () => {
    const { ids } = stage
    const other = { o: ids.globex, r: 'LEFT', t: 1 }
    await writeBlocks(ids.tester, other)
    expect((await block(ids.ann)).observed).toMatchObject({ holds: true })
    expect(await recordOf(ids.tester)).toEqual({ v: 1, b: [other] })
  })

  test('a block that an interrupted try left is lifted first', async () => {
    const { ids } = stage
    await writeBlocks(ids.tester, { o: ids.acme, r: 'WITNESS', t: 1 })
    expect((await block(ids.ann)).observed).toMatchObject({ holds: true })
    expect(await recordOf(ids.tester)).toBeUndefined()
  })

  test('a canary that somebody blocked proves nothing, and stays blocked', async () => {
    const { ids } = stage
    await writeBlocks(ids.tester, { o: ids.acme, r: 'LEFT', t: 1 })
    expect(await block(ids.ann)).toEqual(
      doneUnseen(`canary a-member was refused before any block: ${ORG_BLOCKED}`),
    )
    expect(await recordOf(ids.tester)).toMatchObject({ b: [{ r: 'LEFT' }] })
  })

  test('nor does one that is blocked itself', async () => {
    const { ids } = stage
    expect(await block(ids.tester)).toEqual(doneUnseen('canary a-member is the person themselves'))
    expect(await recordOf(ids.tester)).toMatchObject({ b: [{ o: ids.acme, r: 'SUSPENDED' }] })
  })

  test.each([
    [
      'without its password',
      { CANARY_ADDRESS: tester.email },
      'canary `a-member` signs in with the environment variable `CANARY_PASSWORD`, which has no value',
    ],
    [
      'with another one',
      { ...CREDENTIALS, CANARY_PASSWORD: 'Not-The-Password-1' },
      'canary a-member was refused before any block: refused by the tenant: page 400',
    ],
    [
      'without an account',
      { ...CREDENTIALS, CANARY_ADDRESS: 'nobody@acme.example.com' },
      'canary a-member has no accounts',
    ],
  ])('nor one %s', async (_what, variables, why) => {
    expect(await block(stage.ids.ann, 'acme', variables)).toEqual(doneUnseen(why))
  })

  /** What is seen on the canary where something happens between its block and the silent login after it. */
  async function observedWhile(happen: () => Promise<unknown>) {
    const { ids } = stage
    const { tools, place } = await library()
    const shutOut = { person: ids.ann, where: ids.acme, signsInTo: ids.acme }
    const witness = await openCanaryWitness(tools, CANARY, place, shutOut)
    if ('unobserved' in witness) throw new Error(witness.unobserved)
    let visits = 0
    const visit: Browser['visit'] = async (url) => {
      visits += 1
      // The sign-in and the silent login before the block, then the silent login after it.
      if (visits === 3) await happen()
      return witness.browser.visit(url)
    }
    const disturbed = { ...witness, browser: { ...witness.browser, visit } }
    const observed = await observeShutOut(tools, disturbed, ids.acme)
    witness.browser.close()
    return observed
  }

  test('nor does one whom another operation frees meanwhile', async () => {
    const { tester } = stage.ids
    const free = () => management.users.update(tester, { app_metadata: { og_block: null } })
    expect(await observedWhile(free)).toEqual({
      unobserved: 'another operation tried canary a-member at the same time',
    })
  })

  test.each<[string, readonly ('session' | 'tokens')[], string, string]>([
    [
      'session and tokens',
      ['session', 'tokens'],
      'refused by the tenant: login_required',
      'refused by the tenant: invalid_grant',
    ],
    ['session', ['session'], 'refused by the tenant: login_required', ORG_BLOCKED],
    ['tokens', ['tokens'], ORG_BLOCKED, 'refused by the tenant: invalid_grant'],
  ])(
    'nor one whose %s the tenant ended meanwhile, as `drift` does',
    async (_what, ended, silent, refresh) => {
      const { tester } = stage.ids
      const end = async () => {
        if (ended.includes('session')) await management.users.sessions.delete(tester)
        if (ended.includes('tokens')) await management.users.refreshToken.delete(tester)
      }
      expect(await observedWhile(end)).toEqual({
        unobserved: `canary a-member met another refusal first: silent login ${silent}; refresh ${refresh}`,
      })
    },
  )

  test('nobody is made in a tenant that is not local, and a try that fails fails nothing', async () => {
    const { ids } = stage
    const { tools, place } = await library()
    const shutOut = { person: ids.ann, where: ids.globex, signsInTo: ids.globex }
    const live = { ...place, project: { ...place.project, environmentName: 'live' } }
    const before = everybody()
    expect(await observeWithWitness(tools, live, shutOut)).toEqual({
      unobserved: 'the environment names no canary that is to be admitted there',
    })
    expect(everybody()).toEqual(before)
    const path = `/api/v2/organizations/${ids.globex}/members`
    stage.deployed.running.control.addFault({ path, status: 403, times: 1 })
    expect(await observeWithWitness(tools, place, shutOut)).toEqual({
      unobserved: 'trying it failed: the tenant answered 403',
    })
    expect(everybody()).toEqual(before)
    const gone = { ...shutOut, where: 'org_gone', signsInTo: 'org_gone' }
    expect(await observeWithWitness(tools, place, gone)).toEqual({
      unobserved: 'trying it failed: the tenant answered 404',
    })
    expect(everybody()).toEqual(before)
  })

  test('a block of a canary that could not be lifted is told, and lifted when the tenant lets it', async () => {
    const { ids, deployed } = stage
    const path = `/api/v2/users/${encodeURIComponent(ids.tester)}`
    const { tools, place } = await library()
    const shutOut = { person: ids.ann, where: ids.acme, signsInTo: ids.acme }
    /** From the write of the block on the tenant refuses so many writes of the canary. */
    const refusing = (times: number) => {
      const users = over(tools.management.users, {
        update: async (id: string, change: object) => {
          const written = await tools.management.users.update(id, change)
          const isBlock = JSON.stringify(change).includes('WITNESS')
          const fault = { path, method: 'PATCH', status: 503, times }
          if (isBlock) deployed.running.control.addFault(fault)
          return written
        },
      })
      return { ...tools, wait: async () => {}, management: over(tools.management, { users }) }
    }
    expect(await observeWithWitness(refusing(1), place, shutOut)).toMatchObject({ refused: true })
    expect(await recordOf(ids.tester)).toBeUndefined()
    expect(await observeWithWitness(refusing(100), place, shutOut)).toMatchObject({
      refused: true,
      left: 'canary a-member stays blocked, for 300 s at most: the tenant answered 503',
    })
    expect(await recordOf(ids.tester)).toMatchObject({ b: [{ r: 'WITNESS' }] })
    deployed.running.control.clearFaults()
  })

  test('an account that was made for it and could not be deleted is named in the receipt', async () => {
    const { ids, deployed, run } = stage
    const before = everybody()
    const fault = { path: '/api/v2/users/*', method: 'DELETE', status: 403, times: 100 }
    deployed.running.control.addFault(fault)
    const args = ['members', 'block', '--user', ids.ann, '--organization', 'globex', '--json']
    const { observed, undone } = JSON.parse((await run(args)).lines.join('\n'))
    deployed.running.control.clearFaults()
    const [left = ''] = everybody().filter((one) => !before.includes(one))
    expect(observed).toEqual(seen(MADE, ids.globex, ORG_BLOCKED))
    expect(undone).toContain(`${MADE} stays as \`${left}\`, to be deleted: the tenant answered 403`)
  })

  test('a rehearsal tries nobody', async () => {
    const { ids, run } = stage
    await run(
      ['members', 'block', '--user', ids.ann, '--organization', 'acme', '--dry-run'],
      CREDENTIALS,
    )
    expect(await recordOf(ids.tester)).toBeUndefined()
    const { state } = stage.deployed.running.tenant
    expect(state.users.get(ids.tester)?.logins_count ?? 0).toBe(0)
  })
})

test('a guard that only watches is told of: the block is written, and holds nobody', async () => {
  stage = await open({ ceiling: 'monitor' })
  management = stage.deployed.scene.management
  const { ids, deployed, run } = stage
  try {
    const nobody = '`org-blocked` is enforced for nobody: the person is let in'
    const expected = seen('canary a-member', ids.acme, 'admitted', [nobody])
    expect(await block(ids.ann)).toEqual({ exit: 3, changed: true, observed: expected, unseen: [] })
    // Watching admits whoever is blocked, so a canary could be tried that somebody has blocked.
    await writeBlocks(ids.tester, { o: ids.acme, r: 'LEFT', t: 1 })
    await run(['members', 'unblock', '--user', ids.ann, '--organization', 'acme'])
    expect(await block(ids.ann)).toEqual(
      doneUnseen('canary a-member is blocked there by somebody else'),
    )
    expect(await recordOf(ids.tester)).toMatchObject({ b: [{ r: 'LEFT' }] })
  } finally {
    await deployed.stop()
  }
})

describe('a guard that refuses in part', () => {
  afterAll(() => stage.deployed.stop())

  test('is not said to hold by one test person: what stays open is named, and is open', async () => {
    const clients = { 'Member Portal': 'enforce' }
    const organizations = { acme: 'enforce' }
    const policies = {
      'org-blocked': { mode: 'monitor', clients },
      'user-suspended': { mode: 'monitor', organizations },
    }
    stage = await open({ overrides: { policies } })
    management = stage.deployed.scene.management
    const { ids, deployed } = stage
    const there =
      '`org-blocked` is enforced for some applications alone: elsewhere the person may be let in'
    expect(await block(ids.ann)).toEqual({
      ...done(seen('canary a-member', ids.acme, ORG_BLOCKED, [there])),
      exit: 3,
    })
    const enter = async (application: 'Member Portal' | 'Reports', organization: string) => {
      const browser = openBrowser(deployed.running.certificate)
      const { applications } = deployed.scene
      const { kind } = await signIn(applications[application], browser, ann, { organization })
      browser.close()
      return kind
    }
    expect(await enter('Member Portal', ids.acme)).toBe('refused')
    expect(await enter('Reports', ids.acme)).toBe('admitted')

    await management.organizations.members.delete(ids.acme, { members: [ids.ann] })
    const elsewhere =
      '`user-suspended` is enforced for some organizations alone: elsewhere the person may be let in'
    expect(await receiptOf(['suspend', '--user', ids.ann])).toEqual({
      ...done(seen('canary a-member', '*', USER_SUSPENDED, [elsewhere])),
      exit: 3,
    })
    expect(await enter('Member Portal', ids.globex)).toBe('admitted')
  })
})
