import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EXIT } from '../../scripts/ground/exit.ts'
import { objectsIn } from '../../scripts/ground/json-value.ts'
import { anActionFile } from '../builders/an-action-file.ts'
import { dayFromNow } from '../builders/day-from-now.ts'
import { openDeployedScene, type ShippingScene } from './shipping-scene.ts'

/**
 * Shapes of tenant folders that teams have, which the Deploy CLI reads, strips or turns into something else.
 * Each is deployed once and leaves nothing to do: what it sends is what is compared.
 */

let scene: ShippingScene
beforeAll(async () => {
  scene = await openDeployedScene()
})
afterAll(() => scene.stop())
beforeEach(() => scene.rewind())

const plan = async (): Promise<readonly string[]> => {
  await scene.run('plan', '--json')
  const { changes } = JSON.parse(scene.output.at(-1) ?? '')
  return changes.flatMap(
    ({ type, name, fields }: { type: string; name: string; fields: { path: string }[] }) =>
      fields.map(({ path }) => `${type}/${name} ${path}`),
  )
}

const EXPORTED = (name: string, deployed: boolean) => ({
  ...anActionFile(name),
  status: 'built',
  deployed,
})

const SHAPES: readonly (readonly [string, () => Promise<void>])[] = [
  [
    'an Action as an export writes it, and one that is a draft',
    async () => {
      for (const [name, deployed] of [
        ['add-claims', true],
        ['draft', false],
      ] as const) {
        await scene.write(`tenant/actions/${name}.json`, JSON.stringify(EXPORTED(name, deployed)))
        await scene.write(
          `tenant/actions/${name}/code.js`,
          'exports.onExecutePostLogin = async () => {}\n',
        )
      }
    },
  ],
  [
    'fields of a client that are never sent',
    () =>
      scene.edit('tenant/clients/Reports.json', (client) => ({
        ...client,
        description: 'Changed',
        jwt_configuration: { ...(client.jwt_configuration as object), secret_encoded: false },
      })),
  ],
  [
    'a flag of the tenant that is never sent',
    () =>
      scene.edit('tenant/tenant.json', (settings) => ({
        ...settings,
        friendly_name: 'Changed',
        flags: { ...(settings.flags as object), require_signed_request_object: false },
      })),
  ],
  [
    'domains by which an organization is found',
    () =>
      scene.edit('tenant/organizations/acme.json', (acme) => ({
        ...acme,
        discovery_domains: [
          { domain: 'acme.example', status: 'verified' },
          { domain: 'acme-mail.example', status: 'pending' },
        ],
      })),
  ],
  [
    'settings of the tenant, and a page that it has by then',
    async () => {
      const page = (html: string) => scene.write('tenant/pages/error_page.html', html)
      await scene.edit('tenant/environments/local.json', ({ manages, ...environment }) => ({
        ...environment,
        manages: [...(manages as string[]), 'pages'],
      }))
      await scene.write(
        'tenant/pages/error_page.json',
        JSON.stringify({ name: 'error_page', html: './error_page.html', show_log_link: false }),
      )
      await page('<html>one</html>')
      expect(await scene.deploy()).toBe(EXIT.ok)
      await page('<html>two</html>')
      await scene.edit('tenant/tenant.json', (one) => ({ ...one, friendly_name: 'Another' }))
    },
  ],
  [
    'a path as it is written on Windows',
    () =>
      scene.edit('tenant/actions/org-guard-post-login.json', (action) => ({
        ...action,
        code: '.\\actions\\org-guard-post-login\\code.js',
        runtime: 'node18',
      })),
  ],
]

test.each(SHAPES)('%s', async (_what, write) => {
  await write()
  expect(await plan()).not.toEqual([])
  expect(await scene.deploy()).toBe(EXIT.ok)
  expect([await plan(), await scene.run('verify')]).toEqual([[], EXIT.ok])
})

