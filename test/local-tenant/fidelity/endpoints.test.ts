import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  ENDPOINTS_FIDELITY,
  type EndpointRow,
} from '../../../scripts/local-tenant/oidc/endpoints-fidelity.ts'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import { trustingFetch } from '../management/management-access.ts'

type Row<Kind extends EndpointRow['kind']> = Extract<EndpointRow, { kind: Kind }>

const rowsOf = <Kind extends EndpointRow['kind']>(kind: Kind) =>
  ENDPOINTS_FIDELITY.filter((row): row is Row<Kind> => row.kind === kind)
const isThere = ({ claim }: EndpointRow): boolean => claim.fidelity !== 'refused'

let running: RunningTenant
let discovery: Record<string, unknown>

beforeAll(async () => {
  running = await startTenant()
  const answer = await trustingFetch(running)(`${running.url}/.well-known/openid-configuration`)
  discovery = (await answer.json()) as Record<string, unknown>
})
afterAll(() => running.stop())

test('every endpoint that discovery announces has a row that is not refused', () => {
  const described = new Set(
    rowsOf('endpoint')
      .filter(isThere)
      .map(({ path }): string => path),
  )
  const announced = Object.entries(discovery)
    .filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri')
    .map(([, address]) => new URL(String(address)).pathname)
  expect(announced.filter((path) => !described.has(path))).toEqual([])
})

test('the grants that are not refused are those that discovery announces', () => {
  // The implicit flow has no grant at `/oauth/token`: it is a flow here.
  const announced = (discovery.grant_types_supported as string[]).filter(
    (one) => one !== 'implicit',
  )
  const described = rowsOf('grant').filter(isThere)
  expect(described.map(({ grantType }) => grantType).sort()).toEqual(announced.sort())
})

describe('endpoints', () => {
  test.each(rowsOf('endpoint'))('$method $path: $claim.fidelity', async (row) => {
    const answer = await trustingFetch(running)(`${running.url}${row.path}`, {
      method: row.method,
      redirect: 'manual',
    })
    const isNamed404 =
      answer.status === 404 && (await answer.text()).includes('local_tenant_route_not_emulated')
    expect([isNamed404, answer.status < 500]).toEqual([!isThere(row), true])
  })
})

describe('grants', () => {
  test.each(rowsOf('grant').filter((row) => !isThere(row)))(
    '$grantType is refused',
    async (row) => {
      const { clientId, clientSecret } = running.machineClients.deploy
      const client = running.tenant.state.clients.get(clientId)
      if (client !== undefined) client.grant_types = [row.grantType]
      const answer = await trustingFetch(running)(`${running.url}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          grant_type: row.grantType,
          client_id: clientId,
          client_secret: clientSecret,
        }),
      })
      const { error } = (await answer.json()) as { error?: string }
      expect([answer.status, error]).toEqual([403, 'unsupported_grant_type'])
    },
  )
})
