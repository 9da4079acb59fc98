import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import { SWITCHES } from '../../../scripts/local-tenant/switches.ts'
import { callManagement, trustingFetch } from '../management/management-access.ts'
import { callControl } from './call-control.ts'

const NOON_MS = Date.UTC(2031, 0, 15, 12)
const DAY_MS = 86_400_000
let running: RunningTenant

beforeAll(async () => {
  running = await startTenant({ startAtMs: NOON_MS })
})
afterAll(() => running.stop())

const machineToken = async () => {
  const { clientId: client_id, clientSecret: client_secret } = running.machineClients.deploy
  const audience = `${running.url}/api/v2/`
  const answer = await trustingFetch(running)(`${running.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id, client_secret, audience }),
  })
  return ((await answer.json()) as { access_token: string }).access_token
}

describe('clock', () => {
  test('moves the tenant, not the machine', async () => {
    const machineMs = Date.now()
    const before = running.control.now()
    const answer = await callControl(running, 'POST', '/clock/advance', { body: { ms: DAY_MS } })
    const { now, nowMs } = answer.body as { now: string; nowMs: number }
    expect([answer.status, new Date(nowMs).toISOString()]).toEqual([200, now])
    expect(nowMs - before).toBeGreaterThanOrEqual(DAY_MS)
    expect(Math.abs(Date.now() - machineMs)).toBeLessThan(DAY_MS)
    expect(now.slice(0, 10)).toBe('2031-01-16')
  })

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 8.64e15])('does not take %d', (ms) => {
    const offsetMs = running.clock.offsetMs()
    expect(() => running.control.advance(ms)).toThrow()
    expect(running.clock.offsetMs()).toBe(offsetMs)
  })
})

describe('switches', () => {
  test('begin as the catalogue says and change one by one', async () => {
    const defaults = Object.fromEntries(
      Object.entries(SWITCHES).map(([name, { default: isOn }]) => [name, isOn]),
    )
    expect((await callControl(running, 'GET', '/switches')).body).toEqual(defaults)
    const body = { organizationOnRefresh: false }
    const changed = await callControl(running, 'PATCH', '/switches', { body })
    expect(changed.body).toEqual({ ...defaults, organizationOnRefresh: false })
    expect(running.control.setSwitches({ organizationOnRefresh: true })).toEqual(defaults)
  })
})

test('limits are those of a plan that is named, or nobody’s', async () => {
  const limit = (profile: unknown) =>
    callControl(running, 'PATCH', '/limits', { body: { profile } as object })
  const nobody = { profile: null, buckets: [] }
  expect((await callControl(running, 'GET', '/limits')).body).toEqual(nobody)
  const free = {
    profile: 'free',
    buckets: [
      { name: 'Authentication API', burst: 300, sustained: 300, per: 'minute', left: 300 },
      { name: 'Management API', burst: 2, sustained: 2, per: 'second', left: 2 },
    ],
  }
  expect((await limit('free')).body).toEqual(free)
  expect((await limit('gold')).status).toBe(400)
  expect(running.control.limits()).toEqual(free)
  expect((await limit(null)).body).toEqual(nobody)
})

test('an invitation is mailed to the outbox, unless it is not to be mailed', async () => {
  const call = (path: string, body: object) => callManagement(running, 'POST', path, { body })
  const client = await call('/clients', {
    name: 'Portal',
    initiate_login_uri: 'https://app.example.com/login',
  })
  const organization = await call('/organizations', { name: 'acme', display_name: 'Acme' })
  const { client_id } = client.body as { client_id: string }
  const { id } = organization.body as { id: string }
  const invite = (email: string, more: object = {}) =>
    call(`/organizations/${id}/invitations`, {
      inviter: { name: 'Olivia' },
      invitee: { email },
      client_id,
      ...more,
    })
  const invited = await invite('Mira@example.com')
  await invite('noah@example.com', { send_invitation_email: false })
  const { invitation_url } = invited.body as { invitation_url: string }
  const to = 'mira@EXAMPLE.com'
  const latest = await callControl(running, 'GET', `/outbox/latest?to=${encodeURIComponent(to)}`)
  expect(latest.body).toMatchObject({
    channel: 'email',
    to: 'Mira@example.com',
    kind: 'invitation',
    url: invitation_url,
    text: expect.stringContaining(invitation_url),
    organization_id: id,
  })
  expect(running.control.outbox().map((mail) => mail.to)).toEqual(['Mira@example.com'])
  const nobody = await callControl(running, 'GET', '/outbox/latest?to=noah@example.com')
  expect(nobody.body).toBe(null)
  await callControl(running, 'DELETE', '/outbox')
  expect(running.control.outbox()).toEqual([])
})

test('the log is read by type, the newest so many', async () => {
  await callManagement(running, 'POST', '/roles', { body: { name: 'one' } })
  await callManagement(running, 'POST', '/roles', { body: { name: 'two' } })
  const answer = await callControl(running, 'GET', '/logs?type=sapi&last=1')
  expect(answer.body).toEqual([
    running.control
      .logs()
      .filter(({ type }) => type === 'sapi')
      .at(-1),
  ])
  expect((await callControl(running, 'GET', '/logs?type=none')).body).toEqual([])
})

describe('reset', () => {
  test('is a tenant that has just started, for the same machine clients', async () => {
    const fresh = await startTenant({ startAtMs: NOON_MS })
    await callManagement(running, 'POST', '/roles', { body: { name: 'three' } })
    running.control.setSwitches({ sessionMethods: false })
    running.control.addFault({ path: '/x', status: 500 })
    const secret = running.machineClients.deploy.clientSecret
    expect((await callControl(running, 'POST', '/reset')).status).toBe(204)
    expect(shapeOf(running)).toEqual(shapeOf(fresh))
    expect(running.control.now() - NOON_MS).toBeLessThan(DAY_MS)
    expect(running.machineClients.deploy.clientSecret).toBe(secret)
    const token = await machineToken()
    expect((await callManagement(running, 'GET', '/clients', { token })).status).toBe(200)
    await fresh.stop()
  })

  // Secrets and addresses differ from tenant to tenant, times from moment to moment.
  const shapeOf = ({ control, domain }: RunningTenant) =>
    JSON.parse(
      JSON.stringify(control.snapshot().state, (key, value) =>
        ['client_secret', 'id'].includes(key) || key.endsWith('_at') ? key : value,
      )
        .replaceAll(domain, 'DOMAIN')
        .replaceAll(/"(cgr_\w+|[\da-f]{24})"/g, '"ID"'),
    )
})
