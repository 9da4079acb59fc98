import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Management, ManagementClient } from 'auth0'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createCertificate } from '../../../scripts/local-tenant/certificate.ts'
import { EVENTS_FIDELITY } from '../../../scripts/local-tenant/events/events-fidelity.ts'
import type { JsonObject, User } from '../../../scripts/local-tenant/store.ts'
import { type SeededTenant, seededTenant } from '../control/seeded-tenant.ts'
import { managementClient, refusalOf } from '../management/management-access.ts'
import { ACME, addPerson, logIn, openApplication } from '../oidc/start-scene.ts'
import { bind } from '../runtime/a-tenant.ts'

const TYPES = [
  'organization.created',
  'organization.deleted',
  'organization.member.added',
  'organization.member.deleted',
  'organization.member.role.assigned',
  'organization.member.role.deleted',
  'organization.updated',
  'user.created',
  'user.deleted',
  'user.updated',
] as const

// Throws as often as the secret says for an event, which it remembers in the cache.
const CODE = `exports.onExecuteEventStream = async (event, api) => {
  const { message } = event
  console.log(message.type + ' ' + message.id)
  const seen = Number(api.cache.get(message.id)?.value ?? 0)
  api.cache.set(message.id, String(seen + 1))
  if (event.secrets.THROWS === 'always') throw new Error('out of order')
}`

let seeded: SeededTenant
let management: ManagementClient
let action: string

beforeEach(async () => {
  seeded = await seededTenant({ certificate: await createCertificate() })
  management = await managementClient(seeded.running)
  action = bindStreamAction()
})
afterEach(() => seeded.stop())

function bindStreamAction(secrets: Record<string, string> = {}): string {
  const { tenant } = seeded.running
  return bind(tenant, { name: 'listener', code: CODE, trigger: 'event-stream', secrets })
}

const subscriptions = (types: readonly string[]) =>
  types.map((event_type) => ({ event_type })) as Management.EventStreamSubscription[]
// What is secret of it is sent, and stands in no type of the SDK.
const authorization = (fields: object) =>
  fields as Management.EventStreamWebhookAuthorizationResponse
const openStream = (types: readonly string[] = TYPES) =>
  management.eventStreams.create({
    name: 'watch',
    subscriptions: subscriptions(types),
    destination: { type: 'action', configuration: { action_id: action } },
  })
/** More often than anything is tried; the tenant's clock runs on by itself, too. */
async function tryToTheEnd(): Promise<void> {
  for (let step = 0; step < 6; step += 1) {
    await seeded.running.control.settleEvents()
    seeded.running.control.advance(8_000)
  }
  await seeded.running.control.settleEvents()
}
/** Types of the events that the Action was given, in that order. */
async function delivered(): Promise<string[]> {
  await seeded.running.control.settleEvents()
  return runs().map((text) => text.split(' ')[0] ?? '')
}
const runs = () =>
  seeded.running.control
    .executions()
    .filter(({ trigger_id }) => trigger_id === 'event-stream')
    .map(({ logs }) => logs.trim())
const person = () => addPerson(seeded.scene, 'ann@example.com', [ACME])

test('a stream is made, changed, listed and deleted as the SDK asks for it', async () => {
  const made = await openStream(['user.updated'])
  expect(made).toEqual({
    id: expect.stringMatching(/^est_\w{16}$/),
    status: 'enabled',
    name: 'watch',
    subscriptions: [{ event_type: 'user.updated' }],
    created_at: expect.any(String),
    updated_at: expect.any(String),
    destination: { type: 'action', configuration: { action_id: action } },
  })
  const id = made.id ?? ''
  const changed = await management.eventStreams.update(id, { status: 'disabled' })
  expect(changed).toEqual({ ...made, status: 'disabled', updated_at: expect.any(String) })
  expect(await management.eventStreams.get(id)).toEqual(changed)
  expect((await management.eventStreams.list()).data).toEqual([changed])
  await management.eventStreams.delete(id)
  expect((await management.eventStreams.list()).data).toEqual([])
})

