import { expect } from 'vitest'
import { scene, sharedTest as test } from './scene-test.ts'
import {
  ACME,
  addPerson,
  answerOf,
  authorizationRequest,
  logIn,
  openApplication,
  signIn,
} from './start-scene.ts'

const mira = { email: 'mira@example.com' }

test.beforeAll(async () => {
  await addPerson(scene, mira.email, [ACME])
})

test('a connection that is switched off for an organization signs nobody in there', async () => {
  const application = await openApplication(scene)
  const browser = scene.newBrowser()
  await logIn(scene, application, browser, mira, { organization: ACME })
  const link = scene.tenant.state.organizationConnections.find(
    ({ organization_id }) => organization_id === ACME,
  )
  const outcomes: unknown[] = []
  for (const is_enabled of [false, true]) {
    if (link !== undefined) link.is_enabled = is_enabled
    const request = { organization: ACME }
    const silent = await authorizationRequest(application, { ...request, prompt: 'none' })
    const fresh = await authorizationRequest(application, request)
    outcomes.push([
      answerOf(await browser.visit(silent.address)).split(':')[0],
      answerOf(await signIn(scene.newBrowser(), fresh.address, mira)).split(':')[0],
    ])
  }
  const [[silentlyOff, freshlyOff] = [], on] = outcomes as string[][]
  expect([silentlyOff, on]).toEqual(['login_required', ['code', 'code']])
  expect(freshlyOff).not.toBe('code')
})
