import { expect, vi } from 'vitest'
import { importQuietly } from '../../../scripts/local-tenant/oidc/import-quietly.ts'
import { scene, sharedTest as test } from './scene-test.ts'

const APP = 'https://app.example.com'
const EVIL = 'https://evil.example.org'

test.each([
  [APP, APP, 'invalid_grant'],
  [EVIL, null, 'invalid_request'],
])('a page of %s may read the token endpoint: %s', async (origin, allowed, error) => {
  const answer = await scene.fetch(`${scene.tenant.issuer}oauth/token`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'authorization_code',
      client_id: 'portal',
      code: 'x',
      redirect_uri: `${APP}/callback`,
    }),
  })
  const body = (await answer.json()) as { error: string }
  expect([answer.headers.get('access-control-allow-origin'), body.error]).toEqual([allowed, error])
})

test.each(['oauth/token', 'oauth/revoke', 'userinfo', 'dbconnections/signup'])(
  '%s answers a preflight',
  async (path) => {
    const answer = await scene.fetch(scene.tenant.issuer + path, {
      method: 'OPTIONS',
      headers: {
        origin: APP,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    const names = ['origin', 'headers'].map((name) => `access-control-allow-${name}`)
    expect([answer.status, ...names.map((name) => answer.headers.get(name))]).toEqual([
      204,
      APP,
      expect.stringContaining('content-type'),
    ])
  },
)

test('only the one notice is kept quiet, and only while importing', async () => {
  const heard: unknown[] = []
  vi.spyOn(console, 'warn').mockImplementation((text) => heard.push(text))
  const before = console.warn
  await importQuietly(async () => {
    console.warn('oidc-provider WARNING: Unsupported runtime. Use another.')
    console.warn('something else')
  })
  expect([heard, console.warn === before]).toEqual([['something else'], true])
})