test('the secret of a webhook is shown to nobody', async () => {
  const made = await management.eventStreams.create({
    name: 'hook',
    destination: {
      type: 'webhook',
      configuration: {
        webhook_endpoint: 'https://localhost:1/hook',
        webhook_authorization: authorization({ method: 'bearer', token: 'made-up-token' }),
      },
    },
  })
  expect(made.destination).toEqual({
    type: 'webhook',
    configuration: {
      webhook_endpoint: 'https://localhost:1/hook',
      webhook_authorization: { method: 'bearer' },
    },
  })
})

describe('refused', () => {
  const ofAction = (action_id: string) => ({
    destination: { type: 'action' as const, configuration: { action_id } },
  })
  test.each<[string, () => Promise<unknown>, number, string]>([
    [
      'an Action that is not there',
      () => management.eventStreams.create(ofAction('act_none')),
      404,
      'inexistent_action',
    ],
    [
      'an Action of another trigger',
      () => {
        const { tenant } = seeded.running
        const other = bind(tenant, { name: 'other', code: 'exports.onExecutePostLogin = 1' })
        return management.eventStreams.create(ofAction(other))
      },
      400,
      'operation_not_supported',
    ],
    [
      'another Action for a stream that is there',
      async () =>
        management.eventStreams.update((await openStream()).id ?? '', ofAction(action) as object),
      400,
      'invalid_body',
    ],
    [
      'a type of event that does not exist',
      () => openStream(['user.blocked']),
      400,
      'invalid_body',
    ],
  ])('%s', async (_what, ask, status, code) => {
    expect(await refusalOf(ask())).toEqual({ status, code })
  })
})

describe('what is told', () => {
  type Case = [string, (ann: User) => Promise<unknown>, string[]]
  test.each<Case>([
    [
      'a person who is made',
      () =>
        management.users.create({
          connection: 'members',
          email: 'bo@example.com',
          password: 'Correct-Horse-9',
        }),
      ['user.created'],
    ],
    [
      'a changed address',
      ({ user_id }) => management.users.update(user_id, { email: 'else@example.com' }),
      ['user.updated'],
    ],
    [
      'a block of the profile',
      ({ user_id }) => management.users.update(user_id, { blocked: true }),
      ['user.updated'],
    ],
    ['a deleted person', ({ user_id }) => management.users.delete(user_id), ['user.deleted']],
    ['one who is not there', () => management.users.delete('auth0|nobody'), []],
    [
      'a removed member',
      ({ user_id }) => management.organizations.members.delete(ACME, { members: [user_id] }),
      ['organization.member.deleted'],
    ],
    [
      'a member who was none',
      () => management.organizations.members.delete(ACME, { members: ['auth0|nobody'] }),
      [],
    ],
    [
      'a member who comes back, once',
      async ({ user_id }) => {
        const members = { members: [user_id] }
        await management.organizations.members.delete(ACME, members)
        await management.organizations.members.create(ACME, members)
        await management.organizations.members.create(ACME, members)
      },
      ['organization.member.deleted', 'organization.member.added'],
    ],
    [
      'a role of a member, taken and given',
      async ({ user_id }) => {
        const { roles } = management.organizations.members
        await roles.delete(ACME, user_id, { roles: ['rol_admin'] })
        await roles.assign(ACME, user_id, { roles: ['rol_admin'] })
      },
      ['organization.member.role.deleted', 'organization.member.role.assigned'],
    ],
    [
      'an organization, from its beginning to its end',
      async () => {
        const { id = '' } = await management.organizations.create({ name: 'initech' })
        await management.organizations.update(id, { display_name: 'Initech' })
        await management.organizations.delete(id)
      },
      ['organization.created', 'organization.updated', 'organization.deleted'],
    ],
    [
      'a login, which counts in the profile',
      async (ann) => {
        const portal = await openApplication(seeded.scene)
        await logIn(seeded.scene, portal, seeded.scene.newBrowser(), ann)
      },
      ['user.updated'],
    ],
    [
      'a login that does not',
      async (ann) => {
        seeded.running.control.setSwitches({ loginIsUserUpdate: false })
        const portal = await openApplication(seeded.scene)
        await logIn(seeded.scene, portal, seeded.scene.newBrowser(), ann)
      },
      [],
    ],
  ])('%s', async (_what, change, types) => {
    const ann = await person()
    await openStream()
    await change(ann)
    expect(await delivered()).toEqual(types)
    expect(seeded.running.control.events()).toEqual([])
  })

  test('nothing to a stream that is disabled, or listens to something else', async () => {
    const ann = await person()
    const { id = '' } = await openStream(['user.deleted'])
    await management.users.update(ann.user_id, { name: 'Ann' })
    await management.eventStreams.update(id, { status: 'disabled' })
    await management.users.delete(ann.user_id)
    expect(await delivered()).toEqual([])
  })
})

