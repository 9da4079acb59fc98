import { expect, test } from 'vitest'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { Json, JsonObject } from '../../../scripts/ground/json-value.ts'
import { noteOfTriggers } from '../../../scripts/shipping/plan/note-of-triggers.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

const of = (name: string, ...triggers: readonly string[]): JsonObject => ({
  id: `act_${name}`,
  name,
  supported_triggers: triggers.map((id) => ({ id })),
})
const bound = (...names: readonly string[]): Json => names.map((name) => ({ action: { name } }))
const { port } = memoryPort({
  '/actions/actions': [
    of('guard', 'post-login'),
    of('vendor', 'send-phone-message', 'post-login'),
    of('spare', 'credentials-exchange'),
    of('hearer', 'event-stream'),
  ],
  '/actions/triggers/post-login/bindings': bound('guard'),
  '/actions/triggers/send-phone-message/bindings': bound('vendor'),
  '/actions/triggers/credentials-exchange/bindings': [],
})
const left = (trigger: string, what: string): string =>
  `${trigger}: not in triggers.json, so left as it is: ${what}`

test.each<[string, JsonObject, readonly string[]]>([
  [
    'no trigger',
    { actions: [of('guard', 'post-login')] },
    [left('post-login', 'guard stays bound'), left('send-phone-message', 'vendor stays bound')],
  ],
  [
    'one of them',
    { actions: [of('guard', 'post-login')], triggers: { 'post-login': [] } },
    [left('send-phone-message', 'vendor stays bound')],
  ],
  ['all that run something', { triggers: { 'post-login': [], 'send-phone-message': [] } }, []],
  [
    'one, and has an Action for another that runs nothing',
    {
      actions: [of('spare', 'credentials-exchange'), of('hearer', 'event-stream')],
      triggers: { 'post-login': [], 'send-phone-message': [] },
    },
    [left('credentials-exchange', 'nothing is bound')],
  ],
])('git names %s', async (_what, assets, notes) => {
  expect(await noteOfTriggers(assets, openVirtualTenant(openSnapshot(port)))).toEqual(notes)
})
