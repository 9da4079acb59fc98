import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import type { Call } from '../../scripts/gateway/call.ts'
import {
  type DeployCliHost,
  type DeployCliRequest,
  runDeployCli,
} from '../../scripts/gateway/run-deploy-cli.ts'
import { TenantSilent } from '../../scripts/gateway/tenant-port.ts'
import { lineOf } from './a-call.ts'

/** Whatever is to be run as the Deploy CLI is this program instead. */
const HOSTILE = fileURLToPath(new URL('./programs/hostile-cli.mjs', import.meta.url))
const requests: { list: unknown[] } = vi.hoisted(() => ({ list: [] }))
vi.mock('node:child_process', async (original) => {
  const real = await original<typeof import('node:child_process')>()
  const spawn = (node: string, _args: string[], options: object) =>
    real.spawn(node, [HOSTILE, JSON.stringify(requests.list)], options)
  return { ...real, spawn }
})

type Request = { method?: unknown; url?: unknown; body?: unknown }

/** @returns the answers by request, and what reached the host */
async function run(asked: readonly Request[]) {
  const reached: Call[] = []
  const { warnings, failure, misdirected } = await runWith(asked, async (call) => {
    reached.push(call)
    return { status: 200, body: {} }
  })
  expect(failure).toBeNull()
  const answers: Record<string, [number, string]> = JSON.parse(warnings[0] ?? '')
  const statuses = Object.values(answers).map(([status]) => status)
  return { statuses, reached, misdirected }
}

function runWith(asked: readonly (Request | string)[], answer: DeployCliHost['answer']) {
  requests.list = [...asked]
  return runDeployCli(REQUEST, { answer, onLoaded: () => {} })
}

const REQUEST: DeployCliRequest = {
  input: '/nowhere',
  domain: 'tenant.example.com',
  clientId: 'cli_deploy',
  types: [],
  keywords: {},
  pace: 'as it comes',
}

const API = 'https://tenant.example.com/api/v2'
const PATCH = 'PATCH'

const REFUSED: readonly (readonly [string, Request])[] = [
  ['a method in lower case', { method: 'patch', url: `${API}/clients/1`, body: '{}' }],
  ['a method that only asks', { method: 'HEAD', url: `${API}/clients` }],
  ['a method of proxies', { method: 'CONNECT', url: `${API}/clients` }],
  ['two methods', { method: 'GET PATCH', url: `${API}/clients/1` }],
  ['no method', { url: `${API}/clients/1` }],
  ['another host', { method: 'GET', url: 'https://other.example.com/api/v2/clients' }],
  ['another port', { method: 'GET', url: 'https://tenant.example.com:8443/api/v2/clients' }],
  ['plain text', { method: 'GET', url: 'http://tenant.example.com/api/v2/clients' }],
  [
    'a host behind an at',
    { method: 'GET', url: 'https://tenant.example.com@other.example.com/api/v2/a' },
  ],
  [
    'credentials of its own',
    { method: 'GET', url: 'https://a:b@tenant.example.com/api/v2/clients' },
  ],
  ['tokens', { method: 'POST', url: 'https://tenant.example.com/oauth/token', body: '{}' }],
  ['another version', { method: 'GET', url: 'https://tenant.example.com/api/v1/clients' }],
  ['what only begins alike', { method: 'GET', url: 'https://tenant.example.com/api/v2clients' }],
  ['a way up', { method: PATCH, url: `${API}/../../oauth/token`, body: '{}' }],
  ['a way up, encoded', { method: PATCH, url: `${API}/%2e%2e/%2E./oauth/token`, body: '{}' }],
  ['a way up, backwards', { method: PATCH, url: `${API}\\..\\..\\oauth\\token`, body: '{}' }],
  ['an empty step', { method: PATCH, url: `${API}//clients/1`, body: '{}' }],
  ['an empty step further on', { method: PATCH, url: `${API}/clients//1`, body: '{}' }],
  ['an empty step at the end', { method: PATCH, url: `${API}/clients/1/`, body: '{}' }],
  ['another spelling of an id', { method: 'DELETE', url: `${API}/clients/%61bc` }],
  ['another spelling of a word', { method: 'DELETE', url: `${API}/%63lients/1` }],
  ['a step within a step', { method: 'DELETE', url: `${API}/clients/a%2Fcredentials` }],
  ['a step within a name', { method: 'GET', url: `${API}/roles/resource-servers%2Fa` }],
  ['no URL', { method: 'GET', url: '/api/v2/clients' }],
  ['nothing', {}],
  ['a read with a body', { method: 'GET', url: `${API}/clients`, body: '{}' }],
  ['a body that is no JSON', { method: PATCH, url: `${API}/clients/1`, body: '{' }],
  ['a body that is no text', { method: PATCH, url: `${API}/clients/1`, body: { name: 'x' } }],
  ['a path that nobody can decode', { method: PATCH, url: `${API}/clients/%E0%A4%A`, body: '{}' }],
]

