import { expect, test } from 'vitest'
import type { Call } from '../../../scripts/gateway/call.ts'
import type { TenantPort } from '../../../scripts/gateway/tenant-port.ts'
import { unbindGuards } from '../../../scripts/shipping/uninstall/unbind-guards.ts'

const bound = (...names: readonly string[]) =>
  names.map((name) => ({ id: `b-${name}`, display_name: 'one label', action: { id: name, name } }))

/** A tenant that puts the first write off, and in which this happens meanwhile. */
function putOff(names: readonly string[], meanwhile: readonly string[]) {
  let list = names
  const written: (Call['body'] | undefined)[] = []
  const port: TenantPort = async (call, beforeAgain = async () => {}) => {
    if (call.method === 'GET') return { status: 200, body: { bindings: bound(...list) } }
    list = meanwhile
    await beforeAgain()
    written.push(call.body)
    return { status: 200, body: {} }
  }
  return { port, written }
}

const GUARD = 'org-guard-post-login'

test('what others have bound keeps its order and its label, told by its id', async () => {
  const { port, written } = putOff(['b', GUARD, 'a'], ['b', GUARD, 'a'])
  await unbindGuards(port, 'post-login')
  const reference = (value: string) => ({
    ref: { type: 'action_id', value },
    display_name: 'one label',
  })
  expect(written).toEqual([{ bindings: [reference('b'), reference('a')] }])
})

test('a list that somebody changed while the write was put off is not written over', async () => {
  const { port, written } = putOff(['b', GUARD, 'a'], ['b', GUARD, 'a', 'new'])
  await expect(unbindGuards(port, 'post-login')).rejects.toMatchObject({
    faults: [{ code: 'tenant_moved' }],
  })
  expect(written).toEqual([])
})

test('a trigger that runs no guard is left alone', async () => {
  const { port, written } = putOff(['b', 'org-guard-of-theirs'], [])
  await unbindGuards(port, 'post-login')
  expect(written).toEqual([])
})
