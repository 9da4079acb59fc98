import { decodeJwt } from 'jose'
import { beforeEach, describe, expect } from 'vitest'
import type { Browser } from '../../../scripts/auth0/login-client/browser.ts'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { scene, test } from './scene-test.ts'
import {
  ACME,
  API,
  addPerson,
  answerOf,
  authorizationRequest,
  GLOBEX,
  logIn,
  openApplication,
  signIn,
} from './start-scene.ts'

let ann: User

beforeEach(async () => {
  ann = await addPerson(scene, 'ann@example.com', [ACME])
})

async function attempt(
  clientId: string,
  parameters: Record<string, string>,
  browser: Browser = scene.newBrowser(),
): Promise<string> {
  const configuration = await openApplication(scene, clientId)
  const { address } = await authorizationRequest(configuration, parameters)
  return answerOf(await signIn(browser, address, ann))
}

test.each([
  ['portal', {}, 'code'],
  ['portal', { organization: ACME }, 'code'],
  ['portal', { organization: 'org_unknown' }, 'invalid_request: parameter organization is invalid'],
  [
    'plain',
    { organization: ACME },
    'invalid_request: parameter organization is not allowed for this client',
  ],
  ['plain', {}, 'code'],
  ['members-only', {}, 'invalid_request: parameter organization is required for this client'],
  ['members-only', { organization: ACME }, 'code'],
])('client %s with %j: %s', async (client, parameters, answer) => {
  expect(await attempt(client, parameters as Record<string, string>)).toBe(answer)
})

test('who is no member is refused before any Action', async () => {
  expect(await attempt('portal', { organization: GLOBEX })).toBe(
    `access_denied: user ${ann.user_id} is not part of the ${GLOBEX} organization`,
  )
  expect(scene.runs).toEqual([])
})

test('a session does not make a member', async () => {
  const browser = scene.newBrowser()
  expect(await attempt('portal', {}, browser)).toBe('code')
  const answer = await attempt('portal', { organization: GLOBEX, prompt: 'none' }, browser)
  expect(answer).toBe(
    `access_denied: user ${ann.user_id} is not part of the ${GLOBEX} organization`,
  )
  expect(await attempt('portal', { organization: ACME, prompt: 'none' }, browser)).toBe('code')
})

test('a connection that gives membership does so before the Actions, for good', async () => {
  const [, globex] = scene.tenant.state.organizationConnections
  if (globex !== undefined) globex.assign_membership_on_login = true
  scene.whenActionsRun({ refusal: { kind: 'denied', actionName: 'guard', reason: 'NO' } })
  expect(await attempt('portal', { organization: GLOBEX })).toBe('access_denied: NO')
  expect(scene.tenant.state.memberships).toContainEqual({
    organization_id: GLOBEX,
    user_id: ann.user_id,
    roles: [],
  })
  const added = scene.tenant.state.logs.find(({ type }) => type === 'organization_member_added')
  expect(added?.details).toEqual({ reason: 'auto_membership' })
})

test('a connection that the organization does not enable shows no form', async () => {
  scene.tenant.state.organizationConnections = []
  expect(await attempt('portal', { organization: ACME })).toBe('page 200')
})

test('a live session through a connection the organization does not enable asks anew', async () => {
  const browser = scene.newBrowser()
  await attempt('portal', {}, browser)
  scene.tenant.state.organizationConnections = []
  expect(await attempt('portal', { organization: ACME, prompt: 'none' }, browser)).toBe(
    'login_required: Login required',
  )
})

test('tokens and event name the organization; roles are those of the member there', async () => {
  const configuration = await openApplication(scene)
  const tokens = await logIn(scene, configuration, scene.newBrowser(), ann, {
    organization: ACME,
    audience: API,
  })
  expect(tokens.claims()?.org_id).toBe(ACME)
  expect(decodeJwt(tokens.access_token).org_id).toBe(ACME)
  expect(tokens.claims()?.org_name).toBeUndefined()
  expect(scene.runs[0]?.event).toMatchObject({
    organization: { id: ACME, name: 'acme', display_name: 'The acme', metadata: { tier: 'gold' } },
    authorization: { roles: ['admin'] },
  })
})

const MUST_BE_ID =
  'invalid_request: authorization request parameter organization must be an organization id'
const INVALID = 'invalid_request: parameter organization is invalid'

