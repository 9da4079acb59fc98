import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../scripts/local-tenant/store.ts'
import { aRuntime, aTenant, bind, handler } from './a-tenant.ts'

const EVENT = {
  organization: { id: 'org_1', name: 'acme' },
  request: { ip: '192.0.2.1', hostname: 'tenant.example.test', user_agent: 'test' },
}

/** The log after one login through Actions with these bodies. */
async function logAfter(bodies: string[], event: JsonObject = EVENT, timeoutMs = 20_000) {
  const tenant = aTenant()
  for (const [i, body] of bodies.entries()) bind(tenant, { name: `a${i + 1}`, code: handler(body) })
  await aRuntime(tenant, { timeoutMs }).login(event)
  return tenant.state.logs
}

const anEntry = (details: JsonObject, description: string) => ({
  _id: expect.any(String),
  log_id: expect.any(String),
  date: expect.stringMatching(/^2030-06-01T12:/),
  tenant_name: 'example',
  environment_name: 'local',
  type: 'actions_execution_failed',
  description,
  client_id: 'app',
  client_name: 'App',
  connection: 'Users',
  connection_id: 'con_1',
  strategy: 'auth0',
  strategy_type: 'database',
  hostname: 'tenant.example.test',
  ip: '192.0.2.1',
  user_agent: 'test',
  user_id: 'auth0|1',
  user_name: 'mira@example.com',
  organization_id: 'org_1',
  organization_name: 'acme',
  details: {
    trigger_id: 'post-login',
    execution_id: 'exe_000000000001',
    action_id: 'act_a1',
    action_name: 'a1',
    version_id: 'ver_a1_1',
    binding_id: 'bin_a1',
    ...details,
  },
})

describe('the tenant log of failed executions', () => {
  test('one entry for an Action that throws, and the chain ends', async () => {
    const body = "throw Object.assign(new RangeError('boom'), { code: 'E_BOOM' })"
    const log = await logAfter([body, 'throw new Error("never")'])
    expect(log).toEqual([
      anEntry(
        {
          error_class: 'action_error',
          action_error: {
            name: 'RangeError',
            message: 'boom',
            code: 'E_BOOM',
            stack: expect.stringMatching(
              /^RangeError: boom\n {4}at exports\.onExecutePostLogin \(action\.js:1:\d+\)$/,
            ),
          },
        },
        'boom',
      ),
    ])
  })

  test.each<[string, string, JsonObject]>([
    ['a text', "throw 'boom'", { name: 'Error', message: 'boom', code: '', stack: '' }],
    [
      'an object with odd parts',
      "throw { message: 'boom', name: 7, code: {}, stack: null }",
      { name: 'Error', message: 'boom', code: '', stack: '' },
    ],
    [
      'what cannot be read',
      "throw { message: 'boom', get stack() { throw new Error('x') } }",
      { name: 'Error', message: 'Unknown error', code: '', stack: '' },
    ],
    [
      'a stack without an end',
      "throw { message: 'boom', stack: 'x'.repeat(1e6) }",
      { name: 'Error', message: 'boom', code: '', stack: 'x'.repeat(4096) },
    ],
  ])('an Action that throws %s', async (_what, body, action_error) => {
    const [entry] = await logAfter([body])
    expect(entry?.details).toMatchObject({ error_class: 'action_error', action_error })
  })

  test('an Action that takes too long', async () => {
    const log = await logAfter(['await new Promise(() => {})'], EVENT, 100)
    const message = 'The Action did not complete within 0.1 seconds.'
    expect(log).toEqual([anEntry({ error_class: 'action_timeout' }, message)])
  })

  test('an Action whose process dies', async () => {
    const log = await logAfter(["require('fs').writeSync(4, 'nonsense\\n')"])
    const message = '[local tenant] the process of the Action died'
    expect(log).toEqual([anEntry({ error_class: 'platform_error' }, message)])
  })

  test('an event that names nobody', async () => {
    const nobody = { client: null, connection: null, user: 'text', request: null, organization: 1 }
    const [entry] = await logAfter(["throw new Error('boom')"], nobody)
    expect(entry).toMatchObject({ client_name: '', ip: '', hostname: '', strategy: '' })
    expect(entry).not.toHaveProperty('user_id')
  })

  test('nothing for an Action that denies, or redirects where it cannot', async () => {
    expect(await logAfter(["api.access.deny('no')"])).toEqual([])
    expect(await logAfter(["api.redirect.sendUserTo('https://app.example.com')"])).toEqual([])
  })
})
