import { expect, vi } from 'vitest'
import { scene, sharedTest as test } from './scene-test.ts'

const DEEP = [
  `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`,
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
]
const POSTS = [
  'oauth/token',
  'oauth/par',
  'oauth/device/code',
  'oauth/revoke',
  'authorize',
  'dbconnections/signup',
  'dbconnections/change_password',
  'passwordless/start',
  'u/reset-verify',
  'login/callback',
  'continue',
  'v2/logout',
  'userinfo',
]

test.each(POSTS)(
  'deep JSON and oversized bodies to /%s: refused, and no fault of ours',
  async (path) => {
    const fault = vi.spyOn(console, 'error').mockImplementation(() => {})
    const bodies = DEEP.flatMap((deep) => [deep, `{"client_id":"portal","scope":${deep}}`])
    const statuses: number[] = []
    for (const body of [...bodies, `{"a":"${'x'.repeat(100_000)}"}`]) {
      const headers = { 'content-type': 'application/json' }
      const init = { method: 'POST', headers, body, redirect: 'manual' } as const
      statuses.push((await scene.fetch(scene.tenant.issuer + path, init)).status)
    }
    expect(fault.mock.calls).toEqual([])
    expect(statuses.filter((status) => status >= 500)).toEqual([])
    expect(statuses.at(-1)).toBe(413)
  },
)
