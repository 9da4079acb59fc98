import { describe, expect, test } from 'vitest'
import type { Call } from '../../scripts/gateway/call.ts'
import { openPort, type TenantPort, TenantSilent } from '../../scripts/gateway/tenant-port.ts'
import { FetchRefused, pinnedFetch } from '../../scripts/ground/pinned-fetch.ts'
import { NOON_MS } from '../builders/noon.ts'
import { sharedCertificate, startRecording } from '../builders/recording-server.ts'
import { aCall } from './a-call.ts'

const TOKEN = 'the-one-token'
const SECRET = 'a-secret-of-the-body'
const READ = aCall('GET /clients?page=0')
const CREATE = aCall('POST /clients', { name: 'Portal', client_secret: SECRET })
const CHANGE = aCall('PATCH /clients/1', { client_secret: SECRET })
const REMOVE = aCall('DELETE /clients/1')

type Given = { status: number; headers?: Record<string, string>; text?: string } | Error

type Asked = {
  readonly answer: unknown
  readonly requests: { url: string; init: RequestInit | undefined }[]
  /** Waits between the attempts, in ms. */
  readonly waits: number[]
  readonly log: string[]
}

/** One call at a tenant that gives these answers, one after the other, and then the last for ever. */
async function ask(call: Call, given: readonly Given[]): Promise<Asked> {
  const requests: Asked['requests'] = []
  const waits: number[] = []
  const log: string[] = []
  const port = openPort({
    domain: 'tenant.example.com',
    token: TOKEN,
    renew: async () => null,
    fetch: async (input, init) => {
      const one = given[Math.min(requests.length, given.length - 1)]
      requests.push({ url: String(input), init })
      if (one === undefined || one instanceof Error) throw one
      return new Response(one.text ?? null, { status: one.status, headers: one.headers ?? {} })
    },
    nowMs: () => NOON_MS,
    wait: async (ms) => void waits.push(ms),
    onRequest: (line) => log.push(line),
  })
  return { answer: await outcomeOf(port, call), requests, waits, log }
}

const outcomeOf = (port: TenantPort, call: Call): Promise<unknown> =>
  port(call).then(
    ({ status, body }) => ({ status, ...(body === undefined ? {} : { body }) }),
    (error: unknown) => (error instanceof TenantSilent ? `${error.name} ${error.message}` : error),
  )

const OK: Given = { status: 200, text: '{"is":"so"}' }
const TAKEN = { status: 200, body: { is: 'so' } }
const HTML: Given = { status: 200, text: '<html>' }
const nested = (status: number, depth: number): Given => ({
  status,
  text: `${'['.repeat(depth)}${']'.repeat(depth)}`,
})
const down = (status: number): Given => ({ status, text: '{"message":"down"}' })
const limited = (headers: Record<string, string> = {}): Given => ({ status: 429, headers })
const atNoon = (seconds: number): string => String(NOON_MS / 1000 + seconds)
const BACKOFF = [250, 500, 1000, 2000]

describe('a call is made again', () => {
  test.each<[string, Call, Given[], number[]]>([
    ['not when it is answered', READ, [OK], []],
    ['when it is put off', READ, [limited(), OK], [250]],
    ['also a creation that is put off', CREATE, [limited(), OK], [250]],
    ['when the limit ends', READ, [limited({ 'x-ratelimit-reset': atNoon(3) }), OK], [3000]],
    ['when it is told to', READ, [limited({ 'retry-after': '7' }), OK], [7000]],
    [
      'when it is told to, whatever the limit says',
      READ,
      [limited({ 'retry-after': '2', 'x-ratelimit-reset': atNoon(9) }), OK],
      [2000],
    ],
    ['soon after a limit that is over', READ, [limited({ 'x-ratelimit-reset': '1' }), OK], [250]],
    ['soon where nobody can read when', READ, [limited({ 'retry-after': 'soon' }), OK], [250]],
    ['within 15 s', READ, [limited({ 'retry-after': '86400' }), OK], [15_000]],
    ['a read of a tenant that is down', READ, [down(503), down(500), OK], [250, 500]],
    ['a change of a tenant that is down', CHANGE, [down(502), OK], [250]],
    ['a removal of a tenant that is down', REMOVE, [down(502), OK], [250]],
    ['a read that is cut off', READ, [new Error('reset'), OK], [250]],
    ['a read whose success cannot be read', READ, [HTML, OK], [250]],
    ['a change that is cut off', CHANGE, [new Error('reset'), OK], [250]],
  ])('%s', async (_when, call, given, waits) => {
    const asked = await ask(call, given)
    expect([asked.answer, asked.waits]).toEqual([TAKEN, waits])
  })
})

