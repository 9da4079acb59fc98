import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import { writeSwitches } from '../../../scripts/local-tenant/switch-positions.ts'
import { callManagement, managementClient, mintToken, rememberState } from './management-access.ts'

/** Pre-user-registration Actions, and accounts that are made through the Management API. */
let running: RunningTenant
let management: ManagementClient
let restore: () => void

beforeAll(async () => {
  running = await startTenant({ actionBuildMs: 0, holdsActionTimers: true })
  management = await managementClient(running)
  await management.connections.create({ name: 'members', strategy: 'auth0' })
  await management.connections.create({ name: 'email', strategy: 'email' })
  restore = rememberState(running.tenant)
})
beforeEach(() => restore())
afterAll(() => running.stop())

async function bind(body: string): Promise<void> {
  const { id = '' } = await management.actions.create({
    name: 'gate',
    supported_triggers: [{ id: 'pre-user-registration', version: 'v2' }],
    code: `exports.onExecutePreUserRegistration = async (event, api) => { ${body} }`,
  })
  await management.actions.deploy(id)
  await management.actions.triggers.bindings.updateMany('pre-user-registration', {
    bindings: [{ ref: { type: 'action_id', value: id }, display_name: 'gate' }],
  })
}

const PIA = {
  connection: 'members',
  email: 'Pia@Example.com',
  password: 'Correct-Horse-9',
  app_metadata: { plan: 'gold' },
}
const create = (differences: object = {}) =>
  callManagement(running, 'POST', '/users', { body: { ...PIA, ...differences } })
const people = () => [...running.tenant.state.users.values()]
const failedSignups = () => running.tenant.state.logs.filter(({ type }) => type === 'fs')

test.each([
  ['denies', `api.access.deny('not_invited', 'Please wait.')`, 'not_invited'],
  ['throws', `throw new Error('boom')`, 'boom'],
])('an Action that %s makes nobody; only the log tells why', async (_what, body, reason) => {
  await bind(body)
  const { status, body: answer } = await create()
  expect([status, answer]).toEqual([
    400,
    {
      statusCode: 400,
      error: 'Bad Request',
      message: 'Sandbox error.',
      errorCode: 'extensibility_error',
    },
  ])
  expect([people(), failedSignups()]).toMatchObject([
    [],
    [
      {
        description: 'PreUserRegistrationError on pre-user-registration',
        connection: 'members',
        details: {
          actions: { executions: [expect.any(String)] },
          error: { message: reason },
          email: 'pia@example.com',
        },
      },
    ],
  ])
})

test.each(['members', 'email'])('an Action that lets through is no obstacle: %s', async (name) => {
  await bind(`api.user.setAppMetadata('seen', true); api.user.setUserMetadata('plan', 'x')`)
  const password = name === 'members' ? PIA.password : undefined
  expect((await create({ connection: name, password })).status).toBe(201)
  expect([people(), failedSignups()]).toMatchObject([
    [
      {
        email: 'pia@example.com',
        app_metadata: { plan: 'gold', seen: true },
        user_metadata: { plan: 'x' },
      },
    ],
    [],
  ])
})

test.each([
  ['somebody who exists already', {}, 409],
  ['an unknown connection', { connection: 'nowhere' }, 400],
  ['no password', { password: undefined }, 400],
])('no Action is asked about %s', async (_who, differences, status) => {
  await create()
  await bind(`api.access.deny('asked', 'asked')`)
  expect([(await create(differences)).status, failedSignups()]).toEqual([status, []])
})

/** What the Action saw, by way of the reason it denied with. */
async function seenEvent(token?: string): Promise<Record<string, unknown>> {
  await bind(`const { secrets, configuration, ...seen } = event
    api.access.deny(JSON.stringify(seen), '')`)
  await callManagement(running, 'POST', '/users', { body: PIA, ...(token && { token }) })
  const { error } = (failedSignups()[0]?.details ?? {}) as { error?: { message: string } }
  return JSON.parse(error?.message ?? '{}')
}

test('the event has a body and a candidate, and no password', async () => {
  const { request, ...event } = await seenEvent()
  expect(event).toEqual({
    tenant: { id: 'local-tenant' },
    connection: { id: expect.any(String), name: 'members', strategy: 'auth0', metadata: {} },
    user: { email: 'pia@example.com', app_metadata: { plan: 'gold' }, user_metadata: {} },
  })
  const { password: _hidden, ...body } = PIA
  expect(request).toMatchObject({ method: 'POST', ip: '127.0.0.1', hostname: running.domain, body })
})

test('by a switch it looks like a sign-up: with the calling client and a transaction', async () => {
  writeSwitches(running.tenant.state, { operatorCreationShowsClient: true })
  const { clientId } = running.machineClients.deploy
  expect(await seenEvent(await mintToken(running, { clientId }))).toMatchObject({
    client: { client_id: clientId, name: expect.any(String), metadata: {} },
    transaction: { protocol: 'oidc-basic-profile' },
  })
})

test('by another one it does not show app_metadata', async () => {
  writeSwitches(running.tenant.state, { operatorCreationShowsMetadata: false })
  expect(await seenEvent()).toMatchObject({ user: { app_metadata: {} } })
})
