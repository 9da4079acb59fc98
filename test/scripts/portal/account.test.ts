import { beforeEach, describe, expect } from 'vitest'
import { profileChangeSettings } from '../../../policies/policies.ts'
import type { PortalSession } from '../../../scripts/portal/portal-session.ts'
import { aPortal, type Portal } from '../../builders/a-portal.ts'
import { type Administration, anAdministration } from '../../builders/an-administration.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME, GLOBEX, NOON_MS } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration
let portal: Portal
let session: PortalSession
let cookie: string

beforeEach(async () => {
  desk = await anAdministration(scene)
  const { profileChange } = profileChangeSettings()
  const attributes = { portal: ['locale'] }
  Object.assign(desk.tools.settings.profileChange, {
    profileChange: { ...profileChange, attributes },
  })
  portal = await aPortal(scene, desk)
  await signInAs('cay')
})

async function signInAs(who: 'ann' | 'cay'): Promise<void> {
  session = await portal.sessionOf(desk.administrator(desk.people[who]))
  cookie = await portal.cookieOf(session)
}
const userOf = (who: 'ann' | 'cay') => scene.tenant.state.users.get(desk.people[who].user_id)
const page = async (path = '/account'): Promise<string> => (await portal.get(path, cookie)).text()
/** Sends a form; what the next page says. */
async function send(path: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const answer = await portal.post(path, cookie, { form_token: session.formToken, ...fields })
  expect(answer.status).toBe(303)
  const next = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const body = await (await portal.get(answer.headers.get('location') ?? '', next)).text()
  return /role="(?:status|alert)">\s*<p>(.*?)<\/p>/s.exec(body)?.[1] ?? 'nothing said'
}

describe('my profile', () => {
  test('is changed by its owner, whichever organizations they are of', async () => {
    const before = structuredClone(userOf('cay'))
    const written = { name: 'Cay B.', username: 'cay', 'attribute.portal.locale': 'de' }
    expect(await send('/account/profile', { ...written, phone: '+4930123456' })).toBe(
      'Your profile is changed.',
    )
    expect(userOf('cay')).toEqual({
      ...before,
      name: 'Cay B.',
      username: 'cay',
      phone_number: '+4930123456',
      phone_verified: false,
      user_metadata: { locale: 'de' },
      updated_at: expect.any(String),
    })
    expect(await page()).toMatch(/name="attribute\.portal\.locale" value="de"/)
    expect(await send('/account/profile', { ...written, phone: '+4930123456' })).toMatch(
      /^It was so already/,
    )
    expect(await send('/account/profile', { 'attribute.portal.locale': '', name: '' })).toBe(
      'Your profile is changed.',
    )
    expect(userOf('cay')).toMatchObject({ name: 'Cay B.', user_metadata: {} })
  })

  test.each([
    ['a number without a country', { phone: '030' }, 'One of the values cannot be used.'],
    [
      'a user name that the tenant does not take',
      { username: 'u'.repeat(129) },
      'One of the values is taken',
    ],
    [
      'a field that no form asks',
      { email: 'x@example.com', blocked: 'false' },
      'It was so already',
    ],
    ['an attribute of no application', { 'attribute.portal.role': 'admin' }, 'It was so already'],
  ])('stays with %s', async (_what, fields, said) => {
    const before = structuredClone(userOf('cay'))
    expect(await send('/account/profile', { ...fields })).toContain(said)
    expect(userOf('cay')).toEqual(before)
  })

  test('says why what is closed is closed, and offers no field for it', async () => {
    const { profileChange } = profileChangeSettings()
    const rules = { ...profileChange, self: ['name'] }
    Object.assign(desk.tools.settings.profileChange, { profileChange: rules })
    const body = await page()
    expect(body).toContain('<dt>Telephone</dt><dd>It is not open to members here.')
    expect(body).toContain('name="name"')
    expect(body).not.toMatch(/name="phone"|Delete my account|Mail me the link/)
    expect(await send('/account/profile', { phone: '+4930123456' })).toContain('It was so already')
    const fields = { form_token: session.formToken, understood: 'yes' }
    expect((await portal.post('/account/leave', cookie, fields)).status).toBe(404)
    expect(userOf('cay')?.phone_number).toBeUndefined()
  })
})

test('what is held about oneself is downloaded, and nothing of anybody else', async () => {
  const answer = await portal.get('/account/download', cookie)
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="my-account.json"')
  const held = (await answer.json()) as { readonly organizations: readonly string[] }
  expect(held).toMatchObject({
    profile: { user_id: desk.people.cay.user_id, email: 'cay@example.com' },
    sessions: [],
    refreshTokens: [],
  })
  expect(held.organizations.toSorted()).toEqual([ACME, GLOBEX].toSorted())
  expect(JSON.stringify(held)).not.toMatch(/ann@|olivia@|password/)
})

test('what cannot be undone, or tells of everything, is not open to a session that was left open', async () => {
  session = { ...session, signedInAtMs: NOON_MS - 5 * 60_000 - 1 }
  cookie = await portal.cookieOf(session)
  for (const path of ['/account/leave', '/account/held']) {
    const body = await page(path)
    expect(body).toContain('<button>Sign in again</button>')
    expect(body).not.toMatch(/Delete my account<|Download all/)
  }
  const fields = { form_token: session.formToken, understood: 'yes' }
  const left = await portal.post('/account/leave', cookie, fields)
  const held = await portal.get('/account/download', cookie)
  expect([left, held].map(({ status, headers }) => [status, headers.get('location')])).toEqual([
    [303, '/account/leave'],
    [303, '/account/held'],
  ])
  expect(userOf('cay')).toBeDefined()
})

describe('leaving', () => {
  test('deletes the account, with a tombstone in each organization, a receipt and an audit', async () => {
    expect(await page('/account/leave')).toContain('cay@example.com')
    const fields = { form_token: session.formToken, understood: 'yes' }
    const answer = await portal.post('/account/leave', cookie, fields)
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([
      200,
      expect.stringContaining('__Host-portal_session=; Max-Age=0'),
    ])
    expect(await answer.text()).toMatch(/Your account is deleted.*Receipt: receipt-1/s)
    expect(userOf('cay')).toBeUndefined()
    for (const organization of [ACME, GLOBEX]) {
      const stored = scene.tenant.state.organizations.get(organization)
      expect(stored).toHaveProperty('metadata.og_erased')
    }
    expect(desk.audit.map(({ operation, phase, actor }) => [operation, phase, actor])).toEqual(
      ['begun', 'ended'].map((phase) => [
        'leave',
        phase,
        { kind: 'administrator', userId: desk.people.cay.user_id },
      ]),
    )
    expect((await portal.get('/account', cookie)).status).toBe(404)
  })

  test('does nothing without the tick, and says so', async () => {
    expect(await send('/account/leave', {})).toBe('Nothing was deleted: the box was not ticked.')
    expect(userOf('cay')).toBeDefined()
  })

  test('is closed to whoever is blocked anywhere: it would shed the block', async () => {
    const block = { v: 1, b: [{ o: GLOBEX, r: 'MISUSE', t: 1 }] }
    await desk.tools.management.users.update(desk.people.cay.user_id, {
      app_metadata: { og_block: block },
    })
    const fields = { form_token: session.formToken, understood: 'yes' }
    expect((await portal.post('/account/leave', cookie, fields)).status).toBe(404)
    expect(userOf('cay')).toBeDefined()
  })
})
