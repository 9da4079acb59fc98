import { describe, expect, test } from 'vitest'
import type { Suspension } from '../../../scripts/local-tenant/runtime/suspension.ts'
import type { TriggerOutcome } from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import type { JsonObject } from '../../../scripts/local-tenant/store.ts'
import { aCheckpoint } from './a-checkpoint.ts'
import {
  aFailure,
  aLogin,
  anOutcome,
  aRuntime,
  aTenant,
  bind,
  deploy,
  handler,
} from './a-tenant.ts'

const SEND = "api.redirect.sendUserTo('https://app.example.com/terms?v=2')"

/** An Action with both handlers. */
const both = (execute: string, proceed: string) =>
  `${handler(execute)}; exports.onContinuePostLogin = async function (event, api) { ${proceed} }`

function aChain(...codes: string[]) {
  const tenant = aTenant()
  const ids = codes.map((code, i) => bind(tenant, { name: `a${i + 1}`, code }))
  const { runtime } = aRuntime(tenant)
  const login = (event: JsonObject = {}) =>
    runtime.runTrigger('post-login', 'onExecutePostLogin', aLogin(event), { canRedirect: true })
  const resume = (suspension: Suspension, event: JsonObject = {}) =>
    runtime.resumeTrigger(suspension, aLogin(event))
  const ran = () => tenant.state.executions.map(({ action_name }) => action_name)
  return { tenant, ids, runtime, login, resume, ran }
}

function suspensionOf({ suspension, refusal }: TriggerOutcome): Suspension {
  if (suspension === undefined) throw new Error(`not suspended: ${JSON.stringify(refusal)}`)
  return suspension
}

