import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type SeededTenant, seededTenant } from '../control/seeded-tenant.ts'
import {
  addPerson,
  answerOf,
  authorizationRequest,
  logIn,
  openApplication,
  refresh,
  signIn,
} from '../oidc/start-scene.ts'
import { bind, handler } from './a-tenant.ts'

let seeded: SeededTenant

beforeEach(async () => {
  seeded = await seededTenant()
})
afterEach(() => seeded.stop())

test.each([
  ['waits for ever', 'await new Promise(() => {})'],
  ['blocks its process', 'for (;;) {}'],
])(
  "an Action that %s costs its login 20 s of the tenant's clock, and no other login anything",
  async (_what, forEver) => {
    const { scene, running } = seeded
    const unlucky = { email: 'unlucky@example.com' }
    const ann = { email: 'ann@example.com' }
    for (const { email } of [unlucky, ann]) await addPerson(scene, email)
    bind(running.tenant, {
      code: handler(`if (event.user.email === '${unlucky.email}') { ${forEver} }
        api.idToken.setCustomClaim('https://example.com/ran', true)`),
    })
    const portal = await openApplication(scene)
    let answer = 'none yet'
    const { address } = await authorizationRequest(portal)
    const hung = signIn(scene.newBrowser(), address, unlucky).then((page) => {
      answer = answerOf(page)
    })

    const others = async (): Promise<unknown[]> => {
      const request = { scope: 'openid offline_access' }
      const login = await logIn(scene, portal, scene.newBrowser(), ann, request)
      const renewed = await refresh(scene, portal, login.refresh_token)
      return [login, renewed].map((one) => one.claims()?.['https://example.com/ran'])
    }
    expect([await others(), answer]).toEqual([[true, true], 'none yet'])
    running.control.advance(19_999)
    expect(answer).toBe('none yet')
    // On a busy machine its process may not be up yet: an execution pays only for jumps after it began.
    while (answer === 'none yet') {
      running.control.advance(20_000)
      await Promise.race([hung, setTimeout(50)])
    }
    expect(answer).toBe('access_denied: The Action did not complete within 20 seconds.')
    expect(await others()).toEqual([true, true])
  },
)
