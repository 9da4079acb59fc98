import { beforeEach, expect } from 'vitest'
import type { Page } from '../../../scripts/auth0/login-client/browser.ts'
import { readMails } from '../../../scripts/local-tenant/outbox.ts'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { callManagement } from '../management/management-access.ts'
import { scene, test } from './scene-test.ts'
import { ACME, addPerson } from './start-scene.ts'

const NEW = 'ann@new.example.com'
let ann: User

beforeEach(async () => {
  ann = await addPerson(scene, 'ann@example.com', [ACME])
})

const patch = (body: object) =>
  callManagement(scene, 'PATCH', `/users/${ann.user_id}`, { body: { ...body } })
const verified = () => scene.tenant.state.users.get(ann.user_id)?.email_verified
const open = (url = ''): Promise<Page> => scene.newBrowser().visit(url)

test('a new address is verified by the link that was mailed to it, once', async () => {
  await patch({ email: NEW, verify_email: true })
  const mails = readMails(scene.tenant)
  expect(mails).toEqual([
    expect.objectContaining({
      to: NEW,
      kind: 'verify-email',
      url: expect.stringMatching(/\/u\/email-verification\?ticket=[\w-]{32}$/),
      user_id: ann.user_id,
    }),
  ])
  expect(verified()).toBe(false)
  expect((await open(mails[0]?.url)).status).toBe(200)
  expect(verified()).toBe(true)
  expect((await open(mails[0]?.url)).status).toBe(400)
})

test.each([
  [true, [{ to: 'dan@example.com', kind: 'verify-email' }]],
  [false, []],
  [undefined, []],
])('an account that an operator makes with verify_email %s', async (verify_email, expected) => {
  const body = { connection: 'members', email: 'dan@example.com', password: 'Correct-Horse-9' }
  const made = await callManagement(scene, 'POST', '/users', {
    body: { ...body, ...(verify_email === undefined ? {} : { verify_email }) },
  })
  const mails = readMails(scene.tenant)
  expect([made.status, mails.map(({ to, kind }) => ({ to, kind }))]).toEqual([201, expected])
  const { user_id } = made.body as { user_id: string }
  const isProven = () => scene.tenant.state.users.get(user_id)?.email_verified === true
  expect(isProven()).toBe(false)
  for (const { url } of mails) await open(url)
  expect(isProven()).toBe(verify_email === true)
})

test('a link to the mailbox of before verifies nothing of today', async () => {
  await patch({ email: NEW, verify_email: true })
  const [first] = readMails(scene.tenant)
  await patch({ email: 'ann@third.example.com' })
  expect([(await open(first?.url)).status, verified()]).toEqual([400, false])
})

test('a link ends after five days', async () => {
  await patch({ email: NEW, verify_email: true })
  scene.tenant.clock.advance(432_000_000)
  expect([(await open(readMails(scene.tenant)[0]?.url)).status, verified()]).toEqual([400, false])
})

test.each([[{ email: NEW }], [{ email: NEW, verify_email: false }], [{ name: 'Ann' }]])(
  '%j mails nobody',
  async (body) => {
    await patch(body)
    expect(readMails(scene.tenant)).toEqual([])
  },
)
