import { expect, test } from 'vitest'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { JsonObject } from '../../../scripts/ground/json-value.ts'
import { passedOver } from '../../../scripts/shipping/plan/passed-over.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

const document = 'https://app.example.com/client.json'
const PARTNER = { client_id: 'cli_3', name: 'Partner', is_first_party: false }
const { port } = memoryPort({
  '/clients': [
    { client_id: 'cli_1', name: 'Portal', is_first_party: true },
    { client_id: 'cli_2', name: 'All Applications', is_first_party: false, global: true },
    PARTNER,
    { client_id: 'cli_4', name: 'Rogue', is_first_party: false },
    {
      client_id: 'cli_5',
      name: 'As they say',
      is_first_party: false,
      external_client_id: document,
    },
  ],
  '/resource-servers': [
    { id: 'api_1', name: 'Auth0 Management API', identifier: 'https://a/api/v2/', is_system: true },
    {
      id: 'api_2',
      name: 'Auth0 Management API',
      identifier: 'https://b/api/v2/',
      is_system: false,
    },
    { id: 'api_3', name: 'Other', identifier: 'https://other.example.com/', is_system: false },
  ],
})

const NAMESAKE =
  'resourceServers/https://b/api/v2/: called Auth0 Management API, which the Deploy CLI passes over, so it is not compared'

test.each<[string, JsonObject, readonly string[], readonly string[]]>([
  ['nothing', {}, [], []],
  [
    'no third party',
    { clients: [] },
    [],
    ['clients: 3 third-party applications are not in git, and are kept'],
  ],
  [
    'two of three, by name and by document',
    { clients: [{ name: 'Partner' }, { name: 'Said', external_client_id: document }] },
    [],
    ['clients: 1 third-party application is not in git, and is kept'],
  ],
  [
    'one, and the environment keeps the others',
    { clients: [{ name: 'Partner' }] },
    ['Rogue', 'As they say'],
    [],
  ],
  [
    'a grant as Auth0’s own, and one that is not',
    {
      clientGrants: [
        { client_id: 'Portal', audience: 'https://b/api/v2/', is_system: true },
        { client_id: 'Portal', audience: 'https://other.example.com/', is_system: false },
      ],
    },
    [],
    [
      'clientGrants/Portal -> https://b/api/v2/: `is_system` in git, which the Deploy CLI passes over, so it is not compared',
    ],
  ],
  ['APIs', { resourceServers: [] }, [], [NAMESAKE]],
])('git speaks of %s', async (_what, assets, kept, notes) => {
  expect(await passedOver(assets, openVirtualTenant(openSnapshot(port)), kept)).toEqual(notes)
})
