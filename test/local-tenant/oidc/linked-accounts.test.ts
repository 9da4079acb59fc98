import { beforeEach, describe, expect } from 'vitest'
import type { JsonObject, User } from '../../../scripts/local-tenant/store.ts'
import { callAsSdk, type Method, outcomeOf } from '../management/call-as-sdk.ts'
import { callManagement, mintToken } from '../management/management-access.ts'
import { askToken, changeClient, post } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import {
  ACME,
  addPerson,
  answerOf,
  authorizationRequest,
  logIn,
  openApplication,
  PASSWORD,
  refresh,
  signIn,
} from './start-scene.ts'

let ann: User
let bob: User

beforeEach(async () => {
  ann = await addPerson(scene, 'ann@example.com', [ACME], { app_metadata: { kept: 1 } })
  bob = await addPerson(scene, 'bob@example.com', [ACME], {
    app_metadata: { lost: 1 },
    email_verified: true,
    username: 'bob',
  })
})

const call = (method: Method, path: string, body?: object) => callAsSdk(scene, method, path, body)
const identitiesOf = ({ user_id }: User) => `/users/${user_id}/identities`
const bare = ({ user_id }: User): string => user_id.slice('auth0|'.length)
const link = (primary: User, secondary: User) =>
  call('POST', identitiesOf(primary), { provider: 'auth0', user_id: bare(secondary) })
const unlink = (primary: User, secondary: User) =>
  call('DELETE', `${identitiesOf(primary)}/auth0/${bare(secondary)}`)

const ownIdentity = (user: User) => ({
  connection: 'members',
  provider: 'auth0',
  user_id: bare(user),
  isSocial: false,
})
const linkedIdentity = (user: User) => ({
  ...ownIdentity(user),
  profileData: {
    email: user.email,
    email_verified: user.email_verified,
    name: user.name,
    nickname: user.nickname,
    ...(user.username === undefined ? {} : { username: user.username }),
  },
})

describe('an account that is linked', () => {
  test('is an identity of the primary user, and no user any more', async () => {
    const { status, body } = await link(ann, bob)
    const both = [ownIdentity(ann), linkedIdentity(bob)]
    expect([status, body]).toEqual([201, both])
    const { body: shown } = await call('GET', `/users/${ann.user_id}`)
    expect([shown.email, shown.app_metadata, shown.identities]).toEqual([
      'ann@example.com',
      { kept: 1 },
      both,
    ])
    const { users, memberships } = scene.tenant.state
    expect([outcomeOf(await call('GET', `/users/${bob.user_id}`)), [...users.keys()]]).toEqual([
      'inexistent_user',
      [ann.user_id],
    ])
    expect(memberships.map(({ user_id }) => user_id)).toEqual([ann.user_id])
  })

  test.each(['bob@example.com', 'BOB@example.com'])(
    'signs in as the primary: %s',
    async (email) => {
      await link(ann, bob)
      const portal = await openApplication(scene)
      const tokens = await logIn(
        scene,
        portal,
        scene.newBrowser(),
        { email },
        { organization: ACME },
      )
      expect([tokens.claims()?.sub, tokens.claims()?.email]).toEqual([ann.user_id, ann.email])
      expect(scene.runs[0]?.event.user).toMatchObject({
        user_id: ann.user_id,
        email: ann.email,
        identities: [ownIdentity(ann), linkedIdentity(bob)],
      })
    },
  )

  test('signs in with its own password alone, by its user name too', async () => {
    await link(ann, bob)
    const grant_type = 'http://auth0.com/oauth/grant-type/password-realm'
    const ask = async (username: string, password: string) => {
      const fields = { grant_type, client_id: 'portal', realm: 'members', username, password }
      return (await askToken(scene, fields)).body.error ?? 'token'
    }
    changeClient(scene, 'portal', { grant_types: [grant_type] })
    await call('PATCH', `/users/${ann.user_id}`, { password: 'Another-Horse-9' })
    expect([
      await ask('bob', PASSWORD),
      await ask('bob@example.com', 'Another-Horse-9'),
      await ask('ann@example.com', PASSWORD),
      await ask('ann@example.com', 'Another-Horse-9'),
    ]).toEqual(['token', 'invalid_grant', 'invalid_grant', 'token'])
  })

  test('is reset through its own mailbox, and ends the sessions of the primary', async () => {
    await link(ann, bob)
    const before = ann.password_hash
    await post(scene, 'dbconnections/change_password', {
      client_id: 'portal',
      connection: 'members',
      email: 'bob@example.com',
    })
    const mail = scene.tenant.state.outbox.at(-1)
    expect([mail?.to, mail?.user_id]).toEqual(['bob@example.com', ann.user_id])
    const browser = scene.newBrowser()
    const page = await browser.visit(new URL(mail?.url ?? ''))
    const fields = { password: 'Another-Horse-9', 'confirm-password': 'Another-Horse-9' }
    await browser.submit(page, fields)
    const portal = await openApplication(scene)
    const bobs = { email: 'bob@example.com', password: 'Another-Horse-9' }
    const tokens = await logIn(scene, portal, scene.newBrowser(), bobs)
    expect([tokens.claims()?.sub, ann.password_hash, ann.session_epoch]).toEqual([
      ann.user_id,
      before,
      1,
    ])
  })

  test('keeps its address and its id from being taken', async () => {
    await link(ann, bob)
    const order = { connection: 'members', password: PASSWORD }
    const outcomes = [
      await call('POST', '/users', { ...order, email: 'bob@example.com' }),
      await call('POST', '/users', { ...order, email: 'eve@example.com', user_id: bare(bob) }),
      await call('PATCH', `/users/${ann.user_id}`, { email: 'bob@example.com' }),
    ].map(outcomeOf)
    expect(outcomes).toEqual(['auth0_idp_error', 'auth0_idp_error', 'auth0_idp_error'])
  })

  test('goes with the primary, and brings along what was linked to it', async () => {
    const eve = await addPerson(scene, 'eve@example.com')
    await link(bob, eve)
    await link(ann, bob)
    const { body } = await call('GET', `/users/${ann.user_id}`)
    expect(body.identities).toEqual([ownIdentity(ann), linkedIdentity(eve), linkedIdentity(bob)])
    await call('DELETE', `/users/${ann.user_id}`)
    expect([...scene.tenant.state.linkedAccounts.keys()]).toEqual([])
  })

  test('signs in to a blocked primary as little as the primary does', async () => {
    await link(ann, bob)
    await call('PATCH', `/users/${ann.user_id}`, { blocked: true })
    const { address } = await authorizationRequest(await openApplication(scene))
    const page = await signIn(scene.newBrowser(), address, bob)
    expect([answerOf(page), scene.runs]).toEqual(['unauthorized: user is blocked', []])
  })
})

