import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { HANDLERS, type Trigger } from '../../scripts/bundle/bundle-action.ts'
import { EXIT } from '../../scripts/ground/exit.ts'
import { requestLogPath } from '../../scripts/shipping/request-log.ts'
import { openShippingScene, type ShippingScene, withRewind } from './shipping-scene.ts'

/** A tenant that had Actions, bindings and a stream of its own before the guard came, and has it now. */

let scene: ShippingScene
/** All that the tenant held before the guard came. */
let before: unknown
let guardClient: string

beforeAll(async () => {
  const empty = await openShippingScene()
  scene = empty
  await putTheirs()
  before = held()
  await putOurs()
  await scene.write('.build/.keep', '')
  scene = await withRewind(empty)
})
afterAll(() => scene.stop())
beforeEach(() => scene.rewind())

const SAID = ['--reason', 'moving away', '--yes']

/** The whole state but the log, what ids are counted by, and empty lists of bindings, which no answer tells from none. */
function held(): unknown {
  const {
    logs: _logs,
    sequence: _count,
    bindings,
    ...state
  } = scene.running.control.snapshot().state
  const lists = bindings as unknown as readonly (readonly [string, readonly unknown[]])[]
  return { ...state, bindings: lists.filter(([, bound]) => bound.length > 0) }
}

async function anAction(name: string, trigger: Trigger): Promise<string> {
  const { actions } = scene.management
  const { id = '' } = await actions.create({
    name,
    code: `exports.${HANDLERS[trigger]} = async () => {}`,
    runtime: 'node22',
    supported_triggers: [{ id: trigger, version: trigger === 'post-login' ? 'v3' : 'v1' }],
  })
  await vi.waitFor(async () => expect((await actions.get(id)).status).toBe('built'))
  await actions.deploy(id)
  return id
}

/** @param bound Actions with their labels, in their order */
const bind = (trigger: Trigger, bound: readonly (readonly [id: string, label: string])[]) =>
  scene.management.actions.triggers.bindings.updateMany(trigger, {
    bindings: bound.map(([value, display_name]) => ({
      ref: { type: 'action_id', value },
      display_name,
    })),
  })

const theirs: string[] = []
const ours: string[] = []

async function putTheirs(): Promise<void> {
  theirs.push(await anAction('enrich', 'post-login'), await anAction('audit', 'post-login'))
  const hook = await anAction('hook', 'event-stream')
  await bind('post-login', labelled(theirs))
  await scene.management.eventStreams.create({
    name: 'theirs',
    subscriptions: [{ event_type: 'user.created' }],
    destination: { type: 'action', configuration: { action_id: hook } },
  })
}

/** Labels that are not the names. */
const labelled = (ids: readonly string[]) => ids.map((id) => [id, `label of ${id}`] as const)

async function putOurs(): Promise<void> {
  const [first = '', second = ''] = theirs
  const login = await anAction('org-guard-post-login', 'post-login')
  await bind('post-login', [...labelled([first]), [login, 'guard'], ...labelled([second])])
  const signup = await anAction('org-guard-pre-user-registration', 'pre-user-registration')
  await bind('pre-user-registration', [[signup, 'guard']])
  const events = await anAction('org-guard-event-stream', 'event-stream')
  await scene.management.eventStreams.create({
    name: 'org-guard-drift',
    subscriptions: [{ event_type: 'user.updated' }],
    destination: { type: 'action', configuration: { action_id: events } },
  })
  ours.push(login, signup, events)
  const { client_id = '' } = await scene.management.clients.create({
    name: 'The guard itself',
    app_type: 'non_interactive',
  })
  guardClient = client_id
}

const uninstall = (...args: readonly string[]) => scene.run('uninstall', ...SAID, ...args)

/** What the last command wrote. */
async function sent(): Promise<readonly string[]> {
  const log = await readFile(join(scene.checkout, requestLogPath('local')), 'utf8')
  const lines = log.split('\n').map((line) => line.slice(line.indexOf(' ') + 1))
  return lines.filter((line) => /^(POST|PATCH|PUT|DELETE) /.test(line))
}

const lastLine = (): string => scene.output.at(-1) ?? ''
const actionNames = (): readonly string[] =>
  [...scene.running.tenant.state.actions.values()].map(({ name }) => name)

