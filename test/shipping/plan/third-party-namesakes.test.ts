import { expect, test } from 'vitest'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { JsonObject } from '../../../scripts/ground/json-value.ts'
import { thirdPartyNamesakes } from '../../../scripts/shipping/plan/third-party-namesakes.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

const document = 'https://app.example.com/client.json'
const { port } = memoryPort({
  '/clients': [
    { client_id: 'cli_1', name: 'Portal', is_first_party: true },
    { client_id: 'cli_2', name: 'All Applications', is_first_party: false, global: true },
    { client_id: 'cli_3', name: 'Billing', is_first_party: false },
    { client_id: 'cli_4', name: 'Said', is_first_party: false, external_client_id: document },
  ],
})
const inGit = (more: JsonObject = {}): JsonObject => ({ clients: [{ name: 'Billing', ...more }] })
const grantOf = (client_id: string): JsonObject => ({
  clientGrants: [{ client_id, audience: 'https://api.example.com/' }],
})

test.each<[string, JsonObject, readonly string[]]>([
  ['nothing', {}, []],
  ['other applications', { clients: [{ name: 'Portal' }, { name: 'All Applications' }] }, []],
  ['its name', inGit(), ['cli_3: clients/Billing']],
  ['its name, as one of ours', inGit({ is_first_party: true }), ['cli_3: clients/Billing']],
  ['it, as a third party', inGit({ is_first_party: false }), []],
  ['it, by its id', inGit({ client_id: 'cli_3', name: 'Invoices' }), []],
  ['another one by its id', inGit({ client_id: 'cli_9' }), ['cli_3: clients/Billing']],
  [
    'another one that registers itself, under its name',
    inGit({ external_client_id: 'https://other.example.com/', is_first_party: false }),
    ['cli_3: clients/Billing'],
  ],
  [
    'one by its document',
    { ...grantOf('Said'), clients: [{ name: 'Said', external_client_id: document }] },
    [],
  ],
  [
    'a grant of its name',
    grantOf('Billing'),
    ['cli_3: clientGrants/Billing -> https://api.example.com/'],
  ],
  ['a grant of its id', grantOf('cli_3'), []],
  ['a grant of a third party', { ...inGit({ is_first_party: false }), ...grantOf('Billing') }, []],
  [
    'its name in what lets people in',
    {
      connections: [
        { name: 'oidc', enabled_clients: ['Portal', 'Billing'] },
        { name: 'saml', options: { idpinitiated: { client_id: 'Billing' } } },
      ],
      databases: [{ name: 'members', enabled_clients: ['Billing'] }],
      organizations: [
        { name: 'acme', client_grants: [{ client_id: 'Billing' }] },
        { name: 'globex', clients: [{ client_id: 'Billing' }] },
      ],
    },
    [
      'cli_3: connections/oidc connections/saml databases/members organizations/acme organizations/globex',
    ],
  ],
  [
    'its name in other applications',
    {
      clients: [
        { name: 'Portal', my_organization_configuration: { invitation_landing_client_id: 'Said' } },
        { name: 'Okta', express_configuration: { okta_oin_client_id: 'Billing' } },
      ],
    },
    ['cli_3: clients/Okta', 'cli_4: clients/Portal'],
  ],
])('git speaks of %s', async (_what, assets, found) => {
  const faults = await thirdPartyNamesakes(assets, openVirtualTenant(openSnapshot(port)))
  expect(
    faults.map(({ message }) => {
      const [id, , ...places] = [...message.matchAll(/`([^`]+)`/g)].map(([, one]) => one)
      return `${id}: ${places.join(' ')}`
    }),
  ).toEqual(found)
})

test('it is said with what to do', async () => {
  expect(await thirdPartyNamesakes(inGit(), openVirtualTenant(openSnapshot(port)))).toEqual([
    {
      code: 'third_party_namesake',
      message:
        '`cli_3` in the tenant is called `Billing` and is a third-party application, which git does not say: a deploy would take it for the one that git means in `clients/Billing`',
      fix: 'rename or delete it in the tenant, unless you know whose it is; then say `is_first_party: false` in its file, or name it by its `client_id`',
    },
  ])
})
