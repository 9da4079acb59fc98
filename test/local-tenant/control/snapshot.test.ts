import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseSnapshot, type TenantSnapshot } from '../../../scripts/local-tenant/snapshot.ts'
import { emptyState } from '../../../scripts/local-tenant/store.ts'
import { addPerson, logIn, openApplication, refresh } from '../oidc/start-scene.ts'
import { callControl } from './call-control.ts'
import { type SeededTenant, seededTenant } from './seeded-tenant.ts'

const DAY_MS = 86_400_000
const mira = { email: 'mira@example.com' }
const scope = { scope: 'openid offline_access' }
let seeded: SeededTenant
let other: SeededTenant
let birth: TenantSnapshot

beforeAll(async () => {
  ;[seeded, other] = await Promise.all([seededTenant(), seededTenant()])
  await addPerson(seeded.scene, mira.email)
  birth = seeded.running.control.snapshot()
})
beforeEach(() => seeded.running.control.restore(birth))
afterAll(() => Promise.all([seeded.stop(), other.stop()]))

test('comes back as it was, over HTTP too, as often as wanted', async () => {
  const { running } = seeded
  const taken = await callControl(running, 'GET', '/snapshot')
  expect(taken.body).toEqual({ ...birth, clockOffsetMs: expect.any(Number) })
  for (let nth = 0; nth < 2; nth += 1) {
    running.tenant.state.users.clear()
    running.control.advance(DAY_MS)
    const restored = await callControl(running, 'POST', '/restore', { body: taken.text })
    expect(restored.status).toBe(204)
    expect(running.control.snapshot()).toEqual(taken.body)
  }
})

test('a snapshot does not change with the tenant it was taken of', () => {
  const { running } = seeded
  const text = JSON.stringify(birth)
  for (const user of running.tenant.state.users.values()) user.app_metadata = { changed: true }
  expect(JSON.stringify(birth)).toBe(text)
})

test('sessions, refresh tokens and the clock come back: what ran out is good again', async () => {
  const { running, scene } = seeded
  const application = await openApplication(scene)
  const browser = scene.newBrowser()
  const { refresh_token } = await logIn(scene, application, browser, mira, scope)
  const snapshot = running.control.snapshot()
  running.control.advance(30 * DAY_MS)
  await expect(refresh(scene, application, refresh_token)).rejects.toThrow()
  running.control.restore(snapshot)
  expect((await refresh(scene, application, refresh_token)).access_token).toBeTruthy()
  // Nobody types a password: the session is alive.
  expect((await logIn(scene, application, browser, {})).access_token).toBeTruthy()
})

describe('in another tenant', () => {
  test('people sign in, machine clients work, and addresses are its own', async () => {
    const { running, scene } = other
    const code = `// https://${birth.domain}/ stays in uploaded code`
    const secrets = [{ name: 'AUTH0_DOMAIN', value: birth.domain, updated_at: '' }]
    seeded.running.tenant.state.actions.set('a', { id: 'a', name: 'a', code, secrets } as never)
    running.control.restore(seeded.running.control.snapshot())
    expect(running.tenant.state.actions.get('a')).toMatchObject({
      code,
      secrets: [{ value: running.domain }],
    })
    const rest = JSON.stringify(running.control.snapshot()).replace(JSON.stringify(code), '')
    expect(rest).not.toContain(birth.domain)
    expect(running.machineClients).toEqual(seeded.running.machineClients)
    const tokens = await logIn(scene, await openApplication(scene), scene.newBrowser(), mira)
    expect(tokens.claims()).toMatchObject({ iss: `${running.url}/` })
  })

  test('a port that only begins alike is left alone', () => {
    const text = `https://${birth.domain}1/ https://my.${birth.domain}/ (${birth.domain})`
    seeded.running.tenant.state.settings.set('x', { text })
    other.running.control.restore(seeded.running.control.snapshot())
    expect(other.running.tenant.state.settings.get('x')).toEqual({
      text: `https://${birth.domain}1/ https://my.${birth.domain}/ (${other.running.domain})`,
    })
  })
})

test('one that knows less leaves the rest empty', () => {
  const { running } = seeded
  running.control.restore({ ...birth, state: {} })
  expect(running.tenant.state).toEqual(emptyState())
})

test.each<[string, (snapshot: TenantSnapshot) => unknown, string]>([
  ['nothing', () => undefined, 'Invalid input: expected object, received undefined'],
  ['another format', (one) => ({ ...one, format: 'x' }), '`format`: '],
  ['a member more', (one) => ({ ...one, more: 1 }), 'Unrecognized key: "more"'],
  ['a list of people', (one) => ({ ...one, state: { users: [1] } }), '`state.users.0`: '],
  [
    'people without ids',
    (one) => ({ ...one, state: { users: [['a', {}]] } }),
    '`state.users.0.1.user_id`: ',
  ],
  ['a sequence below zero', (one) => ({ ...one, state: { sequence: -1 } }), '`state.sequence`: '],
  ['a time beyond time', (one) => ({ ...one, clockOffsetMs: 1e300 }), '`clockOffsetMs`: '],
  ['a domain that is an expression', (one) => ({ ...one, domain: '.*' }), '`domain`: '],
])('%s is refused by the place', (_what, change, message) => {
  expect(() => parseSnapshot(change(birth))).toThrow(message)
})
