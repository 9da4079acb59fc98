import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import { callManagement, managementClient, refusalOf, rememberState } from './management-access.ts'

const BUILD_MS = 5_000
let running: RunningTenant
let management: ManagementClient
let restore: () => void

beforeAll(async () => {
  running = await startTenant({ actionBuildMs: BUILD_MS })
  management = await managementClient(running)
  restore = rememberState(running.tenant)
})
beforeEach(() => restore())
afterAll(() => running.stop())

const CODE = '// “ü” \t\r\nexports.onExecutePostLogin = async () => {}\n'
const GUARD = {
  name: 'guard',
  code: CODE,
  runtime: 'node22',
  supported_triggers: [{ id: 'post-login' as const, version: 'v3' }],
}
const create = async (differences: object = {}): Promise<string> =>
  (await management.actions.create({ ...GUARD, ...differences })).id ?? ''
const deploy = (id: string) => {
  running.clock.advance(BUILD_MS)
  return management.actions.deploy(id)
}
const createDeployed = async (differences: object = {}): Promise<string> => {
  const id = await create(differences)
  await deploy(id)
  return id
}
const versionsOf = async (id: string) =>
  (await management.actions.versions.list(id)).data.map(({ number, deployed }) => ({
    number,
    deployed,
  }))

test('a draft is built first, then deployed, and keeps its code to the byte', async () => {
  const id = await create()
  const statuses = [(await management.actions.get(id)).status]
  running.clock.advance(BUILD_MS)
  statuses.push((await management.actions.get(id)).status)
  const { deployed, number, status } = await management.actions.deploy(id)
  const action = await management.actions.get(id)
  expect(statuses).toEqual(['pending', 'built'])
  expect({ deployed, number, status }).toEqual({ deployed: false, number: 1, status: 'built' })
  expect([action.code, action.deployed_version?.code]).toEqual([CODE, CODE])
  expect(action.all_changes_deployed).toBe(true)
})

test('an unfinished draft is refused in the words the Deploy CLI waits for', async () => {
  const { status, body } = await callManagement(
    running,
    'POST',
    `/actions/actions/${await create()}/deploy`,
  )
  expect([status, body]).toMatchObject([
    400,
    { message: "A draft must be in the 'built' state before it can be deployed." },
  ])
})

test('every deploy is a new version, also when nothing changed', async () => {
  const id = await createDeployed()
  await management.actions.update(id, GUARD)
  await deploy(id)
  expect(await versionsOf(id)).toEqual([
    { number: 2, deployed: true },
    { number: 1, deployed: false },
  ])
})

test('a change stays a draft until it is deployed', async () => {
  const id = await createDeployed()
  const changed = await management.actions.update(id, { code: 'exports.a = 1' })
  expect([changed.code, changed.deployed_version?.code, changed.all_changes_deployed]).toEqual([
    'exports.a = 1',
    CODE,
    false,
  ])
})

test('an older version comes back as a new one', async () => {
  const id = await createDeployed()
  await management.actions.update(id, { code: 'exports.a = 1' })
  await deploy(id)
  const old = (await management.actions.versions.list(id)).data.at(-1)?.id ?? ''
  await management.actions.versions.deploy(id, old, { update_draft: true })
  const { code, deployed_version } = await management.actions.get(id)
  expect([code, deployed_version?.code, deployed_version?.number]).toEqual([CODE, CODE, 3])
})

test('the oldest versions are dropped after fifty', async () => {
  const id = await create()
  running.clock.advance(BUILD_MS)
  for (let nth = 0; nth < 52; nth += 1) await management.actions.deploy(id)
  const page = await callManagement(running, 'GET', `/actions/actions/${id}/versions?per_page=100`)
  const { versions } = page.body as { versions: { number: number }[] }
  expect([versions.length, versions.at(0)?.number, versions.at(-1)?.number]).toEqual([50, 52, 3])
})

