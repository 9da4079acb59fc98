import { decodeJwt } from 'jose'
import { calculatePKCECodeChallenge, randomPKCECodeVerifier } from 'openid-client'
import { beforeEach, expect } from 'vitest'
import type { Page } from '../../../scripts/auth0/login-client/browser.ts'
import type { TriggerOutcome } from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import { askToken, changeClient } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import { ACME, API, addPerson, answerOf, CALLBACK, logTypes, signIn } from './start-scene.ts'

const DENIED: Partial<TriggerOutcome> = {
  refusal: { kind: 'denied', actionName: 'guard', reason: 'NO' },
}
const ann = { email: 'ann@example.com' }
const verifier = randomPKCECodeVerifier()

beforeEach(async () => {
  await addPerson(scene, ann.email, [ACME])
  changeClient(scene, 'portal', { grant_types: ['authorization_code', 'implicit'] })
})

type Differences = Record<string, string | undefined>

async function parameters(differences: Differences): Promise<URLSearchParams> {
  const isCode = String(differences.response_type).includes('code')
  const all: Differences = {
    client_id: 'portal',
    redirect_uri: CALLBACK,
    scope: 'openid email',
    state: 'a-state',
    nonce: 'a-nonce',
    ...(isCode
      ? {
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        }
      : {}),
    ...differences,
  }
  return new URLSearchParams(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

async function enter(differences: Differences): Promise<Page> {
  const address = new URL('authorize', scene.tenant.issuer)
  address.search = (await parameters(differences)).toString()
  return signIn(scene.newBrowser(), address, ann)
}

/** What the application is handed: where, and which members. */
function handed(page: Page): [where: string, members: Record<string, string>] {
  const form = page.forms.find(({ action }) => action === CALLBACK)
  if (form !== undefined) return ['form', form.fields]
  const { hash, search } = page.url
  return hash === ''
    ? ['query', Object.fromEntries(new URLSearchParams(search))]
    : ['fragment', Object.fromEntries(new URLSearchParams(hash.slice(1)))]
}

test.each([
  ['id_token', undefined, 'fragment', 'oidc-implicit-profile', ['id_token']],
  ['id_token token', undefined, 'fragment', 'oidc-implicit-profile', ['access_token', 'id_token']],
  ['id_token', 'form_post', 'form', 'oidc-implicit-profile', ['id_token']],
  ['id_token token', 'form_post', 'form', 'oidc-implicit-profile', ['access_token', 'id_token']],
  ['code', 'form_post', 'form', 'oidc-basic-profile', ['code']],
  ['code', 'fragment', 'fragment', 'oidc-basic-profile', ['code']],
  ['code id_token', undefined, 'fragment', 'oidc-hybrid-profile', ['code', 'id_token']],
  ['code token', undefined, 'fragment', 'oidc-hybrid-profile', ['access_token', 'code']],
  [
    'code id_token token',
    'form_post',
    'form',
    'oidc-hybrid-profile',
    ['access_token', 'code', 'id_token'],
  ],
])('%s with response_mode %s: in the %s, as %s', async (type, mode, where, protocol, members) => {
  const page = await enter({ response_type: type, response_mode: mode, organization: ACME })
  const [place, given] = handed(page)
  const tokens = ['access_token', 'code', 'id_token'].filter((name) => name in given)
  expect([place, tokens, given.state]).toEqual([where, members, 'a-state'])
  if (given.id_token !== undefined) {
    expect(decodeJwt(given.id_token)).toMatchObject({
      nonce: 'a-nonce',
      aud: 'portal',
      org_id: ACME,
    })
  }
  expect(scene.runs.map(({ triggerId, event }) => [triggerId, event])).toMatchObject([
    [
      'post-login',
      { organization: { id: ACME }, transaction: { protocol, response_type: type.split(' ') } },
    ],
  ])
  expect(logTypes(scene)).toEqual(['s'])
})

test.each([
  ['id_token token', undefined, 'fragment'],
  ['id_token', 'form_post', 'form'],
  ['code id_token', undefined, 'fragment'],
  ['code', 'form_post', 'form'],
])('a denial of %s (%s) hands over the error and no token', async (type, mode, where) => {
  scene.whenActionsRun(DENIED)
  expect(handed(await enter({ response_type: type, response_mode: mode }))).toEqual([
    where,
    {
      error: 'access_denied',
      error_description: 'NO',
      state: 'a-state',
      iss: scene.tenant.issuer,
    },
  ])
  expect(logTypes(scene)).toEqual(['f'])
})

test('a silent implicit login is asked of the Actions again', async () => {
  const browser = scene.newBrowser()
  const silent = async (prompt?: string) => {
    const address = new URL('authorize', scene.tenant.issuer)
    address.search = (await parameters({ response_type: 'id_token', prompt })).toString()
    return handed(await signIn(browser, address, ann))[1]
  }
  expect((await silent('none')).error).toBe('login_required')
  expect((await silent()).id_token).toBeTypeOf('string')
  expect((await silent('none')).id_token).toBeTypeOf('string')
  scene.whenActionsRun(DENIED)
  const { id_token, error } = await silent('none')
  expect([id_token, error]).toEqual([undefined, 'access_denied'])
  expect(logTypes(scene)).toEqual(['fsa', 's', 'ssa', 'fsa'])
})

test('the code of a hybrid login is redeemed without the Actions being asked twice', async () => {
  const [, { code }] = handed(await enter({ response_type: 'code id_token', audience: API }))
  const answer = await askToken(scene, {
    grant_type: 'authorization_code',
    client_id: 'portal',
    redirect_uri: CALLBACK,
    code,
    code_verifier: verifier,
  })
  expect([answer.status, scene.runs.length]).toEqual([200, 1])
})

test.each<[string, Differences, string]>([
  [
    'an ID token without a nonce',
    { response_type: 'id_token', nonce: undefined },
    'invalid_request',
  ],
  [
    'a token in the query',
    { response_type: 'id_token', response_mode: 'query' },
    'invalid_request',
  ],
  ['`token` alone', { response_type: 'token' }, 'unsupported_response_type'],
  [
    'an unknown mode',
    { response_type: 'code', response_mode: 'pigeon' },
    'unsupported_response_mode',
  ],
])('%s is an error at the callback', async (_what, differences, error) => {
  const page = await enter(differences)
  expect([page.url.origin, handed(page)[1].error]).toEqual(['https://app.example.com', error])
  expect([scene.runs, logTypes(scene)]).toEqual([[], ['f']])
})

test('a client whose grants lack `implicit` gets no token from the front', async () => {
  changeClient(scene, 'portal', { grant_types: ['authorization_code'] })
  const [, { error, error_description, ...rest }] = handed(
    await enter({ response_type: 'id_token' }),
  )
  expect([error, error_description, Object.keys(rest).sort()]).toEqual([
    'invalid_request',
    'requested response_type is not allowed for this client',
    ['iss', 'state'],
  ])
})

test.each<[string, Partial<TriggerOutcome>, string, string[]]>([
  ['admitted', {}, 'code', ['s']],
  ['denied', DENIED, 'access_denied: NO', ['f']],
])('a posted request, %s: its form is `event.request.body`', async (_what, outcome, told, logs) => {
  scene.whenActionsRun(outcome)
  const fields = await parameters({ response_type: 'code', 'ext-colour': 'blue' })
  const browser = scene.newBrowser()
  const action = `${scene.tenant.issuer}authorize`
  const form = { action, method: 'post', fields: Object.fromEntries(fields) }
  const url = new URL(action)
  const blank: Page = { url, left: false, status: 200, headers: {}, body: '', forms: [form] }
  const asked = await browser.submit(blank, {})
  const fill = { identifier: ann.email, password: 'Correct-Horse-9' }
  const login = asked.forms.find((one) => 'password' in one.fields)
  const page = await browser.submit(asked, fill, { action: login?.action ?? 'none' })
  expect(answerOf(page)).toBe(told)
  expect(scene.runs.map(({ event }) => event)).toMatchObject([
    {
      request: { query: {}, body: Object.fromEntries(fields) },
      transaction: { protocol: 'oidc-basic-profile', state: 'a-state' },
    },
  ])
  expect(logTypes(scene)).toEqual(logs)
})
