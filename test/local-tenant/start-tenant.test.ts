import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { callManagement, mintToken, trustingFetch } from './management/management-access.ts'

const NOON_MS = Date.UTC(2031, 0, 15, 12)
let running: RunningTenant

beforeAll(async () => {
  running = await startTenant({ startAtMs: NOON_MS, tenantId: 'example' })
})
afterAll(() => running.stop())

test('is reached by either name its certificate carries', async () => {
  const fetchTrusting = trustingFetch(running)
  const port = running.domain.split(':')[1]
  for (const host of ['localhost', '127.0.0.1']) {
    const answer = await fetchTrusting(`https://${host}:${port}/api/v2/clients`)
    expect([host, answer.status]).toEqual([host, 401])
  }
})

test('is refused by whoever does not trust its certificate', async () => {
  await expect(fetch(`${running.url}/api/v2/clients`)).rejects.toThrow('fetch failed')
})

test('gives the machine clients the scopes they need and no more', async () => {
  const { tenant, machineClients } = running
  const scopesOf = ({ clientId }: { clientId: string }) =>
    [...tenant.state.clientGrants.values()].find((grant) => grant.client_id === clientId)?.scope
  expect(scopesOf(machineClients.guard)).toEqual([
    'read:organizations',
    'read:organization_invitations',
  ])
  expect(scopesOf(machineClients.deploy)).toContain('update:actions')
})

test.each(['deploy', 'guard'] as const)('issues a token to its %s client', async (name) => {
  const { clientId, clientSecret } = running.machineClients[name]
  const answer = await trustingFetch(running)(`${running.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      audience: `${running.url}/api/v2/`,
    }),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  const organizations = await callManagement(running, 'GET', '/organizations', { token })
  const clients = await callManagement(running, 'GET', '/clients', { token })
  expect([organizations.status, clients.status]).toEqual([200, name === 'deploy' ? 200 : 403])
})

test('lives in its own time', async () => {
  const token = await mintToken(running, { expiresIn: 60 })
  const before = await callManagement(running, 'POST', '/organizations', {
    token,
    body: { name: 'acme' },
  })
  running.clock.advance(61_000)
  const after = await callManagement(running, 'GET', '/organizations', { token })
  const log = running.tenant.state.logs.find(({ type }) => type === 'sapi')
  expect([before.status, after.status, log?.date.slice(0, 10)]).toEqual([201, 401, '2031-01-15'])
})

test('frees its port when it is stopped, even twice, and though a client keeps its connection open', async () => {
  const first = await startTenant()
  await callManagement(first, 'GET', '/clients')
  await first.stop()
  await first.stop()
  const second = await startTenant({ port: Number(first.domain.split(':')[1]) })
  await second.stop()
  expect(second.domain).toBe(first.domain)
})

test('says so when its port is taken', async () => {
  const port = Number(running.domain.split(':')[1])
  await expect(startTenant({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