describe.each([
  ['was never told', undefined, undefined],
  ['was told no', false, undefined],
  ['was told yes', true, 'acme'],
])('a tenant that %s to take names of organizations', (_what, told, org_name) => {
  beforeEach(() => {
    scene.tenant.state.settings.set('tenant-settings', {
      ...(told === undefined ? {} : { allow_organization_name_in_authentication_api: told }),
    })
  })

  test.each([
    [ACME, 'code', 'code'],
    ['acme', MUST_BE_ID, 'code'],
    ['ACME', MUST_BE_ID, 'code'],
    ['nosuch', MUST_BE_ID, INVALID],
    ['org_nosuch', INVALID, INVALID],
  ])('answers a login for %s', async (organization, without, withNames) => {
    expect(await attempt('portal', { organization })).toBe(told === true ? withNames : without)
  })

  test('says them in its tokens accordingly', async () => {
    const tokens = await logIn(scene, await openApplication(scene), scene.newBrowser(), ann, {
      organization: ACME,
      audience: API,
    })
    const claims = [tokens.claims(), decodeJwt(tokens.access_token)]
    expect(claims.map((one) => [one?.org_id, one?.org_name])).toEqual([
      [ACME, org_name],
      [ACME, org_name],
    ])
  })
})

test('an API with role-based access grants what roles permit', async () => {
  const { state } = scene.tenant
  Object.assign(state.resourceServers.get('api') ?? {}, { enforce_policies: true })
  state.roles.get('rol_admin')?.permissions.push({
    resource_server_identifier: API,
    permission_name: 'read:reports',
  })
  const tokens = await logIn(scene, await openApplication(scene), scene.newBrowser(), ann, {
    organization: ACME,
    audience: API,
    scope: 'openid read:reports write:reports',
  })
  expect(tokens.scope).toBe('openid read:reports')
})

function askForOrganization(behaviour: string): void {
  const client = scene.tenant.state.clients.get('members-only')
  if (client !== undefined) client.organization_require_behavior = behaviour
}

test('pre_login_prompt: the person names the organization, then signs in', async () => {
  askForOrganization('pre_login_prompt')
  const browser = scene.newBrowser()
  const configuration = await openApplication(scene, 'members-only')
  const { address } = await authorizationRequest(configuration)
  const page = await browser.visit(address)
  expect(answerOf(await browser.submit(page, { organization: 'nowhere' }))).toBe('page 400')
  const login = await browser.submit(page, { organization: 'Acme' })
  const { email = '' } = ann
  const done = await browser.submit(login, { identifier: email, password: 'Correct-Horse-9' })
  expect(answerOf(done)).toBe('code')
  expect(scene.runs[0]?.event).toMatchObject({ organization: { id: ACME } })
})

test.each([
  [
    'no organization',
    [],
    'invalid_request: client requires organization membership, but user does not belong to any organization',
  ],
  ['one', [ACME], 'code'],
  ['two: the person chooses', [ACME, GLOBEX], 'page 200'],
])('post_login_prompt with %s', async (_what, organizations, answer) => {
  askForOrganization('post_login_prompt')
  scene.tenant.state.memberships = organizations.map((organization_id) => ({
    organization_id,
    user_id: ann.user_id,
    roles: [],
  }))
  expect(await attempt('members-only', {})).toBe(answer)
})

test('post_login_prompt: who belongs to none stays signed in, and is refused again unasked', async () => {
  askForOrganization('post_login_prompt')
  scene.tenant.state.memberships = []
  const browser = scene.newBrowser()
  const configuration = await openApplication(scene, 'members-only')
  const visit = async (parameters: Record<string, string> = {}): Promise<string> => {
    const { address } = await authorizationRequest(configuration, parameters)
    return answerOf(await browser.visit(address))
  }
  const answer = await attempt('members-only', {}, browser)
  expect(answer).toMatch(/^invalid_request: client requires organization membership/)
  expect([await visit(), await visit({ prompt: 'login' })]).toEqual([answer, 'page 200'])
  const { runs, tenant } = scene
  expect([runs, tenant.state.logs.map(({ type, user_id }) => [type, user_id])]).toEqual([
    [],
    [
      ['f', ann.user_id],
      ['f', ann.user_id],
    ],
  ])
})

test('post_login_prompt: the choice is the organization of the login', async () => {
  askForOrganization('post_login_prompt')
  scene.tenant.state.memberships.push({
    organization_id: GLOBEX,
    user_id: ann.user_id,
    roles: [],
  })
  const browser = scene.newBrowser()
  const configuration = await openApplication(scene, 'members-only')
  const { address } = await authorizationRequest(configuration)
  const choice = await signIn(browser, address, ann)
  expect(answerOf(await browser.submit(choice, { organization: 'globex' }))).toBe('code')
  expect(scene.runs[0]?.event).toMatchObject({ organization: { id: GLOBEX } })
})
