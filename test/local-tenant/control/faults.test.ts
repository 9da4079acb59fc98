import { ManagementClient } from 'auth0'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { NewFault } from '../../../scripts/local-tenant/control/control.ts'
import { takeFault } from '../../../scripts/local-tenant/control/inject-fault.ts'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import type { Tenant } from '../../../scripts/local-tenant/store.ts'
import { callManagement, mintToken, trustingFetch } from '../management/management-access.ts'
import { callControl } from './call-control.ts'

let running: RunningTenant
beforeAll(async () => {
  running = await startTenant()
})
afterAll(() => running.stop())
afterEach(() => running.control.clearFaults())

const discovery = '/.well-known/openid-configuration'

async function discover() {
  const answer = await trustingFetch(running)(`${running.url}${discovery}`)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe('an injected answer', () => {
  test('of the Management API has its form and its rate limit', async () => {
    running.control.addFault({ path: '/api/v2/clients', status: 429 })
    const before = Math.floor(running.clock.now() / 1000)
    const { status, body, headers } = await callManagement(running, 'GET', '/clients')
    expect({ status, body }).toEqual({
      status: 429,
      body: {
        statusCode: 429,
        error: 'Too Many Requests',
        message: 'Global limit has been reached',
        errorCode: 'too_many_requests',
      },
    })
    const after = Math.floor(running.clock.now() / 1000)
    expect(headers.get('x-ratelimit-remaining')).toBe('0')
    // One second after the answer, which came between the two.
    const answered = Number(headers.get('x-ratelimit-reset')) - 1
    expect([answered >= before, answered <= after]).toEqual([true, true])
  })

  test.each([
    [429, { error: 'too_many_requests', error_description: expect.any(String) }],
    [503, { error: 'server_error', error_description: '[local tenant] injected' }],
    [403, { error: 'invalid_request', error_description: '[local tenant] injected' }],
  ])('of the Authentication API: %i', async (status, body) => {
    running.control.addFault({ path: discovery, status })
    expect(await discover()).toEqual({ status, body })
  })

  test('comes before authentication, and does nothing', async () => {
    running.control.addFault({ path: '*', status: 500 })
    const body = { name: 'never', app_type: 'spa' }
    const before = running.tenant.state.clients.size
    const answer = await callManagement(running, 'POST', '/clients', { body, token: null })
    expect([answer.status, running.tenant.state.clients.size]).toEqual([500, before])
  })
})

test('applies so many times, in the order in which faults were added', async () => {
  const added = await callControl(running, 'POST', '/faults', {
    body: { path: discovery, method: 'get', status: 503, times: 2 },
  })
  expect(added.body).toMatchObject({ path: discovery, method: 'GET', status: 503, times: 2 })
  running.control.addFault({ path: discovery, status: 429 })
  const seen: unknown[] = []
  for (let nth = 0; nth < 4; nth += 1) {
    seen.push([(await discover()).status, running.control.faults().map(({ times }) => times)])
  }
  expect(seen).toEqual([
    [503, [1, 1]],
    [503, [1]],
    [429, []],
    [200, []],
  ])
})

test('only a delay: the real answer comes', async () => {
  running.control.addFault({ path: discovery, latencyMs: 30 })
  expect(await discover()).toMatchObject({ status: 200, body: { issuer: `${running.url}/` } })
})

test('a dropped connection is no answer at all', async () => {
  running.control.addFault({ path: discovery, drop: true, latencyMs: 5 })
  await expect(discover()).rejects.toThrow('fetch failed')
  expect((await discover()).status).toBe(200)
})

test('the SDK gets through two refusals by itself', async () => {
  const client = new ManagementClient({
    domain: running.domain,
    token: await mintToken(running),
    fetch: trustingFetch(running),
    maxRetries: 3,
  })
  running.control.addFault({ path: '/api/v2/clients', status: 429, times: 2 })
  const page = await client.clients.list()
  expect([page.data.length > 0, running.control.faults()]).toEqual([true, []])
})

test.each<[string, NewFault, string]>([
  ['an invented effect', { path: '/x' }, 'a fault needs a `status`, a `latencyMs` or a `drop`'],
  ['success', { path: '/x', status: 200 }, '`status` must be a whole number from 400 to 599'],
  ['no path', { path: 'x', status: 500 }, '`path` must begin with `/` or `*`'],
  [
    'no times',
    { path: '/x', status: 500, times: 0 },
    '`times` must be a whole number from 1 to 1000000',
  ],
  [
    'an hour',
    { path: '/x', latencyMs: 3_600_000 },
    '`latencyMs` must be a whole number from 0 to 600000',
  ],
])('a fault with %s is refused', (_what, fault, message) => {
  expect(() => running.control.addFault(fault)).toThrow(message)
})

describe('a pattern', () => {
  const met = (path: string, asked: string): boolean => {
    const fault = { id: 'fault_1', path, status: 500, times: 1 }
    return (
      takeFault({ state: { faults: [fault] } } as unknown as Tenant, 'GET', asked) !== undefined
    )
  }
  test.each([
    ['/a', '/a', true],
    ['/a', '/ab', false],
    ['/a*', '/a', true],
    ['/a*', '/ab/c', true],
    ['*', '/anything/at/all', true],
    ['/a/*/c', '/a/b/c', true],
    ['/a/*/c', '/a/c', false],
    ['/a*a', '/a', false],
    ['*/bindings', '/api/v2/actions/triggers/post-login/bindings', true],
    ['/a.c', '/abc', false],
  ])('%s meets %s: %s', (pattern, path, expected) => {
    expect(met(pattern, path)).toBe(expected)
  })

  test('means what the regular expression means', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '/', '*'), { maxLength: 8 })
    fc.assert(
      fc.property(
        text,
        fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 10 }),
        (some, asked) => {
          const pattern = some.join('')
          const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(asked.join(''))
          expect(met(pattern, asked.join(''))).toBe(expected)
        },
      ),
    )
  })
})
