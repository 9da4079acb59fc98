import { afterAll, beforeAll, expect, test } from 'vitest'
import { callManagement, mintToken, trustingFetch } from '../management/management-access.ts'
import { addPerson, logIn, openApplication, refresh } from '../oidc/start-scene.ts'
import { type SeededTenant, seededTenant } from './seeded-tenant.ts'

const mira = { email: 'mira@example.com' }
const scope = { scope: 'openid offline_access' }
let early: SeededTenant
let late: SeededTenant

beforeAll(async () => {
  ;[early, late] = await Promise.all([
    seededTenant({ startAtMs: Date.UTC(2021, 5, 1) }),
    seededTenant({ startAtMs: Date.UTC(2041, 5, 1) }),
  ])
  await Promise.all([addPerson(early.scene, mira.email), addPerson(late.scene, mira.email)])
})
afterAll(() => Promise.all([early.stop(), late.stop()]))

const yearOf = (seconds: number | undefined) => new Date((seconds ?? 0) * 1000).getUTCFullYear()

async function signInTo({ scene }: SeededTenant) {
  const application = await openApplication(scene)
  const tokens = await logIn(scene, application, scene.newBrowser(), mira, scope)
  return { application, tokens }
}

test('live in their own time, also when both are busy', async () => {
  const logins = [early, late, early, late].map(async (one) => {
    const { tokens } = await signInTo(one)
    return yearOf(tokens.claims()?.iat)
  })
  expect(await Promise.all(logins)).toEqual([2021, 2041, 2021, 2041])
  const dates = ({ running }: SeededTenant) =>
    new Set(running.control.logs().map(({ date }) => date.slice(0, 4)))
  expect([dates(early), dates(late)]).toEqual([new Set(['2021']), new Set(['2041'])])
})

test('one that is advanced does not age the other', async () => {
  const before = late.running.clock.offsetMs()
  const { application, tokens } = await signInTo(early)
  const other = await signInTo(late)
  early.running.control.advance(365 * 86_400_000)
  await expect(refresh(early.scene, application, tokens.refresh_token)).rejects.toThrow()
  const renewed = await refresh(late.scene, other.application, other.tokens.refresh_token)
  expect(yearOf(renewed.claims()?.iat)).toBe(2041)
  expect(late.running.clock.offsetMs()).toBe(before)
})

test('tokens of one are nothing to the other', async () => {
  const [{ tokens }, { application }] = [await signInTo(early), await signInTo(late)]
  const userinfo = await trustingFetch(late.running)(`${late.running.url}/userinfo`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  })
  expect(userinfo.status).toBe(401)
  await expect(refresh(late.scene, application, tokens.refresh_token)).rejects.toThrow()
  const token = await mintToken(late.running, { expiresIn: 3_600 })
  const answers = await Promise.all([
    callManagement(early.running, 'GET', '/clients', { token }),
    callManagement(late.running, 'GET', '/clients', { token }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([401, 200])
})

test('nor is the control token of one to the other', async () => {
  const answer = await fetch(`${late.running.controlUrl}/clock`, {
    headers: { authorization: `Bearer ${early.running.controlToken}` },
  })
  expect(answer.status).toBe(401)
})
