import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as oidc from 'openid-client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { asking } from '../../../scripts/auth0/asking.ts'
import { connectToTenant } from '../../../scripts/auth0/connect-to-tenant.ts'
import { openApplication } from '../../../scripts/auth0/login-client/application.ts'
import { askToken } from '../../../scripts/auth0/login-client/ask-token.ts'
import { openBrowser } from '../../../scripts/auth0/login-client/browser.ts'
import { managementClient } from '../../../scripts/auth0/management-client.ts'
import { mintToken } from '../../../scripts/auth0/mint-token.ts'
import { tenantAccess } from '../../../scripts/auth0/tenant-access.ts'
import type { TenantAddress } from '../../../scripts/auth0/tenant-fetch.ts'
import { runDeployCli } from '../../../scripts/gateway/run-deploy-cli.ts'
import { FetchRefused, pinnedFetch, refusalIn } from '../../../scripts/ground/pinned-fetch.ts'
import { UserFault } from '../../../scripts/ground/user-fault.ts'
import { shipAction } from '../../../scripts/shipping/restore/ship-action.ts'
import {
  type RecordingServer,
  sharedCertificate,
  startPlainRecording,
  startRecording,
} from '../../builders/recording-server.ts'

/** What none of the other servers may ever see. */
const SECRET = 'a-secret-of-the-vault'

const OTHER_ANSWERS: RequestListener = (_request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end('{"access_token":"stolen","token_type":"Bearer","expires_in":60,"id":"act_1"}')
}

/** A tenant that sends everything on to somebody else, and that somebody else. */
async function openHijackedTenant(
  status: number,
  scheme: 'https' | 'http',
): Promise<{ address: TenantAddress; other: RecordingServer; tenant: RecordingServer }> {
  const other =
    scheme === 'https'
      ? await startRecording(OTHER_ANSWERS)
      : await startPlainRecording(OTHER_ANSWERS)
  const tenant: RecordingServer = await startRecording((request, response) => {
    response.setHeader('content-type', 'application/json')
    if (request.url?.startsWith('/.well-known/')) {
      const issuer = `https://${tenant.domain}/`
      response.end(JSON.stringify({ issuer, token_endpoint: `${issuer}oauth/token` }))
    } else if (request.method === 'GET' && request.url === '/login') {
      response.end('<form action="/login" method="post"><input name="password"></form>')
    } else {
      response.writeHead(status, { location: `${scheme}://${other.domain}${request.url}` }).end()
    }
  })
  const { certificate } = await sharedCertificate()
  return { address: { domain: tenant.domain, certificate }, other, tenant }
}

const CREDENTIALS = { clientId: 'client', proof: { kind: 'secret', secret: SECRET } } as const
const TOKEN = { text: SECRET, scopes: null }

/** Everything of ours that carries a credential to a tenant, and how it takes a redirect. */
const CLIENTS: readonly (readonly [string, (address: TenantAddress) => Promise<unknown>])[] = [
  ['a token is minted', (address) => mintToken(address, CREDENTIALS)],
  [
    'an Action is uploaded',
    (address) =>
      asking(address.domain, 'uploading', () =>
        shipAction(tenantAccess(address, CREDENTIALS, TOKEN).port, 'act_1', {
          code: 'code',
          secrets: [{ name: 'KEY', value: SECRET }],
        }),
      ),
  ],
  [
    'the SDK mints its own token',
    (address) =>
      connectToTenant(address, { clientId: 'client', clientSecret: SECRET }).users.get('auth0|1'),
  ],
  ['a program asks for a token', (address) => askToken(address, { client_secret: SECRET })],
  [
    'an application refreshes',
    async (address) => {
      const { configuration } = await openApplication(address, 'client', 'http://127.0.0.1/')
      return oidc.refreshTokenGrant(configuration, SECRET)
    },
  ],
  [
    'a canary signs in',
    async ({ domain, certificate }) => {
      const browser = openBrowser(certificate, `https://${domain}`)
      const page = await browser.submit(await browser.visit(`https://${domain}/login`), {
        password: SECRET,
      })
      return browser.visit(page.url)
    },
  ],
]

const REDIRECTS = [301, 302, 303, 307, 308].flatMap((status) =>
  (['https', 'http'] as const).map((scheme) => ({ status, scheme })),
)

describe.each(CLIENTS)('%s', (_what, ask) => {
  test.each(REDIRECTS)('to nobody else, by $status to $scheme', async ({ status, scheme }) => {
    const { address, other, tenant } = await openHijackedTenant(status, scheme)
    const error = await ask(address).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(reasonOf(error)).toContain(`${scheme}://${other.domain}`)
    expect(tenant.received.join('\n')).not.toBe('')
    expect(other.received).toEqual([])
  })
})

