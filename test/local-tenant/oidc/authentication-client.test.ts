import { globalAgent } from 'node:https'
import { AuthenticationClient } from 'auth0/legacy'
import { afterAll, expect } from 'vitest'
import { strings } from '../../../scripts/local-tenant/oidc/provider/client-metadata.ts'
import { latestMail } from '../../../scripts/local-tenant/outbox.ts'
import { scene, sharedTest as test } from './scene-test.ts'
import {
  API,
  addPerson,
  authorizationRequest,
  CALLBACK,
  NOON_MS,
  openApplication,
  PASSWORD,
  signIn,
} from './start-scene.ts'

const SECRET = 'portal-secret-of-the-test'
const realm = 'http://auth0.com/oauth/grant-type/password-realm'

test.beforeAll(() => {
  // It fetches the tenant's keys by a way of its own; people set NODE_EXTRA_CA_CERTS.
  globalAgent.options.ca = scene.certificate
  // It reads the time by `new Date()`: here the tenant's is the machine's.
  scene.tenant.clock.restore(Date.now() - NOON_MS)
  const portal = scene.tenant.state.clients.get('portal')
  Object.assign(portal ?? {}, {
    // This client refuses to be a public one.
    token_endpoint_auth_method: 'client_secret_post',
    client_secret: SECRET,
    grant_types: [...strings(portal?.grant_types), realm],
  })
})
afterAll(() => {
  delete globalAgent.options.ca
})

/** The unmodified client, told to trust the certificate and not to wait and try again. */
const client = (clientId = 'portal', clientSecret = SECRET): AuthenticationClient =>
  new AuthenticationClient({
    domain: scene.tenant.domain,
    clientId,
    clientSecret,
    fetch: scene.fetch as never,
    telemetry: false,
    retry: { enabled: false },
  })

/** What the client throws, as an application would read it. */
const refusal = (error: { statusCode: number; error: string }) => [error.statusCode, error.error]

test('Database: signs up, and asks for a new password', async () => {
  const { database } = client()
  const person = { connection: 'members', email: 'Ann@example.com', password: PASSWORD }
  const { data } = await database.signUp(person)
  expect(data).toMatchObject({ email: 'ann@example.com', email_verified: false })
  expect(data.id).toEqual(expect.any(String))
  await expect(database.signUp(person)).rejects.toMatchObject({ statusCode: 400 })
  const asked = await database.changePassword(person)
  expect(asked.data).toBe("We've just sent you an email to reset your password.")
  expect(latestMail(scene.tenant, 'ann@example.com')).toMatchObject({ kind: 'password-reset' })
})

test('OAuth: authorization code with PKCE, refresh, revocation', async () => {
  const { email } = await addPerson(scene, 'bob@example.com')
  const configuration = await openApplication(scene)
  const request = await authorizationRequest(configuration, {
    scope: 'openid offline_access',
    audience: API,
  })
  const page = await signIn(scene.newBrowser(), request.address, { email: email ?? '' })
  const { oauth } = client()
  const code = page.url.searchParams.get('code') ?? ''
  const exchange = {
    code,
    redirect_uri: CALLBACK,
    code_verifier: request.verifier,
  }
  const { data: tokens } = await oauth.authorizationCodeGrantWithPKCE(exchange)
  expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 600 })
  const renewed = await oauth.refreshTokenGrant({ refresh_token: tokens.refresh_token ?? '' })
  const token = renewed.data.refresh_token ?? ''
  expect(token).not.toBe(tokens.refresh_token)
  await oauth.revokeRefreshToken({ token })
  const again = oauth.refreshTokenGrant({ refresh_token: token })
  expect(await again.catch(refusal)).toEqual([403, 'invalid_grant'])
})

test('OAuth: password, right and wrong', async () => {
  await addPerson(scene, 'cleo@example.com')
  const { oauth } = client()
  const asked = { username: 'cleo@example.com', realm: 'members', scope: 'openid', audience: API }
  const { data } = await oauth.passwordGrant({ ...asked, password: PASSWORD })
  expect(data).toMatchObject({ token_type: 'Bearer', id_token: expect.any(String) })
  const wrong = oauth.passwordGrant({ ...asked, password: 'Wrong-Horse-9' })
  expect(await wrong.catch(refusal)).toEqual([403, 'invalid_grant'])
})

test('OAuth: client credentials, right and wrong', async () => {
  const audience = `${scene.tenant.issuer}api/v2/`
  const grant = (secret: string) =>
    client('robot', secret).oauth.clientCredentialsGrant({ audience })
  const { data } = await grant('robot-secret-of-the-test')
  expect(data).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String) })
  expect(await grant('another').catch(refusal)).toEqual([401, 'access_denied'])
})
