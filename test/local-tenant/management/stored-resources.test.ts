import { describe, expect, test } from 'vitest'
import { aRestoredTenant } from './a-restored-tenant.ts'
import type { Body } from './call-as-sdk.ts'

const tenant = aRestoredTenant()
const { call } = tenant

type Resource = {
  readonly path: string
  /** Of its list; a bare list unless said. */
  readonly key?: string
  readonly id?: string
  readonly made: Body
  /** Fields of `made` that a creation cannot do without. */
  readonly needs: readonly string[]
  readonly changes: Body
}

const RESOURCES: readonly Resource[] = [
  {
    path: '/branding/phone/providers',
    key: 'providers',
    made: {
      name: 'twilio',
      configuration: { sid: 'a', default_from: '+1', delivery_methods: ['text'] },
      credentials: { auth_token: 'secret' },
    },
    needs: ['name', 'credentials'],
    changes: { disabled: true },
  },
  {
    path: '/branding/phone/templates',
    key: 'templates',
    made: { type: 'otp_verify', disabled: false, content: { body: { text: 'a' } } },
    needs: [],
    changes: { disabled: true },
  },
  {
    path: '/log-streams',
    made: { name: 'a', type: 'http', sink: { httpEndpoint: 'https://logs.example.com' } },
    needs: ['type', 'sink'],
    changes: { name: 'b' },
  },
  {
    path: '/network-acls',
    key: 'network_acls',
    made: {
      description: 'a',
      active: false,
      priority: 1,
      rule: { action: { block: true }, scope: 'tenant', match: { geo_country_codes: ['DE'] } },
    },
    needs: ['description', 'active', 'rule'],
    changes: { active: true },
  },
  {
    path: '/forms',
    key: 'forms',
    made: {
      name: 'a',
      nodes: [{ id: 'step_1', type: 'STEP', coordinates: { x: 0, y: 0 }, config: {} }],
    },
    needs: ['name'],
    changes: { name: 'b' },
  },
  { path: '/flows', key: 'flows', made: { name: 'a' }, needs: ['name'], changes: { name: 'b' } },
  {
    path: '/flows/vault/connections',
    key: 'connections',
    made: { name: 'a', app_id: 'HTTP', setup: { type: 'BEARER', token: 'secret' } },
    needs: ['name', 'app_id'],
    changes: { name: 'b' },
  },
  {
    path: '/self-service-profiles',
    key: 'self_service_profiles',
    made: { name: 'a' },
    needs: ['name'],
    changes: { name: 'b' },
  },
  {
    path: '/user-attribute-profiles',
    key: 'user_attribute_profiles',
    made: {
      name: 'a',
      user_attributes: {
        email: { description: 'a', label: 'a', profile_required: true, auth0_mapping: 'email' },
      },
    },
    needs: ['name', 'user_attributes'],
    changes: { name: 'b' },
  },
  {
    path: '/connection-profiles',
    key: 'connection_profiles',
    made: { name: 'a' },
    needs: ['name'],
    changes: { name: 'b' },
  },
  {
    path: '/rate-limit-policies',
    key: 'rate_limit_policies',
    made: {
      resource: 'oauth_authentication_api',
      consumer: 'client',
      consumer_selector: 'a',
      configuration: { action: 'allow' },
    },
    needs: ['resource', 'consumer', 'consumer_selector', 'configuration'],
    changes: { configuration: { action: 'block', limit: 3 } },
  },
  {
    path: '/agents',
    key: 'agents',
    id: 'agent_id',
    made: { name: 'a' },
    needs: ['name'],
    changes: { name: 'b' },
  },
  {
    path: '/verifiable-credentials/verification/templates',
    key: 'templates',
    made: {
      name: 'a',
      type: 'mdl',
      dialect: 'simplified/1.0',
      well_known_trusted_issuers: 'aamva',
      presentation: { 'org.iso.18013.5.1.mDL': { 'org.iso.18013.5.1': { birth_date: true } } },
    },
    needs: ['name', 'type', 'dialect', 'presentation', 'well_known_trusted_issuers'],
    changes: { name: 'b' },
  },
  {
    path: '/custom-domains',
    id: 'custom_domain_id',
    made: { domain: 'login.example.com', type: 'auth0_managed_certs' },
    needs: ['domain', 'type'],
    changes: { tls_policy: 'recommended' },
  },
]

