import { beforeEach, expect } from 'vitest'
import { BLOCK_KEY } from '../../../actions/records/block-record.ts'
import type { ShutOut } from '../../../scripts/administration/observation.ts'
import type { Tools } from '../../../scripts/administration/tools.ts'
import { aPortal, type Portal } from '../../builders/a-portal.ts'
import { type Administration, anAdministration } from '../../builders/an-administration.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { ACME } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration
let portal: Portal

beforeEach(async () => {
  desk = await anAdministration(scene)
  portal = await aPortal(scene, desk)
})

test('every page forbids scripts, frames and keeping, and says nothing of the token', async () => {
  const session = await portal.sessionOf(desk.olivia)
  const cookie = await portal.cookieOf(session)
  for (const path of ['/', '/account', '/members', '/invitations', '/nothing']) {
    const answer = await portal.get(path, cookie)
    const body = await answer.text()
    expect(answer.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'self'; form-action 'self' https://${scene.domain}; base-uri 'none'; frame-ancestors 'none'`,
    )
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(body).not.toMatch(/<script|<style| style=|javascript:/)
    expect(body).not.toContain(session.token)
  }
})

test('a member blocks nobody, and is offered no page of administrators', async () => {
  const session = await portal.sessionOf(desk.administrator(desk.people.ann))
  const cookie = await portal.cookieOf(session)
  const page = await portal.get('/account', cookie)
  expect(page.status).toBe(200)
  expect(await page.text()).not.toContain('/members')
  expect((await portal.get('/members', cookie)).status).toBe(404)
  const fields = { form_token: session.formToken }
  expect((await portal.post('/account/reset', cookie, fields)).status).toBe(303)
  expect(portal.resets).toEqual([
    {
      email: 'ann@acme.example.com',
      connection: 'members',
      client_id: 'portal',
      organization: ACME,
    },
  ])
})

test.for([
  [
    true,
    [],
    'A test person with the same block was refused at the silent login and at the refresh.',
  ],
  [false, [], 'A test person with the same block was not refused: tell the operators at once.'],
  [true, ['elsewhere nobody is refused'], 'Elsewhere nobody is refused.'],
] as const)('says what was seen of a block (%s, %s)', async ([refused, open, said]) => {
  const observe = async (_tools: Tools, { where }: ShutOut) => ({
    at: '2026-11-20T12:00:00.000Z',
    where,
    witness: 'canary a-member',
    application: 'Member Portal',
    organization: where,
    silent: 'x',
    refresh: 'x',
    refused,
    open,
    holds: refused && open.length === 0,
  })
  const seeing = { ...desk, tools: { ...desk.tools, observe } }
  const office = await aPortal(scene, seeing)
  const session = await office.sessionOf(desk.olivia)
  const path = `/members/${encodeURIComponent(desk.people.ann.user_id)}`
  const fields = { form_token: session.formToken, reason: 'OTHER' }
  const answer = await office.post(`${path}/block`, await office.cookieOf(session), fields)
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect(await (await office.get(path, cookie)).text()).toContain(said)
})

test('an administrator blocks, and the receipt stands on the next page, once', async () => {
  const session = await portal.sessionOf(desk.olivia)
  const path = `/members/${encodeURIComponent(desk.people.ann.user_id)}`
  const fields = { form_token: session.formToken, reason: 'OTHER' }
  const answer = await portal.post(`${path}/block`, await portal.cookieOf(session), fields)
  expect([answer.status, answer.headers.get('location')]).toEqual([303, path])
  expect(answer.headers.get('set-cookie')).toMatch(
    /^__Host-portal_session=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  )
  expect(JSON.stringify(desk.recordOf(desk.people.ann, BLOCK_KEY))).toContain(ACME)
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const page = await portal.get(path, cookie)
  expect(await page.text()).toMatch(/This person is blocked.*Receipt: receipt-1/s)
  const after = page.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect(await (await portal.get(path, after)).text()).not.toContain('Receipt')
})

test('the log holds a line for each request, and no address and nobody in it', async () => {
  const session = await portal.sessionOf(desk.olivia)
  const cookie = await portal.cookieOf(session)
  const path = `/members/${encodeURIComponent(desk.people.ann.user_id)}`
  await portal.get('/healthz', '')
  await portal.get('/sign-in?organization=a@example.com', '')
  await portal.post(`${path}/block`, cookie, { form_token: session.formToken, reason: 'OTHER' })
  const lines = portal.lines.map((line) => {
    const { at: _at, ms: _ms, ...rest } = JSON.parse(line)
    return rest
  })
  expect(lines).toEqual([
    { method: 'GET', route: '/healthz', status: 200 },
    { method: 'GET', route: '/sign-in', status: 404 },
    { method: 'POST', route: '/members/:person/:operation', status: 303, receipt: 'receipt-1' },
  ])
})