describe('how it is told', () => {
  test('in the documented form, as things were when it happened, without what is secret', async () => {
    const ann = await person()
    await openStream(['user.updated'])
    seeded.running.tenant.state.actions.delete(action)
    await management.users.update(ann.user_id, { name: 'Ann' })
    await management.users.update(ann.user_id, { name: 'Other' })
    await seeded.running.control.settleEvents()
    const [{ event } = { event: {} as JsonObject }] = seeded.running.control.events()
    expect(event).toEqual({
      specversion: '1.0',
      type: 'user.updated',
      source: `urn:auth0:${seeded.running.domain}`,
      id: expect.stringMatching(/^evt_\w{16}$/),
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        object: expect.objectContaining({ user_id: ann.user_id, name: 'Ann' }),
        context: { tenant: { id: seeded.running.tenant.tenantId } },
      },
      a0tenant: seeded.running.tenant.tenantId,
      a0stream: expect.stringMatching(/^est_/),
    })
    expect(JSON.stringify(event)).not.toMatch(/scrypt|session_epoch|"connection":"members","email/)
  })

  test('once more, where it is repeated', async () => {
    const ann = await person()
    const { control } = seeded.running
    await openStream(['user.updated'])
    control.setSwitches({ eventsRepeated: true })
    await management.users.update(ann.user_id, { name: 'Ann' })
    await control.settleEvents()
    const [first, second, ...more] = runs()
    expect([first === second, more]).toEqual([true, []])
  })

  test('four times to an Action that throws, and then it lies there until it is asked for', async () => {
    const ann = await person()
    const { control, tenant } = seeded.running
    tenant.state.bindings.delete('event-stream')
    action = bindStreamAction({ THROWS: 'always' })
    const { id = '' } = await openStream(['user.updated'])
    await management.users.update(ann.user_id, { name: 'Ann' })
    await tryToTheEnd()
    expect(runs()).toHaveLength(4)
    const { data: failed } = await management.eventStreams.deliveries.list(id)
    expect(failed).toHaveLength(1)
    expect(failed[0]).toMatchObject({ status: 'failed', event_type: 'user.updated' })
    expect(failed[0]?.attempts.map(({ error_message }) => error_message)).toEqual(
      Array(4).fill('out of order'),
    )

    const askAgain = () => management.eventStreams.redeliveries.createById(id, failed[0]?.id ?? '')
    await askAgain()
    await tryToTheEnd()
    expect(runs()).toHaveLength(8)

    tenant.state.bindings.delete('event-stream')
    bindStreamAction()
    await askAgain()
    await control.settleEvents()
    expect((await management.eventStreams.deliveries.list(id)).data).toEqual([])
    expect(runs()).toHaveLength(9)
  })

  test('a stream is disabled when 500 deliveries have failed', async () => {
    const ann = await person()
    const { tenant, control } = seeded.running
    const { id = '' } = await openStream(['user.updated'])
    await management.users.update(ann.user_id, { name: 'Ann' })
    await control.settleEvents()
    tenant.state.actions.delete(action)
    await management.users.update(ann.user_id, { name: 'Bo' })
    await control.settleEvents()
    const [waiting] = tenant.state.eventDeliveries
    if (waiting === undefined) throw new Error('nothing waits')
    const failed = Array.from({ length: 499 }, () => ({ ...waiting, status: 'failed' as const }))
    tenant.state.eventDeliveries.unshift(...failed)
    expect((await management.eventStreams.get(id)).status).toBe('enabled')
    await tryToTheEnd()
    expect((await management.eventStreams.get(id)).status).toBe('disabled')
  })

  test('what waits outlives a snapshot', async () => {
    const ann = await person()
    const { control, tenant } = seeded.running
    tenant.state.actions.delete(action)
    tenant.state.eventStreams.set('est_1', {
      id: 'est_1',
      name: 'watch',
      status: 'enabled',
      subscriptions: [{ event_type: 'user.updated' }],
      destination: { type: 'action', configuration: { action_id: action } },
    })
    await management.users.update(ann.user_id, { name: 'Ann' })
    await tryToTheEnd()
    const before = control.events()
    expect(before).toHaveLength(1)
    const snapshot = control.snapshot()
    control.reset()
    expect(control.events()).toEqual([])
    control.restore(snapshot)
    expect(control.events()).toEqual(before)
  })
})