test('what a Deploy CLI never asks reaches nobody', async () => {
  const { statuses, reached, misdirected } = await run(REFUSED.map(([, request]) => request))
  expect(misdirected).toHaveLength(20)
  expect(misdirected.slice(0, 2)).toEqual([
    'patch https://tenant.example.com/api/v2/clients/1',
    'HEAD https://tenant.example.com/api/v2/clients',
  ])
  expect(REFUSED.map(([what], index) => [what, statuses[index]])).toEqual(
    REFUSED.map(([what]) => [what, 403]),
  )
  expect(reached).toEqual([])
})

test('what may be asked arrives as path, query and body, whatever else came along', async () => {
  const headers = { 'x-http-method-override': 'DELETE', authorization: 'Bearer stolen' }
  const { statuses, reached } = await run([
    { method: 'GET', url: `${API}/clients?page=0&is_global=false#part`, ...headers },
    { method: 'POST', url: `${API}/clients/1`, body: '{"_method":"DELETE"}', ...headers },
    { method: 'GET', url: `${API}/resource-servers/https%3A%2F%2Fapi.example.com%2F..%2F` },
  ])
  expect(statuses).toEqual([200, 200, 200])
  expect(reached.map((call) => [lineOf(call), call.body])).toEqual([
    ['GET /clients?page=0&is_global=false', undefined],
    ['POST /clients/1', { _method: 'DELETE' }],
    ['GET /resource-servers/https%3A%2F%2Fapi.example.com%2F..%2F', undefined],
  ])
  expect(reached.flatMap((call) => Object.keys(call)).toSorted()).not.toContain('headers')
})

test('a host that cannot answer ends the run', async () => {
  const answer = () => Promise.reject(new TenantSilent('no answer', 'no answer'))
  const run = runWith([{ method: 'GET', url: `${API}/clients` }], answer)
  await expect(run).rejects.toThrow(TenantSilent)
})

test.each([
  ['no JSON', 'hello\n'],
  ['nothing', 'null\n'],
  ['no object', '1\n'],
  ['of a kind that is none, as its end', '{"kind":"ended"}\n'],
  ['about a handle that is not there', '{"cmd":"NODE_HANDLE","type":"none"}\nhello\n'],
])('a message that is %s ends the run, and not this process', async (_what, said) => {
  const run = runWith([said], async () => ({ status: 200 }))
  await expect(run).rejects.toThrow()
})

test('what git speaks of is settled before anything is asked, and warnings without end are cut', async () => {
  const said = (message: object): string => `${JSON.stringify(message)}\n`
  const loaded: unknown[] = []
  requests.list = [
    said({ kind: 'loaded', assets: { clients: ['as it stands'] } }),
    said({ kind: 'loaded', assets: { clients: [] } }),
    said({ kind: 'request', id: 1, method: 'GET', url: `${API}/clients` }),
    said({ kind: 'loaded', assets: { clients: [], roles: [] } }),
    said({ kind: 'warned', text: 'w'.repeat(10_001) }),
    ...Array.from({ length: 1100 }, () => said({ kind: 'warned', text: 'w' })),
    said({ kind: 'ended', failure: null, refusals: [] }),
  ]
  const { assets, warnings } = await runDeployCli(REQUEST, {
    answer: async () => ({ status: 200 }),
    onLoaded: (one) => loaded.push(one),
  })
  expect({ assets, loaded }).toEqual({
    assets: { clients: [] },
    loaded: [{ clients: ['as it stands'] }, { clients: [] }],
  })
  expect([warnings.length, warnings[0]?.length]).toEqual([1000, 10_000])
})