async function receipts(): Promise<readonly Record<string, unknown>[]> {
  const folder = join(scene.checkout, '.build/local/receipts')
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'))
  return Promise.all(
    files.sort().map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  )
}

describe('uninstall', () => {
  test('leaves the tenant as it was before the guard came', async () => {
    expect(await uninstall('--clients', guardClient, '--actor', 'ops')).toBe(EXIT.ok)
    expect(held()).toEqual(before)
    const [guard, signup, events] = ours
    expect(await sent()).toEqual([
      'PATCH /actions/triggers/post-login/bindings 200',
      'PATCH /actions/triggers/pre-user-registration/bindings 200',
      expect.stringMatching(/^DELETE \/event-streams\/[^/]+ 204$/),
      ...[guard, signup, events].map((id) => `DELETE /actions/actions/${id} 204`),
      `DELETE /clients/${guardClient} 204`,
    ])
    expect(await receipts()).toMatchObject([
      {
        kind: 'uninstall',
        actor: 'ops',
        reason: 'moving away',
        outcome: 'verified',
        actions: [],
        bindings: { 'post-login': ['enrich', 'audit'], 'pre-user-registration': [] },
      },
    ])
  })

  test('shows what would go first, and takes out nothing that nobody said yes to', async () => {
    const whole = held()
    expect(await scene.run('uninstall', '--reason', 'moving away')).toBe(EXIT.differences)
    expect([held(), await sent(), await receipts()]).toEqual([whole, [], []])
    const text = scene.output.join('\n')
    const steps = [
      'unbind from post-login, which runs enrich, then org-guard-post-login, then audit: it will run enrich, then audit',
      'unbind from pre-user-registration, which runs org-guard-pre-user-registration: it will run nothing',
      'delete the stream of events org-guard-drift',
      'delete the Action org-guard-event-stream, with its secrets',
    ]
    expect(steps.filter((step) => !text.includes(step))).toEqual([])
    expect(lastLine()).toBe('nothing was taken out; `--yes` takes it out')
  })

  test('tells programs what went', async () => {
    expect(await uninstall('--json')).toBe(EXIT.ok)
    expect(JSON.parse(lastLine())).toMatchObject({
      environment: 'local',
      domain: scene.running.domain,
      holds: true,
      receipt: expect.stringMatching(/\.json$/),
      removed: expect.arrayContaining(['delete the stream of events org-guard-drift']),
      left: [],
    })
  })

  test('a second time has nothing to do, and files nothing more', async () => {
    await uninstall()
    expect(await uninstall('--clients', guardClient)).toBe(EXIT.ok)
    await uninstall('--clients', guardClient)
    expect(lastLine()).toContain('nothing to do')
    expect(scene.output).toContain(`not in the tenant: the client ${guardClient}`)
    expect((await receipts()).length).toBe(2)
  })

  test.each<[what: string, code: string, ...args: string[]]>([
    ['without a reason', 'reason_missing', '--yes'],
    ['with the domain of another tenant', 'domain_mistyped', ...SAID, '--domain', 'x.example.com'],
    ['with an export that is not there', 'file_missing', ...SAID, '--records', 'nobody.ndjson'],
  ])('%s is refused', async (_what, code, ...args) => {
    const whole = held()
    expect(await scene.run('uninstall', ...args)).toBe(EXIT.input)
    expect([lastLine().split(':')[0], held()]).toEqual([code, whole])
  })

  test('an application of people is no client of the guard', async () => {
    const { client_id = '' } = await scene.management.clients.create({
      name: 'Shop',
      app_type: 'spa',
    })
    const whole = held()
    expect(await uninstall('--clients', `${guardClient},${client_id}`)).toBe(EXIT.input)
    expect([lastLine().split(':')[0], held()]).toEqual(['client_not_machine', whole])
  })

  test('the client that it signs in with goes last, once the receipt is filed', async () => {
    const own = scene.running.machineClients.deploy.clientId
    expect(await uninstall('--clients', `${own},${guardClient}`)).toBe(EXIT.ok)
    expect((await sent()).slice(-2)).toEqual([
      `DELETE /clients/${guardClient} 204`,
      `DELETE /clients/${own} 204`,
    ])
    const [receipt] = await receipts()
    const removed = receipt?.removed as readonly string[]
    expect([receipt?.kind, removed.at(-1)]).toEqual([
      'uninstall',
      `delete the client Deploy CLI (${own}), with its grants: asked for once this receipt is filed`,
    ])
  })

  test('that client where the tenant keeps it is not recorded as gone', async () => {
    const own = scene.running.machineClients.deploy.clientId
    scene.running.control.addFault({
      method: 'DELETE',
      path: `/api/v2/clients/${own}`,
      status: 403,
    })
    expect(await uninstall('--clients', own)).toBe(EXIT.input)
    const filed = await receipts()
    const removed = filed[0]?.removed as readonly string[]
    expect(removed.filter((line) => /client .* with its grants$/.test(line))).toEqual([])
    expect(scene.output).toContainEqual(expect.stringMatching(/^receipt .*\.json/))
  })

  test('a binding that somebody adds while it runs stays', async () => {
    const late = await anAction('late', 'post-login')
    scene.at('unbinding from post-login', () => {
      const { bindings } = scene.running.tenant.state
      const bound = bindings.get('post-login') ?? []
      const binding = { id: 'late', trigger_id: 'post-login', action_id: late, display_name: 'L' }
      bindings.set('post-login', [binding, ...bound])
    })
    expect(await uninstall()).toBe(EXIT.ok)
    const bound = scene.running.tenant.state.bindings.get('post-login') ?? []
    expect(bound.map(({ action_id }) => action_id)).toEqual([late, ...theirs])
  })
})