describe('a redirect', () => {
  const FIRST = handler("api.user.setAppMetadata('first', 1)")
  const SECOND = both(
    `${SEND}.user.setAppMetadata('before', 1); api.transaction.setMetadata('t', 1)`,
    "api.user.setAppMetadata('after', event.request.query.answer).idToken.setCustomClaim('t', event.transaction.metadata.t)",
  )
  const THIRD = handler("api.user.setAppMetadata('third', event.transaction.metadata)")

  test('suspends after its own Action, with nothing decided but what is written of the user', async () => {
    const { login, ran, tenant } = aChain(FIRST, SECOND, THIRD)
    const outcome = await login()
    const { url, state, at } = suspensionOf(outcome)
    expect(outcome).toEqual(
      anOutcome({
        suspension: outcome.suspension as Suspension,
        appMetadata: { first: 1, before: 1 },
      }),
    )
    expect([url, at]).toEqual([`https://app.example.com/terms?v=2&state=${state}`, 1])
    expect(state).toMatch(/^[\w-]{43}$/)
    expect(ran()).toEqual(['a1', 'a2'])
    expect(tenant.state.executions.map(({ suspended }) => suspended)).toEqual([undefined, true])
  })

  test('goes on in the same Action, then in the later ones, and everything counts that was not written before', async () => {
    const { login, resume, ran } = aChain(FIRST, SECOND, THIRD)
    // As a door would: by way of JSON.
    const suspension = JSON.parse(JSON.stringify(suspensionOf(await login())))
    const outcome = await resume(suspension, { request: { query: { answer: 'yes' } } })
    expect(ran()).toEqual(['a1', 'a2', 'a2', 'a3'])
    expect(outcome).toEqual(
      anOutcome({
        appMetadata: { after: 'yes', third: { t: 1 } },
        idTokenClaims: { t: 1 },
        transactionMetadata: { t: 1 },
      }),
    )
  })

  test('may come again, from the same Action and from a later one', async () => {
    const { login, resume, ran } = aChain(
      both(SEND, `if (event.stats.again) ${SEND}`),
      both(SEND, ''),
    )
    const first = suspensionOf(await login())
    const second = suspensionOf(await resume(first, { stats: { again: true } }))
    const third = suspensionOf(await resume(second))
    expect((await resume(third)).refusal).toBe(null)
    expect([first.at, second.at, third.at]).toEqual([0, 0, 1])
    expect(new Set([first.state, second.state, third.state]).size).toBe(3)
    expect(ran()).toEqual(['a1', 'a1', 'a1', 'a2', 'a2'])
  })

  test('an address that fights for `state` does not get it', async () => {
    const code = handler(
      "api.redirect.sendUserTo('https://app.example.com/?state=mine', { query: { state: 'mine' } })",
    )
    const { url, state } = suspensionOf(await aChain(code).login())
    expect(new URL(url).searchParams.getAll('state')).toEqual([state])
  })

  test.each<[string, string, string]>([
    [
      'of two, the last',
      "api.redirect.sendUserTo('https://one.example'); api.redirect.sendUserTo('https://two.example/x', { query: { a: 'ä&b' } })",
      'https://two.example/x?a=%C3%A4%26b',
    ],
    [
      'which an app opens',
      "api.redirect.sendUserTo('com.example.app://terms')",
      'com.example.app://terms',
    ],
  ])('%s', async (_what, body, wanted) => {
    const { url, state } = suspensionOf(await aChain(handler(body)).login())
    expect(decodeURI(url)).toBe(
      decodeURI(`${wanted}${wanted.includes('?') ? '&' : '?'}state=${state}`),
    )
  })

  test.each<[string, string, TriggerOutcome['refusal']]>([
    [
      'denies as well',
      `${SEND}.access.deny('no')`,
      { kind: 'denied', actionName: 'a1', reason: 'no' },
    ],
    ['fails as well', `${SEND}; throw new Error('boom')`, aFailure('boom', 'a1').refusal],
  ])('is none where its Action %s', async (_what, body, refusal) => {
    expect(await aChain(handler(body)).login()).toEqual(anOutcome({ refusal }))
  })

  test('without the other handler fails when it comes back', async () => {
    const { login, resume } = aChain(handler(SEND))
    const { refusal } = await resume(suspensionOf(await login()))
    expect(refusal).toMatchObject({ kind: 'failed', actionName: 'a1' })
  })

  test('keeps its writes where it is denied when it comes back, and none where it fails', async () => {
    const proceed = "if (event.stats.deny) api.access.deny('no'); else throw new Error('boom')"
    const { login, resume } = aChain(both(SEND, `api.user.setAppMetadata('k', 1); ${proceed}`))
    const suspension = suspensionOf(await login())
    const denied = await resume(suspension, { stats: { deny: true } })
    const failed = await resume(suspension)
    expect([denied.appMetadata, denied.refusal?.kind]).toEqual([{ k: 1 }, 'denied'])
    expect([failed.appMetadata, failed.refusal]).toEqual([{}, aFailure('boom', 'a1').refusal])
  })

  test('with more metadata than a login may write is a failure before anybody leaves', async () => {
    const large = `api.user.setAppMetadata('k', 'x'.repeat(33000)); ${SEND}`
    const message = '[local tenant] metadata writes exceed 32 kB in one login'
    expect(await aChain(both(large, '')).login()).toEqual(aFailure(message, 'a1'))
  })

  test('leaves what a session and a refresh token are to remember to the end', async () => {
    const { login, resume } = aChain(
      both(
        `api.session.setMetadata('s', '1'); api.refreshToken.setMetadata('r', '1'); ${SEND}`,
        "api.session.setMetadata('t', '2')",
      ),
    )
    const away = await login()
    const outcome = await resume(suspensionOf(away))
    expect([away.session, away.refreshToken, outcome.session, outcome.refreshToken]).toEqual([
      undefined,
      undefined,
      { metadata: { s: '1', t: '2' } },
      { metadata: { r: '1' } },
    ])
  })

  test('does not write to the cache twice', async () => {
    const execute = `api.cache.set('k', 'old'); ${SEND}`
    const { login, resume, tenant } = aChain(both(execute, "api.cache.delete('k')"))
    await resume(suspensionOf(await login()))
    expect(tenant.state.settings.get('local-tenant/action-cache/post-login')).toEqual({})
  })

  test('goes on with the versions it began with', async () => {
    const { login, resume, tenant, ids } = aChain(
      both(SEND, "api.access.deny('old')"),
      handler("api.access.deny('old')"),
    )
    const suspension = suspensionOf(await login())
    for (const id of ids) deploy(tenant, id, both('', "api.access.deny('new')"))
    expect((await resume(suspension)).refusal).toMatchObject({ reason: 'old', actionName: 'a1' })
  })

  test('fails where its Action was deleted meanwhile', async () => {
    const { login, resume, tenant, ids } = aChain(both(SEND, ''))
    const suspension = suspensionOf(await login())
    tenant.state.actions.delete(ids[0] ?? '')
    const message = '[local tenant] an Action to go on with was deleted'
    expect((await resume(suspension)).refusal).toEqual(aFailure(message, '').refusal)
  })

  test('at a door that cannot: the door is told, and nothing is kept', async () => {
    const { runtime } = aChain(handler(`${SEND}.user.setAppMetadata('k', 1)`))
    const refusal = {
      kind: 'interaction-required',
      actionName: 'a1',
      reason: 'Interaction required',
    } as const
    expect(await runtime.runTrigger('post-login', 'onExecutePostLogin', aLogin())).toEqual(
      anOutcome({ refusal }),
    )
  })

  test('of a password reset', async () => {
    const tenant = aTenant()
    const code = `exports.onExecutePostChallenge = async (event, api) => { ${SEND} }
      exports.onContinuePostChallenge = async (event, api) => { api.access.deny('back') }`
    bind(tenant, { trigger: 'password-reset-post-challenge', code })
    const { runtime } = aRuntime(tenant)
    const outcome = await runtime.runTrigger(
      'password-reset-post-challenge',
      'onExecutePostChallenge',
      aLogin(),
      { canRedirect: true },
    )
    const { refusal } = await runtime.resumeTrigger(suspensionOf(outcome), aLogin())
    expect(refusal).toEqual({ kind: 'denied', actionName: 'guard', reason: 'back' })
  })

  test('begins a new budget', async () => {
    const tenant = aTenant()
    const wait = await aCheckpoint(() => tenant.clock.advance(12_000))
    bind(tenant, { code: both(`${SEND}; ${wait}`, wait) })
    const { runtime } = aRuntime(tenant)
    const outcome = await runtime.runTrigger('post-login', 'onExecutePostLogin', aLogin(), {
      canRedirect: true,
    })
    expect((await runtime.resumeTrigger(suspensionOf(outcome), aLogin())).refusal).toBe(null)
  })

  test('records the method it was for', async () => {
    const proceed = "api.authentication.recordMethod('https://app.example.com/otp')"
    const { login, resume } = aChain(both(SEND, `${proceed}; ${proceed.replace('otp', 'two')}`))
    const { recordedMethods } = await resume(suspensionOf(await login()))
    expect(recordedMethods).toEqual(['https://app.example.com/otp', 'https://app.example.com/two'])
  })
})