const reasonOf = (error: unknown): string =>
  error instanceof UserFault
    ? error.faults.map(({ code, message }) => `${code} ${message}`).join()
    : String(refusalIn(error)?.message ?? error)

test('the Deploy CLI sends nothing on either: it asks the gateway, which asks like this', async () => {
  const { address, other, tenant } = await openHijackedTenant(307, 'https')
  const folder = await mkdtemp(join(tmpdir(), 'pinned-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'roles'))
  await writeFile(join(folder, 'roles', 'Member.json'), '{"name":"Member","permissions":[]}')
  const credentials = { clientId: 'client', proof: { kind: 'secret', secret: 'none' } } as const
  const { port } = tenantAccess(address, credentials, { text: SECRET, scopes: null })
  const said: string[] = []
  await runDeployCli(
    {
      input: folder,
      domain: address.domain,
      clientId: 'client',
      types: ['roles'],
      keywords: {},
      pace: 'without waits',
    },
    {
      answer: (call) =>
        port(call).catch((error: Error) => {
          said.push(error.message)
          return { status: 424 }
        }),
      onLoaded: () => {},
    },
  )
  expect(said[0]).toContain(`it sends requests on to \`https://${other.domain}\``)
  expect(tenant.received).not.toEqual([])
  expect(other.received).toEqual([])
})

describe('one origin', () => {
  test('and nobody else is asked', async () => {
    const { address, other } = await openHijackedTenant(200, 'https')
    const ask = pinnedFetch(`https://${address.domain}`, address)
    await expect(ask(`https://${other.domain}/`)).rejects.toThrow(FetchRefused)
    expect(other.received).toEqual([])
  })

  test('not even its own redirects are followed', async () => {
    const server = await startRecording((_request, response) =>
      response.writeHead(302, { location: '/elsewhere?code=1' }).end(),
    )
    const ask = pinnedFetch(`https://${server.domain}`, await sharedCertificate())
    await expect(ask(`https://${server.domain}/`)).rejects.toThrow(
      new FetchRefused(`it sends requests on to \`https://${server.domain}\``),
    )
    expect(server.received).toEqual(['GET /'])
  })
})

const BOUNDS = { largestBytes: 1000, longestMs: 60_000 }
const bounded = async (answer: RequestListener, bounds = BOUNDS): Promise<Response> => {
  const { domain } = await startRecording(answer)
  const { certificate } = await sharedCertificate()
  return pinnedFetch(`https://${domain}`, { certificate, ...bounds })(`https://${domain}/`)
}

describe('an answer', () => {
  test('is read whole, with its status and headers', async () => {
    const answer = await bounded((_request, response) =>
      response.writeHead(404, { 'x-ratelimit-reset': '7' }).end('x'.repeat(1000)),
    )
    expect([
      answer.status,
      answer.headers.get('x-ratelimit-reset'),
      (await answer.text()).length,
    ]).toEqual([404, '7', 1000])
  })

  test('may be empty', async () => {
    const answer = await bounded((_request, response) => response.writeHead(204).end())
    expect([answer.status, await answer.text()]).toEqual([204, ''])
  })

  test.each<[string, RequestListener]>([
    ['too long', (_request, response) => response.end('x'.repeat(1001))],
    [
      'too long when unpacked',
      (_request, response) => {
        response.setHeader('content-encoding', 'gzip')
        response.end(gzipSync('x'.repeat(1_000_000)))
      },
    ],
    [
      'longer than it says, without an end',
      (_request, response) => {
        const more = setInterval(() => response.write('x'.repeat(100)), 1)
        response.on('close', () => clearInterval(more))
      },
    ],
  ])('%s is refused', async (_what, answer) => {
    await expect(bounded(answer)).rejects.toThrow(
      new FetchRefused('its answer is longer than `1000` bytes'),
    )
  })

  test.each<[string, RequestListener]>([
    ['never begins', () => {}],
    [
      'begins and never ends',
      (_request, response) => void response.writeHead(200, { 'content-length': '100' }).write('x'),
    ],
  ])('that %s is waited for no longer than it may take', async (_what, answer) => {
    await expect(bounded(answer, { ...BOUNDS, longestMs: 100 })).rejects.toThrow('timeout')
  })

  test('that never ends is a fault of its own to whoever asks the Management API', async () => {
    const { domain } = await startRecording(
      (_request, response) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).write('{"users":['),
    )
    const { certificate } = await sharedCertificate()
    const ask = pinnedFetch(`https://${domain}`, { certificate, longestMs: 100 })
    const management = managementClient(
      tenantAccess({ domain, certificate }, CREDENTIALS, TOKEN, ask),
    )
    const reading = asking(domain, 'reading', () => management.users.get('auth0|1'))
    await expect(reading).rejects.toMatchObject({
      faults: [{ code: 'tenant_unavailable', message: expect.stringContaining('in time') }],
    })
  })
})