describe('a webhook', () => {
  const answers: number[] = []
  const heard: { authorization: string | undefined; type: string }[] = []

  /** On this machine, with a certificate of the same run. */
  async function listen(): Promise<string> {
    const { certificate, privateKey } = await createCertificate()
    await seeded.stop()
    seeded = await seededTenant({ certificate: { certificate, privateKey } })
    management = await managementClient(seeded.running)
    const server = createServer({ cert: certificate, key: privateKey }, async (req, res) => {
      const chunks: Buffer[] = []
      for await (const chunk of req) chunks.push(chunk as Buffer)
      const { type } = JSON.parse(Buffer.concat(chunks).toString())
      heard.push({ authorization: req.headers.authorization, type })
      res.writeHead(answers.shift() ?? 204).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.close()
      heard.length = 0
    })
    return `https://localhost:${(server.address() as AddressInfo).port}/hook`
  }

  test.each<[string, number[], number, number]>([
    ['that takes it is told once', [], 1, 0],
    ['that fails once is told again', [500, 204], 2, 0],
    ['that refuses is not told again', [401], 1, 1],
    ['that fails for good is told four times', [500, 502, 503, 302], 4, 1],
  ])('%s', async (_what, given, times, failed) => {
    const url = await listen()
    answers.push(...given)
    const ann = await person()
    await management.eventStreams.create({
      name: 'hook',
      subscriptions: subscriptions(['user.updated']),
      destination: {
        type: 'webhook',
        configuration: {
          webhook_endpoint: url,
          webhook_authorization: authorization({ method: 'bearer', token: 'made-up-token' }),
        },
      },
    })
    await management.users.update(ann.user_id, { name: 'Ann' })
    await tryToTheEnd()
    const one = { authorization: 'Bearer made-up-token', type: 'user.updated' }
    expect(heard).toEqual(Array(times).fill(one))
    expect(seeded.running.control.events()).toHaveLength(failed)
  })

  test('on another machine is never asked', async () => {
    const ann = await person()
    await management.eventStreams.create({
      name: 'hook',
      subscriptions: subscriptions(['user.updated']),
      destination: {
        type: 'webhook',
        configuration: {
          webhook_endpoint: 'https://hook.example.com/',
          webhook_authorization: authorization({ method: 'basic', username: 'a', password: 'b' }),
        },
      },
    })
    await management.users.update(ann.user_id, { name: 'Ann' })
    await seeded.running.control.settleEvents()
    expect(seeded.running.control.events()).toMatchObject([
      { status: 'failed', attempts: [{ error_message: /on other machines/ }] },
    ])
  })
})

test('FIDELITY.md names every type of event once', () => {
  const named = EVENTS_FIDELITY.flatMap(({ what }) => what.match(/`[a-z]+\.[a-z.]+`/g) ?? [])
  expect(named.filter((one, at) => named.indexOf(one) === at).length).toBe(25)
})
