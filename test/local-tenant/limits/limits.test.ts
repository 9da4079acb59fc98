import { ManagementClient, type ManagementError } from 'auth0'
import { beforeEach, describe, expect } from 'vitest'
import type { LimitProfileName } from '../../../scripts/local-tenant/limits/limit-profiles.ts'
import { reportBuckets, writeLimits } from '../../../scripts/local-tenant/limits/rate-limits.ts'
import { managementClient, mintToken } from '../management/management-access.ts'
import { askToken, changeClient, passwordOfAnn, REALM_GRANT } from '../oidc/ask-token.ts'
import { scene, test } from '../oidc/scene-test.ts'
import {
  addPerson,
  answerOf,
  authorizationRequest,
  logIn,
  openApplication,
  PASSWORD,
  signIn,
} from '../oidc/start-scene.ts'

let management: ManagementClient
beforeEach(async () => {
  management = await managementClient(scene)
})

/** @returns how the calls came out, in their order: `ok`, or the status */
async function outcomes(count: number, call: () => Promise<unknown>) {
  const seen: (number | 'ok')[] = []
  for (let index = 0; index < count; index += 1) {
    seen.push(
      await call().then(
        () => 'ok' as const,
        (error: ManagementError) => error.statusCode ?? 0,
      ),
    )
  }
  return seen
}

const times = <Item>(count: number, item: Item): Item[] => new Array<Item>(count).fill(item)
const logged = () =>
  scene.tenant.state.logs
    .filter(({ type }) => type.startsWith('api_limit'))
    .map(({ type, description }) => `${type}: ${description}`)
const readUsers = () => management.users.list()
const readClients = () => management.clients.list()
const readMembers = () => management.organizations.members.list('org_acme0000000000001')
const readOrganizations = () => management.organizations.list()

describe('what a plan lets the unmodified SDK ask in one moment', () => {
  test.for<[LimitProfileName, string, () => Promise<unknown>, allowed: number]>([
    ['free', 'of anything', readClients, 2],
    ['professional', 'of users', readUsers, 40],
    ['professional', 'of what has no limit of its own', readClients, 10],
    ['enterprise', 'of anything', readUsers, 50],
    ['enterprise-non-production', 'of anything', readUsers, 10],
    ['enterprise-non-production', 'of members, where the whole is used up first', readMembers, 10],
    ['private-100', 'of anything', readOrganizations, 50],
  ])('%s, %s', async ([profile, , call, allowed]) => {
    writeLimits(scene.tenant, profile)
    expect(await outcomes(allowed + 1, call)).toEqual([...times(allowed, 'ok'), 429])
  })
})

test('nobody is limited where no plan was chosen, or it was taken back', async () => {
  expect(await outcomes(60, readClients)).toEqual(times(60, 'ok'))
  writeLimits(scene.tenant, 'free')
  writeLimits(scene.tenant, null)
  expect(await outcomes(60, readClients)).toEqual(times(60, 'ok'))
  expect([logged(), reportBuckets(scene.tenant)]).toEqual([[], []])
})

test('what has a limit of its own leaves the others alone, and the whole comes before it', async () => {
  writeLimits(scene.tenant, 'professional')
  expect(await outcomes(41, readUsers)).toEqual([...times(40, 'ok'), 429])
  expect(await outcomes(1, readClients)).toEqual(['ok'])
  writeLimits(scene.tenant, 'enterprise')
  expect(await outcomes(41, readMembers)).toEqual([...times(40, 'ok'), 429])
  // The forty-first counted in the whole as well.
  expect(await outcomes(10, readClients)).toEqual([...times(9, 'ok'), 429])
})

test('time fills the budget again, by the clock of the tenant', async () => {
  writeLimits(scene.tenant, 'enterprise')
  await outcomes(50, readUsers)
  const left = () => reportBuckets(scene.tenant).find(({ name }) => name === 'Management API')?.left
  const before = left()
  scene.tenant.clock.advance(1_000)
  expect([before, left()]).toEqual([0, 16])
  expect(await outcomes(17, readUsers)).toEqual([...times(16, 'ok'), 429])
})

test('all callers share one budget', async () => {
  writeLimits(scene.tenant, 'free')
  const other = await managementClient(scene)
  expect(await outcomes(1, readClients)).toEqual(['ok'])
  expect(await outcomes(2, () => other.clients.list())).toEqual(['ok', 429])
})

test('the SDK waits as the headers say, and comes through', async () => {
  writeLimits(scene.tenant, 'free')
  const patient = new ManagementClient({
    domain: scene.domain,
    token: await mintToken(scene),
    fetch: (async (url: string, init: object) => {
      const answer = await scene.fetch(url, init)
      // As the seconds pass, of which nobody waits for here.
      if (answer.status === 429) scene.tenant.clock.advance(1_000)
      return answer
    }) as typeof fetch,
  })
  expect(await outcomes(3, () => patient.clients.list())).toEqual(times(3, 'ok'))
})

