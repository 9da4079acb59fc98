import { expect, test } from 'vitest'
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

test.each<[string, now: readonly string[], sent: readonly string[], code: string | null]>([
  ['a list that is as it was is written', ['theirs'], [`PATCH ${BINDINGS}`], null],
  ['one to which somebody added is not', ['theirs', 'new'], [], 'tenant_moved'],
  ['nor one that somebody emptied', [], [], 'tenant_moved'],
  ['nor one in another order', ['new', 'theirs'], [], 'tenant_moved'],
])('going back: %s', async (_what, now, sent, code) => {
  const memory = memoryPort({ [BINDINGS]: bound(...now) })
  const address = { domain: 'tenant.example.com', certificate: null }
  const session = { access: { address, port: memory.port }, secrets: {} } as never
  const bindings = { 'post-login': ['guard', 'theirs'] }
  const fault = await restore(session, { steps: [], bindings, faults: [] }, actual, () => {}).then(
    () => null,
    (error: UserFault) => error.faults[0]?.code,
  )
  expect([memory.sent.map(({ method, path }) => `${method} ${path}`), fault]).toEqual([sent, code])
})
