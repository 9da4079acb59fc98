import { expect, test } from 'vitest'
import { refusal } from '../../../scripts/gateway/call.ts'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { Json, JsonObject } from '../../../scripts/ground/json-value.ts'
import { leftoverGrants } from '../../../scripts/shipping/plan/leftover-grants.ts'
import { memoryPort, type Things } from '../../gateway/memory-port.ts'

const PATH = '/organizations/org_1/client-grants'
const grant = (id: string) => ({ id, client_id: 'a', audience: `https://${id}.example.com/` })
const listing = (...clients: readonly string[]): JsonObject => ({
  organizations: [{ name: 'acme', client_grants: clients.map((client_id) => ({ client_id })) }],
})
const tenantWith = (grants: Things[string]) => {
  const { port } = memoryPort({
    '/clients': [{ client_id: 'a', name: 'Export' }],
    '/organizations': [{ id: 'org_1', name: 'acme' }],
    [PATH]: grants,
  })
  return openVirtualTenant(openSnapshot(port))
}
const BOTH: Json = [grant('one'), grant('two')]

test.each<[string, JsonObject, Things[string], readonly string[]]>([
  ['as many as git lists', listing('Export'), [grant('one')], []],
  ['an application that git calls by its id', listing('a'), [grant('one')], []],
  ['git says nothing of grants', { organizations: [{ name: 'acme' }] }, BOTH, []],
  [
    'an organization that the tenant lacks',
    { organizations: [{ name: 'new', client_grants: [] }] },
    BOTH,
    [],
  ],
  ['what the token may not read', listing(), () => refusal(403, 'insufficient_scope', 'no'), []],
  ['one that git does not list', listing(), [grant('one')], ['one']],
  ['another one of an application that git lists once', listing('Export'), BOTH, ['one', 'two']],
])('%s', async (_what, assets, grants, left) => {
  const faults = await leftoverGrants(assets, tenantWith(grants))
  expect(
    faults.flatMap(({ fix }) => [...fix.matchAll(/client-grants\/(\w+)/g)].map(([, id]) => id)),
  ).toEqual(left)
})

test('what the Deploy CLI takes away is not left; what it passes over is', async () => {
  const tenant = tenantWith(BOTH)
  tenant.remove(`${PATH}/one`, grant('one'))
  expect(await leftoverGrants(listing(), tenant)).toEqual([
    {
      code: 'organization_grant_left',
      message:
        '`organizations/acme` would keep more grants of `Export` than git lists: `https://two.example.com/`',
      fix: 'take away what is not wanted, which the Deploy CLI does not: `DELETE /organizations/org_1/client-grants/two`',
    },
  ])
})
