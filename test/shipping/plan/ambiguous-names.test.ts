import { expect, test } from 'vitest'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { JsonObject } from '../../../scripts/ground/json-value.ts'
import { judgeRehearsal } from '../../../scripts/shipping/plan/judge-rehearsal.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

const { port } = memoryPort({
  '/actions/actions': [],
  '/clients': [
    { client_id: 'cli_1', name: 'Billing' },
    { client_id: 'cli_2', name: 'Billing' },
    { client_id: 'cli_3', name: 'Portal' },
  ],
  '/connections': [{ id: 'con_1', name: 'oidc' }],
  '/roles': [
    { id: 'rol_1', name: 'Member' },
    { id: 'rol_2', name: 'Member' },
  ],
})
const grantOf = (client_id: string): JsonObject => ({
  clientGrants: [{ client_id, audience: 'https://api.example.com/' }],
})

test.each<[string, JsonObject, readonly string[]]>([
  ['nothing', {}, []],
  ['one that is there once', { clients: [{ name: 'Portal' }], ...grantOf('Portal') }, []],
  [
    'two that are there twice',
    { clients: [{ name: 'Billing' }], roles: [{ name: 'Member' }] },
    ['clients/Billing', 'roles/Member'],
  ],
  ['a grant of one, where applications are not git’s', grantOf('Billing'), ['clients/Billing']],
  ['a grant of one by its id', grantOf('cli_2'), []],
  [
    'it in three places',
    {
      clients: [{ name: 'Billing' }],
      connections: [{ name: 'oidc', enabled_clients: ['Billing'] }],
      ...grantOf('Billing'),
    },
    ['clients/Billing'],
  ],
])('git speaks of %s', async (_what, assets, ambiguous) => {
  const faults = await judgeRehearsal({
    assets,
    effects: [],
    tenant: openVirtualTenant(openSnapshot(port)),
    ownClientIds: new Set(),
    deployClientId: 'cli_deploy',
    shipped: [],
    keeps: {},
    address: '',
  })
  expect(faults.map(({ code, message }) => [code, message])).toEqual(
    ambiguous.map((one) => ['name_ambiguous', `the tenant has more than one \`${one}\``]),
  )
})

test('the one of two that the Deploy CLI would delete is no thing in the wrong folder', async () => {
  const tenant = openVirtualTenant(openSnapshot(port))
  const [kept, gone] = ['cli_1', 'cli_2'].map((id) => ({ client_id: id, name: 'Billing' }))
  tenant.remove('/clients/cli_2', gone ?? {})
  const effect = { type: 'clients', name: 'Billing', after: {}, fields: [], isDeployed: false }
  const faults = await judgeRehearsal({
    assets: { clients: [{ name: 'Billing', description: 'x' }] },
    effects: [
      { ...effect, kind: 'update', root: '/clients/cli_1', before: kept ?? {} },
      { ...effect, kind: 'delete', root: '/clients/cli_2', before: gone ?? {} },
    ],
    tenant,
    ownClientIds: new Set(),
    deployClientId: 'cli_deploy',
    shipped: [],
    keeps: {},
    address: '',
  })
  expect(faults.map(({ code, message }) => [code, message])).toEqual([
    ['name_ambiguous', 'the tenant has more than one `clients/Billing`'],
  ])
})