describe('whoever calls is asked before the call is made again', () => {
  const portTo = (...given: Given[]) => {
    const asked: string[] = []
    const port = openPort({
      domain: 'tenant.example.com',
      token: TOKEN,
      renew: async () => 'another token',
      fetch: async () => {
        asked.push('request')
        const next = given.shift() ?? OK
        if (next instanceof Error) throw next
        return new Response(next.text ?? '{}', next)
      },
      nowMs: () => NOON_MS,
      wait: async () => {},
      onRequest: () => {},
    })
    return { port, asked }
  }
  test.each<[string, Given[], string[]]>([
    ['not where it is made once', [OK], ['request']],
    [
      'after each limit',
      [limited(), limited(), OK],
      ['request', 'ask', 'request', 'ask', 'request'],
    ],
    ['after no answer', [new Error('reset'), OK], ['request', 'ask', 'request']],
    ['after a token that ended', [{ status: 401 }, OK], ['request', 'ask', 'request']],
  ])('%s', async (_when, given, lines) => {
    const { port, asked } = portTo(...given)
    await port(CHANGE, async () => void asked.push('ask'))
    expect(asked).toEqual(lines)
  })

  test('and a no is the end', async () => {
    const { port, asked } = portTo(limited(), OK)
    const call = port(CHANGE, () => Promise.reject(new Error('it has moved')))
    await expect(call).rejects.toThrow('it has moved')
    expect(asked).toEqual(['request'])
  })
})

describe('a call is given up', () => {
  const silent = (call: string, why: string): string => `TenantSilent ${call}: ${why}`
  test.each<[string, Call, Given, unknown, number[]]>([
    ['after five limits', READ, limited(), { status: 429 }, BACKOFF],
    ['after five failures', READ, down(503), { status: 503, body: { message: 'down' } }, BACKOFF],
    [
      'after five broken answers',
      READ,
      HTML,
      silent('GET /clients', 'the answer is not JSON'),
      BACKOFF,
    ],
    [
      'after five silences',
      REMOVE,
      new Error('reset'),
      silent('DELETE /clients/1', 'reset'),
      BACKOFF,
    ],
    [
      'at once where a creation failed',
      CREATE,
      down(500),
      { status: 500, body: { message: 'down' } },
      [],
    ],
    [
      'at once where a creation is cut off',
      CREATE,
      new Error('reset'),
      silent('POST /clients', 'reset'),
      [],
    ],
    [
      'at once where a creation is answered with a page',
      CREATE,
      HTML,
      silent('POST /clients', 'the answer is not JSON'),
      [],
    ],
    [
      'at once when it is refused',
      READ,
      { status: 403, text: '{}' },
      { status: 403, body: {} },
      [],
    ],
    [
      'at once when it is refused with a page',
      READ,
      { status: 403, text: '<html>' },
      { status: 403, body: { message: 'an answer that is not JSON' } },
      [],
    ],
    [
      'after five answers that nobody can walk through',
      READ,
      nested(200, 100_000),
      silent('GET /clients', 'the answer is nested without end'),
      BACKOFF,
    ],
    [
      'after five answers in which nobody can keep count',
      READ,
      { status: 200, text: `[${'{},'.repeat(250_000)}{}]` },
      silent('GET /clients', 'the answer is of more parts than can be held'),
      BACKOFF,
    ],
    [
      'at once when it is refused in such depth',
      READ,
      nested(403, 100_000),
      { status: 403, body: { message: 'an answer that is nested without end' } },
      [],
    ],
    [
      'at once where the tenant is not believed',
      READ,
      new FetchRefused('it sends requests on to `https://other.example.com`'),
      silent('GET /clients', 'it sends requests on to `https://other.example.com`'),
      [],
    ],
  ])('%s', async (_when, call, given, answer, waits) => {
    const asked = await ask(call, [given])
    expect([asked.answer, asked.waits]).toEqual([answer, waits])
  })
})

test('an answer of as many parts as can be held is taken', async () => {
  const { answer } = await ask(READ, [{ status: 200, text: `[${'{},'.repeat(249_999)}{}]` }])
  expect((answer as { body: unknown[] }).body.length).toBe(250_000)
})

test('a request is the call, the token, and nothing else', async () => {
  const { requests } = await ask(CREATE, [OK])
  expect(requests).toEqual([
    {
      url: 'https://tenant.example.com/api/v2/clients',
      init: {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify(CREATE.body),
      },
    },
  ])
  const read = await ask(READ, [OK])
  expect(read.requests).toEqual([
    {
      url: 'https://tenant.example.com/api/v2/clients?page=0',
      init: { method: 'GET', headers: { authorization: `Bearer ${TOKEN}` } },
    },
  ])
})

test('the log has a line for each request, without query, body, answer or token', async () => {
  const query = aCall(`GET /users?q=email%3Amira%40example.com`)
  const lines = [
    await ask(CREATE, [limited(), { status: 201, text: `{"client_secret":"${SECRET}"}` }]),
    await ask(CHANGE, [new Error(`reset of ${TOKEN}`), OK]),
    await ask(query, [OK]),
  ].flatMap(({ log }) => log)
  expect(lines).toEqual([
    'POST /clients 429',
    'POST /clients 201',
    'PATCH /clients/1 failed',
    'PATCH /clients/1 200',
    'GET /users 200',
  ])
})