/** What the Deploy CLI sends for something new alone: git says another in the second commit. */
const FIXED: readonly (readonly [string, (value: string) => Promise<void>, string, string])[] = [
  [
    'the Action that a token exchange profile asks',
    async (action) => {
      for (const name of ['lenient', 'strict']) {
        const supported_triggers = [{ id: 'custom-token-exchange', version: 'v1' }]
        await scene.write(
          `tenant/actions/${name}.json`,
          JSON.stringify({ ...anActionFile(name), supported_triggers }),
        )
        await scene.write(
          `tenant/actions/${name}/code.js`,
          'exports.onExecuteCustomTokenExchange = async () => {}\n',
        )
      }
      await scene.edit('tenant/environments/local.json', ({ manages, ...environment }) => ({
        ...environment,
        manages: [...new Set([...(manages as string[]), 'tokenExchangeProfiles'])],
      }))
      await scene.write(
        'tenant/token-exchange-profiles/Partner.json',
        JSON.stringify({
          name: 'Partner',
          subject_token_type: 'https://partner.example.com/token',
          action,
          type: 'custom_authentication',
        }),
      )
    },
    'lenient',
    'strict',
  ],
  [
    'the mode of a third-party application',
    async (third_party_security_mode) => {
      const waiver = { owner: 'platform', reason: 'a partner of ours', expires: dayFromNow(30) }
      await scene.edit('tenant/waivers.json', () => ({
        waivers: [{ finding: 'organization_usage_denied', ...waiver }],
      }))
      await scene.write(
        'tenant/clients/Partner.json',
        JSON.stringify({
          name: 'Partner',
          app_type: 'spa',
          is_first_party: false,
          organization_usage: 'deny',
          grant_types: ['authorization_code'],
          third_party_security_mode,
        }),
      )
    },
    'permissive',
    'strict',
  ],
]

test.each(FIXED)(
  '%s is no difference that a deploy would bring',
  async (_what, say, one, other) => {
    await say(one)
    expect(await scene.deploy()).toBe(EXIT.ok)
    await say(other)
    expect(await scene.run('plan', '--json')).toBe(EXIT.differences)
    const { refusals } = JSON.parse(scene.output.at(-1) ?? '')
    expect(refusals.map(({ code, message }: Record<string, string>) => [code, message])).toEqual([
      [
        'field_immutable',
        expect.stringContaining(`\`${one}\` in the tenant and cannot become \`${other}\``),
      ],
    ])
    expect(await scene.run('verify')).toBe(EXIT.differences)
  },
)

test('another key of an application, under the name of the old one, is refused until it has its own', async () => {
  const says = (...credentials: readonly object[]) =>
    scene.write(
      'tenant/clients/Billing.json',
      JSON.stringify({
        name: 'Billing',
        app_type: 'non_interactive',
        grant_types: ['client_credentials'],
        client_authentication_methods: { private_key_jwt: { credentials } },
      }),
    )
  const key = (name: string, pem: string) => ({ name, credential_type: 'public_key', pem })
  const [old, next] = [aPublicKey(), aPublicKey()]
  const waiver = { owner: 'platform', reason: 'nobody signs in', expires: dayFromNow(30) }
  await scene.edit('tenant/waivers.json', () => ({
    waivers: [{ finding: 'client_key_not_emulated', ...waiver }],
  }))
  await says(key('main', old))
  await scene.run('plan')
  expect(scene.output.at(-1)).toMatch(/Billing .* client_authentication_methods, credentials$/m)
  expect([await scene.deploy(), await scene.run('verify')]).toEqual([EXIT.ok, EXIT.ok])
  await says(key('main', next))
  expect(await scene.run('plan', '--json')).toBe(EXIT.differences)
  const { refusals } = JSON.parse(scene.output.at(-1) ?? '')
  expect(refusals.map(({ code }: { code: string }) => code)).toEqual(['key_not_replaced'])
  expect(await scene.run('verify')).toBe(EXIT.differences)
  await says(key('next', next))
  expect([await scene.deploy(), await scene.run('verify')]).toEqual([EXIT.ok, EXIT.ok])
  // The Deploy CLI takes no key away where git has none: whoever emptied the list hears so.
  await says()
  scene.output.length = 0
  expect([await scene.deploy(), await scene.run('verify')]).toEqual([EXIT.ok, EXIT.ok])
  const said = scene.output.join('\n')
  expect([said.match(/as git says, as far as it was shown/g), said.match(/^note: .*/gm)]).toEqual([
    [expect.anything(), expect.anything()],
    [LEFT, LEFT],
  ])
})

