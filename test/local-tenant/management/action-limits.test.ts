import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import { callManagement, managementClient, refusalOf, rememberState } from './management-access.ts'

let running: RunningTenant
let management: ManagementClient
let restore: () => void

beforeAll(async () => {
  running = await startTenant({ actionBuildMs: 0, holdsActionTimers: true })
  management = await managementClient(running)
  restore = rememberState(running.tenant)
})
beforeEach(() => restore())
afterAll(() => running.stop())

const create = (name: string, differences: object = {}) =>
  callManagement(running, 'POST', '/actions/actions', {
    body: {
      name,
      code: '',
      supported_triggers: [{ id: 'post-login', version: 'v3' }],
      deploy: true,
      ...differences,
    },
  })
const times = (count: number, value: string) =>
  Array.from({ length: count }, (_, i) => ({ name: `NAME_${i}`, value, version: '1.0.0' }))
const secrets = (count: number) => times(count, 'v').map(({ name, value }) => ({ name, value }))
const dependencies = (count: number) =>
  times(count, '').map(({ name, version }) => ({ name, version }))

// @fact Auth0 takes so much of an Action, and no more. (Auth0 docs, Actions limitations and entity
// limits; read 2026-11-22)
describe('as much as Auth0 takes, and one more', () => {
  test.each<[string, (count: number) => object, number]>([
    ['characters of code', (count) => ({ code: 'x'.repeat(count) }), 100_000],
    ['secrets', (count) => ({ secrets: secrets(count) }), 30],
    [
      "characters of a secret's name",
      (count) => ({ secrets: [{ name: 'x'.repeat(count), value: 'v' }] }),
      128,
    ],
    [
      "characters of a secret's value",
      (count) => ({ secrets: [{ name: 'A', value: 'x'.repeat(count) }] }),
      4096,
    ],
    ['npm dependencies', (count) => ({ dependencies: dependencies(count) }), 10],
  ])('%s', async (_what, differences, limit) => {
    const most = await create('most', differences(limit))
    const more = await create('more', differences(limit + 1))
    expect([most.status, more.status, more.body]).toMatchObject([
      201,
      400,
      { errorCode: 'invalid_body' },
    ])
    expect(running.tenant.state.actions.size).toBe(1)
  })

  test('Actions of a tenant', async () => {
    for (let i = 0; i < 100; i += 1) await create(`action-${i}`)
    const { status, body } = await create('one-more')
    expect([status, body]).toMatchObject([400, { errorCode: 'operation_not_supported' }])
    expect(running.tenant.state.actions.size).toBe(100)
  })

  test('Actions of a trigger', async () => {
    const bindings: { ref: { type: 'action_name'; value: string } }[] = []
    for (let i = 0; i < 21; i += 1) {
      await create(`action-${i}`)
      bindings.push({ ref: { type: 'action_name', value: `action-${i}` } })
    }
    const bind = (count: number) =>
      management.actions.triggers.bindings.updateMany('post-login', {
        bindings: bindings.slice(0, count),
      })
    await bind(20)
    expect(await refusalOf(bind(21))).toEqual({ status: 400, code: 'invalid_body' })
    expect(running.tenant.state.bindings.get('post-login')?.length).toBe(20)
  })
})