const IN_ACTION = { secrets: [{ name: 'API_KEY', value: SECRET }] }
test.each<[string, Call]>([
  ['an application', CHANGE],
  ['an Action', aCall('PATCH /actions/actions/1', IN_ACTION)],
  ['a connection', aCall('PATCH /connections/1', { options: { configuration: { url: SECRET } } })],
  ['a rule', aCall('PUT /rules-configs/URL', { value: SECRET })],
])('a refusal does not repeat the secret of %s', async (_what, call) => {
  const text = JSON.stringify({ message: `'${SECRET}' is not taken for ${call.path}` })
  const { answer } = await ask(call, [{ status: 400, text }])
  const message = `'[secret]' is not taken for ${call.path}`
  expect(answer).toEqual({ status: 400, body: { message } })
})

test('a refusal does not repeat a secret in escapes either', async () => {
  const escaped = [...SECRET].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('')
  const text = `{"message":"'${escaped}' is not taken","list":["${escaped}"]}`
  const { answer } = await ask(CHANGE, [{ status: 400, text }])
  const body = { message: "'[secret]' is not taken", list: ['[secret]'] }
  expect(answer).toEqual({ status: 400, body })
})

/** A tenant that takes these tokens; every other one has come to its end. */
async function askWithTokens(taken: readonly string[], renewed: readonly (string | null)[]) {
  const seen: string[] = []
  const log: string[] = []
  const left = [...renewed]
  const port = openPort({
    domain: 'tenant.example.com',
    token: TOKEN,
    renew: async () => left.shift() ?? null,
    fetch: async (_input, init) => {
      const token = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? ''
      seen.push(token)
      return Response.json({}, { status: taken.includes(token) ? 200 : 401 })
    },
    nowMs: () => NOON_MS,
    wait: async () => {},
    onRequest: (line) => log.push(line),
  })
  const statuses = (await Promise.all([READ, CREATE, CHANGE].map((call) => port(call)))).map(
    ({ status }) => status,
  )
  const last = (await port(REMOVE)).status
  expect(log).toHaveLength(seen.length)
  return { statuses: [...statuses, last], seen, left }
}

test.each<[string, string[], (string | null)[], number[], string[], number]>([
  ['that is taken', [TOKEN], ['new'], [200, 200, 200, 200], [TOKEN, TOKEN, TOKEN, TOKEN], 1],
  [
    'that has ended, whatever was asked meanwhile',
    ['new'],
    ['new', 'newer'],
    [200, 200, 200, 200],
    [TOKEN, TOKEN, TOKEN, 'new', 'new', 'new', 'new'],
    1,
  ],
  [
    'for which there is no other',
    [],
    [null, null, 'new'],
    [401, 401, 401, 401],
    [TOKEN, TOKEN, TOKEN, TOKEN],
    2,
  ],
  [
    'for which the other is refused too',
    [],
    ['new', 'newer'],
    [401, 401, 401, 401],
    [TOKEN, TOKEN, TOKEN, 'new', 'new', 'new', 'new'],
    1,
  ],
])('a token %s', async (_what, taken, renewed, statuses, seen, left) => {
  const asked = await askWithTokens(taken, renewed)
  expect({ ...asked, left: asked.left.length }).toEqual({ statuses, seen, left })
})

/** A port to a tenant on this machine, which is answered by `answer`, and another server beside it. */
async function openServers(location: (other: string, path: string) => string) {
  const other = await startRecording((_request, response) => response.end('{}'))
  const tenant = await startRecording((request, response) =>
    response.writeHead(307, { location: location(other.domain, request.url ?? '') }).end(),
  )
  const { certificate } = await sharedCertificate()
  const port = openPort({
    domain: tenant.domain,
    token: TOKEN,
    renew: async () => null,
    fetch: pinnedFetch(`https://${tenant.domain}`, { certificate }),
    nowMs: () => NOON_MS,
    wait: async () => {},
    onRequest: () => {},
  })
  return { other, tenant, port }
}

describe('nobody but the tenant is asked', () => {
  test.each<[string, (other: string, path: string) => string]>([
    ['where it sends on to another host', (other, path) => `https://${other}${path}`],
    ['where it sends on to plain text', (other, path) => `http://${other}${path}`],
    ['where it sends on to itself', () => '/elsewhere'],
  ])('%s', async (_where, location) => {
    const { other, tenant, port } = await openServers(location)
    for (const call of [READ, CHANGE, CREATE]) {
      await expect(port(call)).rejects.toThrow(TenantSilent)
    }
    expect(tenant.received).toHaveLength(3)
    expect(other.received).toEqual([])
  })

  test.each([
    '/../../oauth/token',
    '/%2e%2e/%2E%2E/oauth/token',
    '/clients/../../../oauth/token',
    '/./../x',
    '/clients?force=true',
    '/clients#1',
    '@other.example.com/clients',
    '\\..\\..\\oauth/token',
    'clients',
  ])('nor anything beside its Management API: `%s`', async (path) => {
    const { requests, answer } = await ask({ ...CHANGE, path }, [OK])
    expect(requests).toEqual([])
    expect(String(answer)).toContain('is no path of the Management API')
  })
})
