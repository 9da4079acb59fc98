import { expect, test } from 'vitest'
import { refusal } from '../../../scripts/gateway/call.ts'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { JsonObject } from '../../../scripts/ground/json-value.ts'
import { noteOfDrafts } from '../../../scripts/shipping/plan/note-of-drafts.ts'
import { memoryPort, type Things } from '../../gateway/memory-port.ts'

const RUN = { id: 'act_1', name: 'add-claims', deployed_version: { id: 'ver_1' } }
const PUBLISHED = { id: 'mod_1', name: 'lib', latest_version_number: 1 }
const ACTION = [
  'actions/add-claims: a draft in git; the tenant runs a version of it, which no deploy takes out of use, and which is not compared',
]
const MODULE = [
  'actionModules/lib: a draft in git; the tenant has published a version of it, which no deploy takes back, and which is not compared',
]
const action = (said: JsonObject): JsonObject => ({ actions: [{ name: 'add-claims', ...said }] })
const module = (said: JsonObject): JsonObject => ({ actionModules: [{ name: 'lib', ...said }] })
const ACTIONS = '/actions/actions'
const MODULES = '/actions/modules'

test.each<[string, JsonObject, Things, readonly string[]]>([
  ['nothing', {}, {}, []],
  ['one that the tenant runs', action({ deployed: false }), { [ACTIONS]: [RUN] }, ACTION],
  [
    'one that it has as a draft too',
    action({ deployed: false }),
    { [ACTIONS]: [{ id: 'act_1', name: 'add-claims' }] },
    [],
  ],
  ['one that it does not have', action({ deployed: false }), { [ACTIONS]: [] }, []],
  ['one that git puts to use', action({ deployed: true }), { [ACTIONS]: [RUN] }, []],
  ['one of which git does not say so', action({}), { [ACTIONS]: [RUN] }, ACTION],
  [
    'a module that is published',
    module({ all_changes_published: false }),
    { [MODULES]: [PUBLISHED] },
    MODULE,
  ],
  ['one of which git does not say so', module({}), { [MODULES]: [PUBLISHED] }, MODULE],
  [
    'one that git publishes',
    module({ all_changes_published: true }),
    { [MODULES]: [PUBLISHED] },
    [],
  ],
  [
    'one that was never published',
    module({}),
    {
      [MODULES]: [
        { id: 'mod_1', name: 'lib', latest_version_number: 0 },
        { id: 'mod_2', name: 'other', latest_version_number: 2 },
      ],
    },
    [],
  ],
  [
    'one of a tenant without modules',
    module({}),
    { [MODULES]: () => refusal(403, 'feature_not_enabled', 'no') },
    [],
  ],
])('git has as a draft %s', async (_what, assets, things, notes) => {
  const tenant = openVirtualTenant(openSnapshot(memoryPort(things).port))
  expect(await noteOfDrafts(assets, tenant)).toEqual(notes)
})