test('what somebody else deletes while it runs is gone as well', async () => {
  const [, , events = ''] = ours
  scene.at('deleting org-guard-event-stream', () => {
    scene.running.tenant.state.actions.delete(events)
    const path = `/api/v2/actions/actions/${events}`
    scene.running.control.addFault({ method: 'DELETE', path, status: 404 })
  })
  expect(await uninstall()).toBe(EXIT.ok)
  expect(actionNames()).toEqual(['enrich', 'audit', 'hook'])
})

describe('reads back:', () => {
  test('a guard that is there again, and a binding of theirs that went', async () => {
    const { actions, bindings } = scene.running.tenant.state
    const guard = [...actions.values()].find(({ name }) => name === 'org-guard-post-login')
    scene.at('deleting the client The guard itself', () => {
      if (guard !== undefined) scene.running.tenant.state.actions.set(guard.id, guard)
      bindings.set('post-login', bindings.get('post-login')?.slice(1) ?? [])
    })
    expect(await uninstall('--clients', guardClient, '--json')).toBe(EXIT.differences)
    expect(JSON.parse(lastLine())).toMatchObject({
      holds: false,
      left: ['the Action org-guard-post-login is there', 'post-login runs audit'],
    })
    expect((await receipts()).map(({ outcome }) => outcome)).toEqual(['differences'])
  })
})