describe.each(RESOURCES)('$path', ({ path, key = '', id = 'id', made, needs, changes }) => {
  /** As the SDK asks for it. */
  const list = () => call('GET', `${path}?include_totals=true`)

  async function make(): Promise<string> {
    const { status, body } = await call('POST', path, made)
    expect([200, 201, 204]).toContain(status)
    const { body: all } = await list()
    const [first] = (key === '' ? all : all[key]) as readonly Body[]
    expect(body ?? first).toMatchObject({ [id]: first?.[id] })
    return String(first?.[id])
  }

  test('is made, listed, shown, changed and removed, each in the form the SDK expects', async () => {
    const place = `${path}/${await make()}`
    const shown = await call('GET', place)
    const changed = await call('PATCH', place, changes)
    const again = await call('GET', place)
    const removed = await call('DELETE', place)
    const gone = await call('GET', place)
    expect([shown.status, changed.status, removed.status, gone.status]).toEqual([
      200, 200, 204, 404,
    ])
    expect(again.body).toEqual(changed.body)
    expect(gone.body.errorCode).toMatch(/^inexistent_/)
    for (const [name, value] of Object.entries(changes)) expect(again.body[name]).toEqual(value)
  })

  test('is refused with a field that Auth0 does not know, and without one that it needs', async () => {
    const without = needs.map((name) => ({ ...made, [name]: undefined }))
    for (const body of [{ ...made, nobody_knows: 1 }, ...without, []]) {
      const refused = await call('POST', path, body)
      expect([refused.status, refused.body.errorCode]).toEqual([400, 'invalid_body'])
    }
    const { body } = await list()
    expect(key === '' ? body : body[key]).toEqual([])
  })

  test('lets nobody read what was given in secret', async () => {
    const place = `${path}/${await make()}`
    const seen = [await list(), await call('GET', place)]
    expect(JSON.stringify(seen)).not.toContain('"secret"')
  })
})

type Setting = {
  readonly path: string
  readonly method: 'PATCH' | 'PUT'
  readonly sent: object
  /** What is shown once it was sent; the same unless said. */
  readonly shown?: unknown
}

const SETTINGS: readonly Setting[] = [
  { path: '/branding', method: 'PATCH', sent: { colors: { primary: '#000000' } } },
  { path: '/risk-assessments/settings', method: 'PATCH', sent: { enabled: true } },
  { path: '/risk-assessments/settings/new-device', method: 'PATCH', sent: { remember_for: 3 } },
  {
    path: '/attack-protection/phone-provider-protection',
    method: 'PATCH',
    sent: { type: 'exponential' },
  },
  { path: '/guardian/policies', method: 'PUT', sent: ['all-applications'] },
  {
    path: '/guardian/factors/phone/message-types',
    method: 'PUT',
    sent: { message_types: ['sms'] },
  },
  {
    path: '/guardian/factors/phone/selected-provider',
    method: 'PUT',
    sent: { provider: 'twilio' },
  },
  {
    path: '/guardian/factors/sms/providers/twilio',
    method: 'PUT',
    sent: { sid: 'a', auth_token: 'secret' },
    shown: { sid: 'a' },
  },
  {
    path: '/guardian/factors/duo/settings',
    method: 'PUT',
    sent: { ikey: 'a', skey: 'secret', host: 'b' },
    shown: { ikey: 'a', host: 'b' },
  },
  {
    path: '/guardian/factors/phone/templates',
    method: 'PUT',
    sent: { enrollment_message: 'a', verification_message: 'b' },
  },
  {
    path: '/guardian/factors/push-notification/providers/sns',
    method: 'PUT',
    sent: { aws_access_key_id: 'a', aws_secret_access_key: 'secret' },
    shown: { aws_access_key_id: 'a' },
  },
]

