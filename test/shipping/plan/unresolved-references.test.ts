import { expect, test } from 'vitest'
import { refusal } from '../../../scripts/gateway/call.ts'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { Json } from '../../../scripts/ground/json-value.ts'
import { unresolvedReferences } from '../../../scripts/shipping/plan/unresolved-references.ts'
import { memoryPort, type Things } from '../../gateway/memory-port.ts'

const API = 'https://api.example.com/'
const grant = (audience: string, scope: readonly string[] = []) => ({
  clientGrants: [{ client_id: 'Export', audience, scope: [...scope] }],
})
const role = (api: string, ...names: readonly string[]) => ({
  roles: [
    {
      name: 'Reader',
      permissions: names.map((name) => ({
        permission_name: name,
        resource_server_identifier: api,
      })),
    },
  ],
})
const unknownTo = async (assets: Record<string, Json>, tenant: Things) => {
  const { port } = memoryPort({ '/clients': [{ client_id: 'a', name: 'Export' }], ...tenant })
  const faults = await unresolvedReferences(assets, openVirtualTenant(openSnapshot(port)))
  return faults.map(({ message }) => /the (.*), which/.exec(message)?.[1])
}
const SHOWN: Things = {
  '/resource-servers': [{ id: '1', identifier: API, scopes: [{ value: 'read' }] }],
}
const HIDDEN: Things = { '/resource-servers': () => refusal(403, 'insufficient_scope', 'no') }

test.each<[string, Record<string, Json>, Things, readonly string[]]>([
  ['an API and a permission that are there', grant(API, ['read']), SHOWN, []],
  [
    'an API that is in git only',
    { ...grant('new'), resourceServers: [{ identifier: 'new' }] },
    SHOWN,
    [],
  ],
  ['an API that is nowhere, once', role('other', 'read', 'write'), SHOWN, ['API `other`']],
  ['a permission that is nowhere', role(API, 'write'), SHOWN, [`permission \`write of ${API}\``]],
  ['permissions of Auth0 itself', grant('https://x.example.com/me/', ['any']), SHOWN, []],
  ['what the token may not read', role('other', 'read'), HIDDEN, []],
  [
    'a grant of every third-party application, and of one that is nowhere',
    {
      clientGrants: [
        { default_for: 'third_party_clients', audience: API },
        { client_id: 'Gone', audience: API },
      ],
    },
    SHOWN,
    ['client `Gone`'],
  ],
  [
    'applications that are nowhere, as connections and applications name them',
    {
      connections: [
        { name: 'saml', options: { idpinitiated: { client_id: 'Gone' } } },
        { name: 'oidc', options: { idpinitiated: { enabled: false, client_id: '' } } },
      ],
      clients: [
        { name: 'Portal', my_organization_configuration: { invitation_landing_client_id: 'Lost' } },
        { name: 'Okta', express_configuration: { okta_oin_client_id: 'Export' } },
      ],
    },
    {},
    ['client `Lost`', 'client `Gone`'],
  ],
])('%s', async (_what, assets, tenant, unknown) => {
  expect(await unknownTo(assets, tenant)).toEqual(unknown)
})

test('an Action that the deploy would delete is not said to be nowhere', async () => {
  const actions = [{ id: 'act_1', name: 'add-claims' }]
  const { port } = memoryPort({ '/actions/actions': actions })
  const tenant = openVirtualTenant(openSnapshot(port))
  const bindings = { triggers: { 'post-login': [{ action_name: 'add-claims' }] } }
  expect(await unresolvedReferences(bindings, tenant)).toEqual([])
  tenant.remove('/actions/actions/act_1', { id: 'act_1', name: 'add-claims' })
  expect(await unresolvedReferences(bindings, tenant)).toEqual([
    {
      code: 'reference_unknown',
      message:
        '`triggers/post-login` names the action `add-claims`, which is in the tenant and not in git, so that this deploy would delete it',
      fix: 'name it under `keeps.actions` of the environment, or declare it in git',
    },
  ])
})
