import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CONTROL_ROUTES } from '../../../scripts/local-tenant/control/control-routes.ts'
import {
  addPerson,
  answerOf,
  authorizationRequest,
  logIn,
  openApplication,
  signIn,
} from '../oidc/start-scene.ts'
import { bind, handler } from '../runtime/a-tenant.ts'
import { type ControlCall, callControl } from './call-control.ts'
import { type SeededTenant, seededTenant } from './seeded-tenant.ts'

let seeded: SeededTenant
let port: string

beforeAll(async () => {
  seeded = await seededTenant()
  port = new URL(seeded.running.controlUrl).port
})
afterAll(() => seeded.stop())

describe('whoever is not the person who started the tenant', () => {
  test.each<[string, () => ControlCall, number]>([
    ['without a token', () => ({ token: null }), 401],
    ['with a wrong token', () => ({ token: 'A'.repeat(43) }), 401],
    ['with an empty token', () => ({ token: '' }), 401],
    [
      'under a name that resolves to this machine',
      () => ({ headers: { host: `evil.example.com:${port}` } }),
      403,
    ],
    ['under another port', () => ({ headers: { host: '127.0.0.1:1' } }), 403],
    [
      'from a page of another origin',
      () => ({ headers: { origin: 'https://evil.example.com' } }),
      403,
    ],
    ['from a page without an origin', () => ({ headers: { origin: 'null' } }), 403],
    ["from the tenant's own pages", () => ({ headers: { origin: seeded.running.url } }), 403],
    ['and the person, by name', () => ({ headers: { host: `localhost:${port}` } }), 204],
  ])('%s', async (_who, call, status) => {
    const { control } = seeded.running
    control.addFault({ path: '/never', status: 500 })
    const answer = await callControl(seeded.running, 'DELETE', '/faults', call())
    expect([answer.status, control.faults().length]).toEqual([status, status === 204 ? 0 : 1])
    control.clearFaults()
  })

  test.each(CONTROL_ROUTES)('may not $method $path', async ({ method, path }) => {
    const answer = await callControl(seeded.running, method, path, { token: null })
    expect(answer.status).toBe(401)
  })

  test('may read what there is, which names every route and nothing of the tenant', async () => {
    const { running } = seeded
    const { status, text } = await callControl(running, 'GET', '/', { token: null })
    expect(status).toBe(200)
    for (const { method, path } of CONTROL_ROUTES) expect(text).toContain(`${method} ${path}<`)
    expect(text).not.toContain(running.controlToken)
    expect(text).not.toContain(running.machineClients.deploy.clientSecret)
  })
})

test('an Action finds the port, but no token, and changes nothing', async () => {
  const { running, scene } = seeded
  await addPerson(scene, 'mira@example.com')
  bind(running.tenant, {
    code: handler(`
      const seen = []
      for (const [method, path] of [['POST', '/reset'], ['POST', '/clock/advance'], ['GET', '/snapshot']]) {
        for (const headers of [{}, { authorization: 'Bearer ' }, { authorization: 'Bearer undefined' }]) {
          const body = method === 'GET' ? undefined : '{"ms": 1000}'
          seen.push((await fetch('${running.controlUrl}' + path, { method, headers, body })).status)
        }
      }
      const reachable = JSON.stringify([event, process.env, process.argv, Object.keys(globalThis)])
      api.access.deny(seen.join(' ') + (reachable.includes('${running.controlToken}') ? ' token' : ''))`),
  })
  const offsetMs = running.clock.offsetMs()
  const { address } = await authorizationRequest(await openApplication(scene))
  const page = await signIn(scene.newBrowser(), address, { email: 'mira@example.com' })
  expect(answerOf(page)).toBe(`access_denied: ${Array(9).fill(401).join(' ')}`)
  expect([running.clock.offsetMs(), running.tenant.state.users.size]).toEqual([offsetMs, 1])
  running.tenant.state.bindings.clear()
  await logIn(scene, await openApplication(scene), scene.newBrowser(), {
    email: 'mira@example.com',
  })
})

describe('never a 5xx, and nothing changes', () => {
  const long = 'x'.repeat(100_000)
  test.each([
    ['not JSON', '{'],
    ['an array', '[]'],
    ['a number', '1'],
    ['null', 'null'],
    ['unknown members', '{"unknown": 1}'],
    ['wrong types', '{"ms": "1", "path": 1, "sessionMethods": "yes", "format": 1}'],
    ['a prototype', '{"__proto__": {"ms": 1}, "constructor": {"prototype": 1}}'],
    ['extremes', '{"ms": 1e308}'],
    ['a fraction', '{"ms": 0.5}'],
    ['long text', JSON.stringify({ path: `/${long}`, status: 500 })],
    ['deep nesting', `${'{"state":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
    ['a fault without an effect', '{"path": "/x"}'],
    ['a fault that is no error', '{"path": "/x", "status": 200}'],
    ['a fault for ever', '{"path": "/x", "status": 500, "times": 1e9}'],
  ])('%s', async (_what, body) => {
    const { running } = seeded
    const before = running.control.snapshot().state
    const withoutBody = ['/reset', '/events/settle']
    for (const { method, path } of CONTROL_ROUTES) {
      if (method === 'GET' || method === 'DELETE' || withoutBody.includes(path)) continue
      const answer = await callControl(running, method, path, { body })
      expect([method, path, answer.status]).toEqual([method, path, 400])
    }
    expect(running.control.snapshot().state).toEqual(before)
  })

  test.each([
    ['GET', '/outbox/latest', 400],
    ['GET', '/executions?last=-1', 400],
    ['GET', '/logs?last=many', 400],
    ['GET', '/nowhere', 404],
    ['PUT', '/switches', 404],
    ['GET', '/%ff%fe', 404],
    ['GET', '//x', 404],
    ['OPTIONS', '/faults', 404],
  ])('%s %s', async (method, path, status) => {
    expect((await callControl(seeded.running, method, path)).status).toBe(status)
  })
})
