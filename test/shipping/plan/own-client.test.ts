import { expect, test } from 'vitest'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { JsonObject } from '../../../scripts/ground/json-value.ts'
import { judgeRehearsal } from '../../../scripts/shipping/plan/judge-rehearsal.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

const { port } = memoryPort({
  '/actions/actions': [],
  '/clients': [
    { client_id: 'cli_deploy', name: 'Deploy' },
    { client_id: 'cli_guard', name: 'Guard' },
    { client_id: 'cli_portal', name: 'Portal' },
  ],
})

const grants = (...clients: readonly string[]): JsonObject => ({
  clientGrants: clients.map((client_id) => ({ client_id, audience: 'https://api.example.com/' })),
})

test.each<[string, JsonObject, readonly string[]]>([
  ['nothing', {}, []],
  ['other applications', { clients: [{ name: 'Portal' }], ...grants('Portal', 'cli_portal') }, []],
  ['the client that deploys', { clients: [{ name: 'Deploy' }] }, ['clients/Deploy']],
  ['the client of the guard', { clients: [{ name: 'Guard' }] }, ['clients/Guard']],
  ['a grant of the client that deploys', grants('Deploy'), ['the grant of Deploy']],
  ['the same by its id', grants('cli_deploy'), ['the grant of Deploy']],
  ['a grant of the client of the guard, which the Deploy CLI sends', grants('Guard'), []],
])('git speaks of %s', async (_what, assets, named) => {
  const faults = await judgeRehearsal({
    assets,
    effects: [],
    tenant: openVirtualTenant(openSnapshot(port)),
    ownClientIds: new Set(['cli_deploy', 'cli_guard']),
    deployClientId: 'cli_deploy',
    shipped: [],
    keeps: {},
    address: '',
  })
  expect(faults.map(({ code, message }) => [code, message])).toEqual(
    named.map((one) => [
      'own_client',
      `\`${one}\` is of the client that this deploy or the guard signs in with`,
    ]),
  )
})