describe('secrets', () => {
  const BOTH = [
    { name: 'A', value: 'one' },
    { name: 'B', value: 'two' },
  ]
  const valuesOf = (id: string) =>
    running.tenant.state.actions.get(id)?.secrets.map(({ name, value }) => `${name}=${value}`)

  test('are answered by name only', async () => {
    const { body } = await callManagement(running, 'POST', '/actions/actions', {
      body: { ...GUARD, secrets: BOTH },
    })
    const { secrets } = body as { secrets: object[] }
    expect(secrets.map((secret) => Object.keys(secret))).toEqual([
      ['name', 'updated_at'],
      ['name', 'updated_at'],
    ])
    expect(JSON.stringify(body)).not.toContain('one')
  })

  test.each([
    ['left out are kept', undefined, ['A=one', 'B=two']],
    ['emptied are gone', [], []],
    ['named without a value keep theirs', [{ name: 'A' }], ['A=one']],
    ['given anew are replaced', [{ name: 'A', value: 'new' }], ['A=new']],
  ])('%s', async (_what, secrets, expected) => {
    const id = await create({ secrets: BOTH })
    await callManagement(running, 'PATCH', `/actions/actions/${id}`, { body: { secrets } })
    expect(valuesOf(id)).toEqual(expected)
  })

  test('belong to their version', async () => {
    const id = await createDeployed({ secrets: BOTH })
    await management.actions.update(id, { secrets: [] })
    const [version] = running.tenant.state.actionVersions.values()
    expect(version?.secrets.map(({ value }) => value)).toEqual(['one', 'two'])
  })
})

test.each([
  ['a name that is taken', GUARD, 409, 'action_conflict'],
  ['no trigger', { name: 'b', supported_triggers: [] }, 400, 'invalid_body'],
  [
    'a trigger nobody knows',
    { supported_triggers: [{ id: 'pre-login', version: 'v1' }] },
    400,
    'invalid_body',
  ],
  ['a runtime nobody knows', { runtime: 'node24' }, 400, 'invalid_body'],
  ['a secret without a value', { secrets: [{ name: 'A' }] }, 400, 'invalid_body'],
  ['an unknown property', { deployed: true }, 400, 'invalid_body'],
])('%s is refused', async (_what, differences, status, code) => {
  await create()
  const call = create({ name: 'another', ...differences })
  expect(await refusalOf(call)).toEqual({ status, code })
})

describe('bindings', () => {
  const bind = (names: readonly string[]) =>
    management.actions.triggers.bindings.updateMany('post-login', {
      bindings: names.map((value) => ({ ref: { type: 'action_name', value } })),
    })
  const bound = async () =>
    (await management.actions.triggers.bindings.list('post-login')).data.map(
      ({ action }) => action?.name,
    )

  test('are replaced whole, in the order given', async () => {
    for (const name of ['a', 'b', 'c']) await createDeployed({ name })
    await bind(['a', 'b'])
    await bind(['c', 'a'])
    expect(await bound()).toEqual(['c', 'a'])
  })

  test.each([
    ['an Action nobody knows', 'unknown', 404, 'inexistent_action'],
    ['an Action never deployed', 'draft', 400, 'operation_not_supported'],
    ['an Action for another trigger', 'other', 400, 'operation_not_supported'],
  ])('%s cannot be bound, and what was bound stays', async (_what, name, status, code) => {
    await createDeployed()
    await create({ name: 'draft' })
    const machine = [{ id: 'credentials-exchange', version: 'v2' }]
    await createDeployed({ name: 'other', supported_triggers: machine })
    await bind(['guard'])
    expect(await refusalOf(bind(['guard', name]))).toEqual({ status, code })
    expect(await bound()).toEqual(['guard'])
  })

  test('an Action cannot be bound twice', async () => {
    await createDeployed()
    expect(await refusalOf(bind(['guard', 'guard']))).toEqual({
      status: 400,
      code: 'operation_not_supported',
    })
  })

  test('protect their Action from deletion, unless it is forced', async () => {
    const id = await createDeployed()
    await bind(['guard'])
    const first = await refusalOf(management.actions.delete(id))
    await management.actions.delete(id, { force: true })
    expect([first, await bound()]).toEqual([{ status: 409, code: 'action_bound' }, []])
  })

  test('of an unknown trigger are a 404', async () => {
    const { status } = await callManagement(running, 'GET', '/actions/triggers/unknown/bindings')
    expect(status).toBe(404)
  })
})

test('the lists are objects, refuse `include_totals`, and have no total when empty', async () => {
  const empty = await callManagement(running, 'GET', '/actions/actions?page=0&per_page=100')
  await create()
  const one = await callManagement(running, 'GET', '/actions/actions?page=0&per_page=100')
  const refused = await callManagement(running, 'GET', '/actions/actions?include_totals=true')
  expect(empty.body).toEqual({ actions: [], per_page: 100 })
  expect(one.body).toMatchObject({ total: 1, per_page: 100 })
  expect(refused.status).toBe(400)
})