test('who is unlinked is a user again, with nothing but the profile', async () => {
  const portal = await openApplication(scene)
  const browser = scene.newBrowser()
  await logIn(scene, portal, browser, bob)
  await link(ann, bob)
  const { status, body } = await unlink(ann, bob)
  expect([status, body]).toEqual([200, [ownIdentity(ann)]])
  const { body: shown } = await call('GET', `/users/${bob.user_id}`)
  const { email, username, identities, app_metadata, logins_count } = shown
  expect({ email, username, identities, app_metadata, logins_count }).toEqual({
    email: 'bob@example.com',
    username: 'bob',
    identities: [ownIdentity(bob)],
    app_metadata: undefined,
    logins_count: 0,
  })
  const tokens = await logIn(scene, portal, scene.newBrowser(), bob)
  expect(tokens.claims()?.sub).toBe(bob.user_id)
  // The session from before the link stays ended.
  const { address } = await authorizationRequest(portal, { prompt: 'none' })
  expect(answerOf(await browser.visit(address))).toBe('login_required: Login required')
})

describe('refused', () => {
  test('is what links nothing, and nothing is changed', async () => {
    const eve = await addPerson(scene, 'eve@example.com')
    await link(ann, bob)
    const before = structuredClone(scene.tenant.state.linkedAccounts)
    const order = { provider: 'auth0', user_id: bare(eve) }
    const outcomes = [
      await link(eve, bob),
      await link(ann, ann),
      await link({ ...ann, user_id: 'auth0|nobody' }, eve),
      await link(ann, { ...eve, user_id: 'auth0|nobody' }),
      await call('POST', identitiesOf(ann), { ...order, connection_id: 'con_aaaaaaaaaaaaaaaa' }),
      await call('POST', identitiesOf(ann), {}),
      await call('POST', identitiesOf(ann), { ...order, link_with: 'x' }),
      await call('POST', identitiesOf(ann), { link_with: 'x' }),
      await unlink(ann, ann),
      await unlink(eve, bob),
    ].map(outcomeOf)
    expect(outcomes).toEqual([
      'identity_conflict',
      'invalid_body',
      'inexistent_user',
      'inexistent_user',
      'inexistent_user',
      'invalid_body',
      'invalid_body',
      'invalid_body',
      'inexistent_identity',
      'inexistent_identity',
    ])
    expect(scene.tenant.state.linkedAccounts).toEqual(before)
  })

  const OWN = { scopes: ['update:current_user_identities'], clientId: 'portal' }
  const idToken = (subject: string, audience = 'portal', issuer?: string) =>
    mintToken(scene, { subject, audience, ...(issuer === undefined ? {} : { issuer }) })

  test.each<[string, () => Promise<object>, () => string, unknown]>([
    [
      'an account of the caller',
      async () => ({ link_with: await idToken(bob.user_id) }),
      () => ann.user_id,
      201,
    ],
    [
      'a token for another client',
      async () => ({ link_with: await idToken(bob.user_id, 'plain') }),
      () => ann.user_id,
      'invalid_body',
    ],
    [
      'a token of another tenant',
      async () => ({
        link_with: await idToken(bob.user_id, 'portal', 'https://other.example.com/'),
      }),
      () => ann.user_id,
      'invalid_body',
    ],
    [
      'an account by its id',
      async () => ({ provider: 'auth0', user_id: bare(bob) }),
      () => ann.user_id,
      'insufficient_scope',
    ],
    [
      'an account to somebody else',
      async () => ({ link_with: await idToken(ann.user_id) }),
      () => bob.user_id,
      'insufficient_scope',
    ],
  ])("with a person's own token, %s", async (_what, order, primaryId, outcome) => {
    const token = await mintToken(scene, { ...OWN, subject: ann.user_id })
    const path = `/users/${primaryId()}/identities`
    const answer = await callManagement(scene, 'POST', path, { body: await order(), token })
    expect(outcomeOf(answer as never)).toBe(outcome)
    expect(scene.tenant.state.linkedAccounts.size).toBe(outcome === 201 ? 1 : 0)
  })
})