describe('stopped at any write,', () => {
  test('it records what went by then, and run again comes to the same end', async () => {
    await uninstall('--clients', guardClient)
    const writes = (await sent()).map((line) => line.split(' '))
    const [whole] = await receipts()
    const steps = whole?.removed as readonly string[]
    expect([writes.length, steps.length]).toEqual([7, 7])
    for (const [at, [method = '', path = '']] of writes.entries()) {
      await scene.rewind()
      const { control } = scene.running
      control.addFault({ method, path: `/api/v2${path}`, status: 403, times: 1 })
      expect([path, await uninstall('--clients', guardClient)]).toEqual([path, EXIT.input])
      const gone = steps.slice(0, at)
      expect(scene.output).toContain(
        `stopped; gone from ${scene.running.domain} by then: ${gone.join('; ') || 'nothing'}`,
      )
      expect(await filed()).toEqual([['differences', gone]])
      control.clearFaults()
      expect([path, await uninstall('--clients', guardClient)]).toEqual([path, EXIT.ok])
      expect([path, held()]).toEqual([path, before])
      expect(await filed()).toEqual([
        ['differences', gone],
        ['verified', steps.slice(at)],
      ])
    }
  })

  test('a next run that finds nothing left records that too', async () => {
    const path = `/api/v2/clients/${guardClient}`
    scene.running.control.addFault({ method: 'DELETE', path, status: 403, times: 1 })
    await uninstall('--clients', guardClient)
    await uninstall()
    await uninstall()
    expect((await receipts()).map(({ outcome }) => outcome)).toEqual(['differences', 'verified'])
  })

  test('a run that changed nothing files nothing beside what is known', async () => {
    const path = '/api/v2/actions/triggers/post-login/bindings'
    scene.running.control.addFault({ method: 'PATCH', path, status: 403, times: 2 })
    await uninstall()
    await uninstall()
    expect(await filed()).toEqual([['differences', []]])
  })

  test('a tenant that then cannot be read back still has what went said', async () => {
    const { control } = scene.running
    const [guard = ''] = ours
    control.addFault({ method: 'DELETE', path: `/api/v2/actions/actions/${guard}`, status: 403 })
    scene.at('deleting org-guard-post-login', () =>
      control.addFault({ method: 'GET', path: '/api/v2/actions/actions', status: 403 }),
    )
    expect(await uninstall('--json')).toBe(EXIT.input)
    const text = scene.output.join('\n')
    expect([text.match(/scope_missing/g)?.length, await receipts()]).toEqual([2, []])
    expect(text).toMatch(/stopped; gone from .* by then: unbind from post-login/)
  })
})

/** How each came out, and what it says went. */
const filed = async (): Promise<readonly unknown[]> =>
  (await receipts()).map(({ outcome, removed }) => [outcome, removed])

describe('records go where an export names them:', () => {
  const LOCK = { any: 'thing' }

  async function aPerson(name: string, app_metadata: object): Promise<string> {
    const { user_id = '' } = await scene.management.users.create({
      connection: 'theirs',
      email: `${name}@example.com`,
      password: 'Correct-horse-9',
      app_metadata: { ...app_metadata },
    })
    return user_id
  }

  const metadataOf = async (id: string) => (await scene.management.users.get(id)).app_metadata

  test('each of ours, nothing of theirs, and nobody else’s', async () => {
    const { management } = scene
    await management.connections.create({ name: 'theirs', strategy: 'auth0' })
    const { id: organization = '' } = await management.organizations.create({
      name: 'acme',
      metadata: {
        og_erased: 'bcfdb2a3abcdef',
        og_erased_2: 'x',
        og_status: 'blocked',
        plan: 'gold',
      },
    })
    const locked = await aPerson('locked', { og_lock: LOCK, og_request: { o: 'x' }, theirs: 1 })
    const blocked = await aPerson('blocked', { og_block: [], og_rebind: [], og_grant: [] })
    const others = await aPerson('others', { og_lock: LOCK })
    const plain = await aPerson('plain', { theirs: 2 })
    const lines = [locked, blocked, plain].map((user_id, at) =>
      JSON.stringify({
        user_id,
        created_at: '2026-01-01T00:00:00Z',
        ...(at === 0
          ? { 'app_metadata.og_lock': LOCK }
          : { app_metadata: at === 1 ? { og_block: [] } : {} }),
      }),
    )
    await writeFile(join(scene.checkout, 'people.ndjson'), `${lines.join('\n')}\n`)
    scene.output.length = 0
    const erase = () => uninstall('--records', 'people.ndjson', '--per-minute', '60000', '--json')
    expect(await erase()).toBe(EXIT.ok)
    expect(JSON.parse(lastLine()).erased).toEqual({
      people: 2,
      unchanged: 0,
      organizations: 1,
      left: [],
    })
    expect(await Promise.all([locked, blocked, others, plain].map(metadataOf))).toEqual([
      { theirs: 1 },
      undefined,
      { og_lock: LOCK },
      { theirs: 2 },
    ])
    expect((await management.organizations.get(organization)).metadata).toEqual({
      og_status: 'blocked',
      plan: 'gold',
    })
    expect(actionNames()).toEqual(['enrich', 'audit', 'hook'])
    expect(await erase()).toBe(EXIT.ok)
    expect(JSON.parse(lastLine()).erased).toMatchObject({ people: 0, unchanged: 2 })
  })
})