describe.each(SETTINGS)('$method $path', ({ path, method, sent, shown = sent }) => {
  test('is kept, and shown without what is secret; what the SDK does not know is refused', async () => {
    const before = await call('GET', path)
    const answered = await call(method, path, sent)
    const after = await call('GET', path)
    const refused = await call(method, path, { nobody_knows: 1 })
    expect([before.status, answered.status, after.body]).toEqual([200, 200, shown])
    expect([refused.status, refused.body.errorCode]).toEqual([400, 'invalid_body'])
    expect((await call('GET', path)).body).toEqual(shown)
  })
})

describe('what there is none of until somebody makes it', () => {
  test('an e-mail provider: made once, changed, shown without credentials, removed', async () => {
    const path = '/emails/provider'
    const body = { name: 'mandrill', credentials: { api_key: 'secret' }, enabled: true }
    const codes = [
      (await call('GET', path)).body.errorCode,
      (await call('PATCH', path, { enabled: false })).body.errorCode,
      (await call('POST', path, body)).status,
      (await call('POST', path, body)).status,
      (await call('PATCH', path, { enabled: false })).status,
    ]
    const shown = (await call('GET', path)).body
    codes.push((await call('DELETE', path)).status, (await call('GET', path)).status)
    const none = 'inexistent_email_provider'
    expect(codes).toEqual([none, none, 201, 409, 200, 204, 404])
    expect(shown).toEqual({ name: 'mandrill', credentials: {}, enabled: false })
  })

  test('an e-mail template, by its name', async () => {
    const all = '/email-templates'
    const template = {
      template: 'welcome_email',
      body: 'a',
      from: '',
      subject: 'b',
      syntax: 'liquid',
    }
    const place = `${all}/welcome_email`
    const codes = [
      (await call('GET', place)).body.errorCode,
      (await call('POST', all, { ...template, enabled: true })).status,
      (await call('POST', all, { ...template, enabled: true })).status,
      (await call('PATCH', place, { enabled: false })).status,
    ]
    expect(codes).toEqual(['inexistent_email_template', 201, 409, 200])
    expect((await call('GET', place)).body).toEqual({ ...template, enabled: false })
  })

  test('a SCIM configuration of a connection, and its tokens, which go with it', async () => {
    const { body } = await call('POST', '/connections', {
      name: 'acme',
      strategy: 'samlp',
      options: {},
    })
    const place = `/connections/${body.id}/scim-configuration`
    const codes = [
      (await call('POST', `${place}/tokens`, {})).body.errorCode,
      (await call('POST', place, {})).status,
      (await call('POST', `${place}/tokens`, {})).status,
      (await call('DELETE', place)).status,
      (await call('GET', place)).status,
      (await call('POST', place, {})).status,
    ]
    expect(codes).toEqual(['inexistent_scim_configuration', 201, 201, 204, 404, 201])
    expect((await call('GET', `${place}/tokens`)).body).toEqual([])
  })
})

test('a factor is switched on and off; nobody else knows it', async () => {
  const put = (name: string) => call('PUT', `/guardian/factors/${name}`, { enabled: true })
  expect([(await put('otp')).body, (await put('nobody')).status]).toEqual([{ enabled: true }, 404])
  const { body } = await call('GET', '/guardian/factors')
  const on = (body as unknown as { name: string; enabled: boolean }[]).filter(
    ({ enabled }) => enabled,
  )
  expect(on.map(({ name }) => name)).toEqual(['otp'])
})

test('what hangs on a thing goes with it', async () => {
  const { body } = await call('POST', '/self-service-profiles', {
    name: 'a',
  })
  const text = `/self-service-profiles/${body.id}/custom-text/en/get-started`
  await call('PUT', text, { introduction: 'b' })
  await call('DELETE', `/self-service-profiles/${body.id}`)
  expect((await call('GET', text)).status).toBe(404)
  expect(tenant.running.tenant.state.settings.has(text)).toBe(false)
})