const LEFT =
  'note: clients/Billing: the key next is in use and not in git; no deploy takes it away, so it is not compared'

const aPublicKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString()

test('a secret of an Action that stands in git is sent again where it was changed', async () => {
  const write = (value: string) =>
    scene.write(
      'tenant/actions/add-claims.json',
      JSON.stringify({
        ...EXPORTED('add-claims', true),
        secrets: [{ name: 'CLAIM_NAMESPACE', value }],
      }),
    )
  await scene.write(
    'tenant/actions/add-claims/code.js',
    'exports.onExecutePostLogin = async () => {}',
  )
  await write('https://claims.example.com/')
  expect(await scene.deploy()).toBe(EXIT.ok)
  expect(await plan()).toEqual([])
  await write('https://claims.example.org/')
  expect(await plan()).toEqual(['actions/add-claims secrets[CLAIM_NAMESPACE]'])
  expect(await scene.deploy()).toBe(EXIT.ok)
  expect(await plan()).toEqual([])
})

test('what the Deploy CLI passes over is said by each plan, and by each deploy that finds nothing to do', async () => {
  const note =
    'the Deploy CLI warns, and what it leaves out is not compared: The following tenant flag has not been updated because deemed incompatible with the target tenant: require_signed_request_object'
  await scene.edit('tenant/tenant.json', (settings) => ({
    ...settings,
    flags: { ...(settings.flags as object), require_signed_request_object: true },
  }))
  await scene.run('plan', '--json')
  expect(JSON.parse(scene.output.at(-1) ?? '').notes).toEqual([
    'tenant/settings: flags.require_signed_request_object: the Deploy CLI does not send it, and the tenant does not show it, so it is not compared',
    note,
  ])
  for (const _again of [1, 2]) {
    scene.output.length = 0
    expect(await scene.deploy()).toBe(EXIT.ok)
    const said = scene.output.join('\n')
    expect([said.includes(', as far as it was shown'), said.includes(`note: ${note}`)]).toEqual([
      true,
      true,
    ])
  }
})

test('what no deploy takes away is said', async () => {
  await scene.management.clients.create({ name: 'Rogue', is_first_party: false })
  await scene.management.resourceServers.create({
    name: 'Auth0 Management API',
    identifier: 'https://rogue.example.com/',
  })
  await scene.management.prompts.partials.set('login', {
    login: { 'form-content-start': '<script src="https://evil.example.net/x.js"></script>' },
  })
  await scene.management.prompts.rendering.update('signup', 'signup', {
    rendering_mode: 'advanced',
    head_tags: [{ tag: 'script', attributes: { src: 'https://evil.example.net/x.js' } }],
  })
  scene.output.length = 0
  expect(await scene.run('verify')).toBe(EXIT.ok)
  const said = scene.output.join('\n')
  expect([said.includes(', as far as it was shown'), said.match(/^note: .*/gm)]).toEqual([
    true,
    [
      'note: clients: 1 third-party application is not in git, and is kept',
      'note: resourceServers/https://rogue.example.com/: called Auth0 Management API, which the Deploy CLI passes over, so it is not compared',
      'note: prompts/partials of login: in the tenant and not in git; no deploy removes it, and it is not compared',
      'note: prompts/rendering of signup/signup: in the tenant and not in git; no deploy removes it, and it is not compared',
    ],
  ])
})

