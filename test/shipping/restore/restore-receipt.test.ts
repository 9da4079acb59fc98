import { expect, test } from 'vitest'
import type { TenantPort } from '../../../scripts/gateway/tenant-port.ts'
import type { Json } from '../../../scripts/ground/json-value.ts'
import type { UserFault } from '../../../scripts/ground/user-fault.ts'
import { restore } from '../../../scripts/shipping/restore/restore-receipt.ts'
import type { GuardedTenant } from '../../../scripts/shipping/tenant-state/guarded-tenant.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

const BINDINGS = '/actions/triggers/post-login/bindings'
const bound = (...names: readonly string[]): Json =>
  names.map((name) => ({ display_name: name, action: { name } }))

/** What the list was when it was planned. */
const actual: GuardedTenant = {
  resources: [
    {
      type: 'triggers',
      name: 'post-login',
      id: 'post-login',
      value: { bindings: [{ action_name: 'theirs', display_name: 'theirs' }] },
    },
  ],
}

/** What comes of binding `guard` before `theirs`: null, or the code of the fault. */
const goBack = (port: TenantPort): Promise<string | null | undefined> => {
  const address = { domain: 'tenant.example.com', certificate: null }
  const session = { access: { address, port }, secrets: {} } as never
  const bindings = { 'post-login': ['guard', 'theirs'] }
  return restore(session, { steps: [], bindings }, actual, () => {}).then(
    () => null,
    (error: UserFault) => error.faults[0]?.code,
  )
}

test.each<[string, now: readonly string[], sent: readonly string[], code: string | null]>([
  ['a list that is as it was is written', ['theirs'], [`PATCH ${BINDINGS}`], null],
  ['one to which somebody added is not', ['theirs', 'new'], [], 'tenant_moved'],
  ['nor one that somebody emptied', [], [], 'tenant_moved'],
  ['nor one in another order', ['new', 'theirs'], [], 'tenant_moved'],
])('going back: %s', async (_what, now, sent, code) => {
  const memory = memoryPort({ [BINDINGS]: bound(...now) })
  const fault = await goBack(memory.port)
  expect([memory.sent.map(({ method, path }) => `${method} ${path}`), fault]).toEqual([sent, code])
})

test.each<[string, meanwhile: readonly string[], written: number, code: string | null]>([
  ['as it was is written', ['theirs'], 1, null],
  ['as the call that nobody answered left it is written', ['guard', 'theirs'], 1, null],
  ['to which somebody added meanwhile is not', ['theirs', 'new'], 0, 'tenant_moved'],
])('once more, after it was put off: a list %s', async (_what, meanwhile, written, code) => {
  let now: readonly string[] = ['theirs']
  let repeated = 0
  const memory = memoryPort({ [BINDINGS]: () => ({ status: 200, body: bound(...now) }) })
  const port: TenantPort = async (call, beforeAgain = async () => {}) => {
    if (call.method !== 'GET') {
      now = meanwhile
      await beforeAgain()
      repeated += 1
    }
    return memory.port(call)
  }
  const fault = await goBack(port)
  expect([repeated, fault]).toEqual([written, code])
})