const whoActionsSee = (): unknown => {
  const { user } = (scene.runs.at(-1)?.event ?? {}) as { user?: JsonObject }
  return user?.user_id
}

describe('an Action that links, and names the primary user', () => {
  const linkInAction = (primaryUserId: string) => async () => {
    await link(ann, bob)
    return { primaryUserId, appMetadata: { written: true } }
  }

  test('makes it their login: session, tokens and refreshes', async () => {
    scene.whenActionsRun(linkInAction(ann.user_id))
    const portal = await openApplication(scene)
    const browser = scene.newBrowser()
    const scope = { scope: 'openid email offline_access', audience: 'https://api.example.com/' }
    const tokens = await logIn(scene, portal, browser, bob, scope)
    scene.whenActionsRun({})
    const again = await refresh(scene, portal, tokens.refresh_token)
    const { address } = await authorizationRequest(portal, { prompt: 'none' })
    expect([
      tokens.claims()?.sub,
      again.claims()?.sub,
      answerOf(await browser.visit(address)),
      whoActionsSee(),
    ]).toEqual([ann.user_id, ann.user_id, 'code', ann.user_id])
    expect(ann.app_metadata).toEqual({ kept: 1 })
  })

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'is no member',
      () => call('DELETE', `/organizations/${ACME}/members`, { members: [ann.user_id] }),
      'access_denied: user',
    ],
    [
      'is blocked',
      () => call('PATCH', `/users/${ann.user_id}`, { blocked: true }),
      'access_denied: user is blocked',
    ],
  ])('is refused where the primary %s', async (_what, change, text) => {
    await change()
    scene.whenActionsRun(linkInAction(ann.user_id))
    const { address } = await authorizationRequest(await openApplication(scene), {
      organization: ACME,
    })
    const page = await signIn(scene.newBrowser(), address, bob)
    expect(answerOf(page)).toContain(text)
  })

  test('is refused where it has linked nothing', async () => {
    scene.whenActionsRun({ primaryUserId: ann.user_id })
    const { address } = await authorizationRequest(await openApplication(scene))
    const page = await signIn(scene.newBrowser(), address, bob)
    expect(answerOf(page)).toBe(
      'access_denied: the primary user is not linked to the user who signed in',
    )
  })
})