test('what no write brings is refused where the tenant shows another value, and said where it shows none', async () => {
  const [grant] = (await scene.management.clientGrants.list()).data.filter(
    ({ audience }) => audience === 'https://api.example.com/',
  )
  await scene.edit('tenant/grants/Nightly Export - Example API.json', (one) => ({
    ...one,
    id: grant?.id as string,
    client_id: 'Reports',
  }))
  await scene.edit('tenant/organizations/globex.json', (globex) => ({
    ...globex,
    connections: objectsIn(globex.connections).map((one) => ({
      ...one,
      organization_member_access_level: 'none',
    })),
  }))
  expect(await scene.run('plan', '--json')).toBe(EXIT.differences)
  const { changes, refusals, notes } = JSON.parse(scene.output.at(-1) ?? '')
  expect([changes, refusals.map(({ message }: { message: string }) => message), notes]).toEqual([
    [],
    [
      '`client_id` of `clientGrants/Reports -> https://api.example.com/` is `Nightly Export` in the tenant and cannot become `Reports`: the Deploy CLI does not send it',
    ],
    [
      'organizations/globex: connections[members]: organization_member_access_level: the Deploy CLI does not send it, and the tenant does not show it, so it is not compared',
    ],
  ])
})

describe('keys of metadata that git no longer has', () => {
  test('are seen, taken out, and gone', async () => {
    await scene.edit('tenant/organizations/acme.json', (acme) => ({
      ...acme,
      metadata: { ...(acme.metadata as object), region: 'eu' },
    }))
    await scene.edit('tenant/clients/Reports.json', (client) => ({
      ...client,
      client_metadata: { feature_a: 'on', feature_b: 'on' },
    }))
    expect(await scene.deploy()).toBe(EXIT.ok)
    await scene.edit('tenant/organizations/acme.json', (acme) => {
      const { region: _gone, ...metadata } = acme.metadata as Record<string, string>
      return { ...acme, metadata }
    })
    await scene.edit('tenant/clients/Reports.json', (client) => ({
      ...client,
      client_metadata: { feature_a: 'on' },
    }))
    expect(await plan()).toEqual([
      'clients/Reports client_metadata.feature_b',
      'organizations/acme metadata.region',
    ])
    expect(await scene.run('verify')).toBe(EXIT.differences)
    expect(await scene.deploy()).toBe(EXIT.ok)
    expect(await plan()).toEqual([])
  })
})

test('a module that git calls a draft, after a version of it was published, is said', async () => {
  const say = async (isPublished: boolean, allow: boolean): Promise<void> => {
    const module = { name: 'lib', code: './action-modules/lib/code.js', dependencies: [] }
    await scene.write(
      'tenant/action-modules/lib.json',
      JSON.stringify({ ...module, secrets: [], all_changes_published: isPublished }),
    )
    await scene.write('tenant/action-modules/lib/code.js', `module.exports = { allow: ${allow} }\n`)
  }
  await scene.edit('tenant/environments/local.json', ({ manages, ...one }) => ({
    ...one,
    manages: [...(manages as string[]), 'actionModules'],
  }))
  await say(true, true)
  expect([await scene.deploy(), await scene.run('verify')]).toEqual([EXIT.ok, EXIT.ok])
  expect(scene.output.at(-1)).not.toContain('as far as it was shown')
  await say(false, false)
  expect(await scene.deploy()).toBe(EXIT.ok)
  scene.output.length = 0
  expect(await scene.run('verify')).toBe(EXIT.ok)
  expect(scene.output.join('\n').match(/^(verified|note): .*/gm)).toEqual([
    expect.stringMatching(/^verified: .* as git says, as far as it was shown/),
    'note: actionModules/lib: a draft in git; the tenant has published a version of it, which no deploy takes back, and which is not compared',
  ])
})

test('a grant of the guard for another API than Auth0’s is said', async () => {
  const { clientId } = scene.running.machineClients.guard
  await scene.management.clientGrants.create({
    client_id: clientId,
    audience: 'https://people.example.com/',
    scope: ['operate:people'],
  })
  scene.output.length = 0
  expect(await scene.run('verify')).toBe(EXIT.ok)
  expect(scene.output.join('\n').match(/^note: .*/gm)).toEqual([
    'note: clientGrants/Org Guard -> https://people.example.com/: not in git, and of the application that this deploy, or the guard, signs in with, so kept and not compared',
  ])
})