test('an answer says what is left, and a refusal is in the form of Auth0', async () => {
  writeLimits(scene.tenant, 'free')
  const token = await mintToken(scene)
  const ask = async () => {
    const answer = await scene.fetch(`https://${scene.domain}/api/v2/clients`, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/html' },
    })
    const headers = ['limit', 'remaining', 'reset'].map((one) =>
      answer.headers.get(`x-ratelimit-${one}`),
    )
    return [answer.status, ...headers, answer.status === 200 ? null : await answer.json()]
  }
  const reset = String(scene.tenant.clock.now() / 1000 + 1)
  expect([await ask(), await ask(), await ask()]).toEqual([
    [200, '2', '1', reset, null],
    [200, '2', '0', reset, null],
    [
      429,
      '2',
      '0',
      reset,
      {
        statusCode: 429,
        error: 'Too Many Requests',
        message: 'Global limit has been reached',
        errorCode: 'too_many_requests',
      },
    ],
  ])
})

test('the log says once a minute, of each budget, that it is nearly and that it is quite used up', async () => {
  writeLimits(scene.tenant, 'enterprise-non-production')
  await outcomes(7, readUsers)
  expect(logged()).toEqual([])
  await outcomes(1, readUsers)
  expect(logged()).toHaveLength(1)
  await outcomes(7, readUsers)
  const global = [
    'api_limit_warning: Warning! Global limit usage is high',
    'api_limit: Global limit has been reached',
  ]
  expect(logged()).toEqual(global)
  expect(scene.tenant.state.logs.find(({ type }) => type === 'api_limit')?.details).toEqual({
    request: { method: 'get', path: '/api/v2/users' },
    response: {},
  })
  scene.tenant.clock.advance(59_000)
  await outcomes(15, readUsers)
  expect(logged()).toEqual(global)
  scene.tenant.clock.advance(1_000)
  await outcomes(15, readUsers)
  expect(logged()).toEqual([...global, ...global])
})

describe('the Authentication API', () => {
  const left = () =>
    reportBuckets(scene.tenant).find(({ name }) => name === 'Authentication API')?.left ?? 0

  test('a login by password costs what Auth0 says, a machine token one', async () => {
    const portal = await openApplication(scene)
    await addPerson(scene, 'ann@example.com')
    writeLimits(scene.tenant, 'free')
    await logIn(scene, portal, scene.newBrowser(), { email: 'ann@example.com' })
    const afterLogin = left()
    await askToken(scene, {
      grant_type: 'client_credentials',
      client_id: 'robot',
      client_secret: 'robot-secret-of-the-test',
      audience: 'https://api.example.com/',
    })
    expect([300 - afterLogin, afterLogin - left()]).toEqual([5, 1])
  })

  test('over its limit a program reads JSON, and a person a page', async () => {
    writeLimits(scene.tenant, 'free')
    const ask = async (accept: string) => {
      const answer = await scene.fetch(`https://${scene.domain}/authorize`, { headers: { accept } })
      return [answer.status, answer.headers.get('content-type'), await answer.text()]
    }
    for (let count = 0; count < 300; count += 1) await ask('*/*')
    expect(await ask('application/json')).toEqual([
      429,
      'application/json; charset=utf-8',
      '{"error":"too_many_requests","error_description":"Rate limit exceeded. Please retry after some time."}',
    ])
    expect(await ask('text/html')).toEqual([
      429,
      'text/html; charset=utf-8',
      expect.stringContaining('Too many requests'),
    ])
    expect(logged().at(-1)).toBe('api_limit: Global limit has been reached')
  })

  test('one person signs in twenty times a minute from one address, then ten, right or wrong', async () => {
    const portal = await openApplication(scene)
    await addPerson(scene, 'ann@example.com')
    await addPerson(scene, 'ben@example.com')
    changeClient(scene, 'portal', {
      grant_types: ['authorization_code', REALM_GRANT],
    })
    writeLimits(scene.tenant, 'private-1500')
    const enter = async (email: string, password = PASSWORD) => {
      const { address } = await authorizationRequest(portal)
      return answerOf(await signIn(scene.newBrowser(), address, { email, password }))
    }
    for (let count = 0; count < 19; count += 1) await enter('ann@example.com')
    const seen = [
      await enter('Ann@example.com', 'Wrong-Horse-9'),
      await enter('ann@example.com'),
      await enter('ben@example.com'),
    ]
    expect(seen).toEqual(['page 400', 'page 429', 'code'])
    const { status, body } = await askToken(scene, passwordOfAnn(PASSWORD))
    expect([status, (body as { error?: string }).error]).toEqual([429, 'too_many_requests'])
    expect(scene.tenant.state.logs.some(({ type }) => type === 'limit_sul')).toBe(true)
    scene.tenant.clock.advance(60_000)
    const later: string[] = []
    for (let count = 0; count < 11; count += 1) later.push(await enter('ann@example.com'))
    expect(later).toEqual([...times(10, 'code'), 'page 429'])
  })
})
