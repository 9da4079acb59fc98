import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import type { Configuration } from 'openid-client'
import { expect } from 'vitest'
import { scene, sharedTest as test } from './scene-test.ts'
import { authorizationRequest, openApplication } from './start-scene.ts'

let portal: Configuration

test.beforeAll(async () => {
  portal = await openApplication(scene)
})

const withParameters = async (parameters: Record<string, string>): Promise<URL> => {
  const { address } = await authorizationRequest(portal)
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
  return address
}

test.each([
  ['https://app.example.com/callback/../evil'],
  ['https://app.example.com/callback?next=https://evil.example.org'],
  ['https://app.example.com/callback#x'],
  ['https://app.example.com.evil.example.org/callback'],
  ['https://app.example.com@evil.example.org/callback'],
  ['https://app.example.com:8443/callback'],
  ['http://app.example.com/callback'],
  ['HTTPS://APP.EXAMPLE.COM/callback'],
  ['//app.example.com/callback'],
  ['https:app.example.com/callback'],
  ['https://app.example.com\\@evil.example.org/callback'],
  ['javascript:alert(1)//https://app.example.com/callback'],
  [' https://app.example.com/callback'],
])('no open redirect at /authorize: %s', async (redirect_uri) => {
  const page = await scene.newBrowser().visit(await withParameters({ redirect_uri }))
  expect([page.left, page.status, page.headers.location]).toEqual([false, 400, undefined])
})

const LOGOUTS = ['v2/logout?returnTo=', 'oidc/logout?post_logout_redirect_uri='] as const
const ELSEWHERE = [
  'https://evil.example.org/',
  'https://app.example.com/bye/../evil',
  'https://app.example.com/bye@evil.example.org',
  'https://app.example.com.evil.example.org/bye',
  '//evil.example.org/bye',
  '/\\evil.example.org',
  'javascript:alert(1)',
  'https://app.example.com/bye\r\nset-cookie: injected=1',
]

test.each(LOGOUTS.flatMap((path) => ELSEWHERE.map((url) => [path, url])))(
  'no open redirect and no foreign post-logout URI: %s%s',
  async (path, url) => {
    for (const client of ['', '&client_id=portal', '&client_id=nobody']) {
      const address = `${scene.tenant.issuer}${path}${encodeURIComponent(url)}${client}`
      const answer = await scene.fetch(address, { redirect: 'manual' })
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null])
    }
  },
)

test.each([
  ['with alg none', () => new UnsecuredJWT({ aud: 'portal' }).encode()],
  [
    'of another key',
    async () => {
      const { privateKey } = await generateKeyPair('RS256')
      return new SignJWT({ aud: 'portal' }).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)
    },
  ],
])('a logout hint %s is refused', async (_what, hint) => {
  const query = new URLSearchParams({ id_token_hint: await hint() })
  const page = await scene.newBrowser().visit(`${scene.tenant.issuer}oidc/logout?${query}`)
  expect(page.status).toBe(400)
})
