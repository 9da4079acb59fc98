import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EXIT } from '../../scripts/ground/exit.ts'
import { UserFault } from '../../scripts/ground/user-fault.ts'
import { openDeployedScene, type ShippingScene } from './shipping-scene.ts'

let scene: ShippingScene
beforeAll(async () => {
  scene = await openDeployedScene()
})
afterAll(() => scene.stop())
beforeEach(() => scene.rewind())

/** A deploy that is refused: the codes of its faults. */
async function codesOf(deploying: Promise<unknown>): Promise<readonly string[]> {
  try {
    await deploying
    return []
  } catch (error) {
    if (!(error instanceof UserFault)) throw error
    return error.faults.map(({ code }) => code)
  }
}

/** Versions of all Actions: what a deploy must not add to without need. */
const versions = (): number => scene.running.tenant.state.actionVersions.size

describe('a tenant as git says', () => {
  test('has nothing to plan, for every type of the tenant folder', async () => {
    expect(await scene.run('plan', '--json')).toBe(EXIT.ok)
    const plan = JSON.parse(scene.output.at(-1) ?? '')
    expect([plan.changes, plan.refusals, plan.notes]).toEqual([[], [], []])
    expect([plan.writes, plan.fingerprints]).toEqual([[], {}])
  })

  test('is verified', async () => {
    expect(await scene.run('verify')).toBe(EXIT.ok)
  })

  test('is not touched by another deploy: no import, no version, no receipt', async () => {
    const before = versions()
    const receipts = (await scene.filesIn('.build/local/receipts')).size
    expect(await scene.deploy()).toBe(EXIT.ok)
    expect(scene.written()).toEqual([])
    expect(versions()).toBe(before)
    expect((await scene.filesIn('.build/local/receipts')).size).toBe(receipts)
  })
})

describe('one change', () => {
  test('of what lets people in beside the policies is told against the last deploy', async () => {
    await scene.edit('tenant/rulebook.json', ({ policies }) => {
      ;(policies as Record<string, object>)['verified-email'] = {
        mode: 'enforce',
        trustedConnections: [],
      }
    })
    expect(await scene.run('plan', '--json')).toBe(EXIT.differences)
    const { notes } = JSON.parse(scene.output.at(-1) ?? '')
    expect(notes.map((note: string) => note.replace(/\d{4}-[-\d:.T]+Z/, 'then'))).toEqual([
      'lets in no more, other than the deploy of then: trusts: `acme-oidc` with addresses it never verified',
    ])
  })

  test('of a policy makes one version of the Actions that hold it, and imports nothing else', async () => {
    await scene.edit('tenant/rulebook.json', ({ messages }) => {
      const texts = messages as Record<string, string>
      texts.OG_REAUTH = 'Please sign in once more.'
    })
    const before = versions()
    expect(await scene.deploy()).toBe(EXIT.ok)
    expect(scene.written().every((call) => call.includes('actions/actions'))).toBe(true)
    expect(versions() - before).toBe(scene.running.tenant.state.actions.size)
    expect(await scene.run('plan')).toBe(EXIT.ok)
  })

  test.each([
    ['email-lock', 'org-guard-post-login'],
    ['signup-gate', 'org-guard-pre-user-registration'],
    ['password-reset-gate', 'org-guard-password-reset-post-challenge'],
    ['machine-token-gate', 'org-guard-credentials-exchange'],
  ] as const)('of the mode of %s makes a new version of %s alone', async (policy, guard) => {
    await scene.edit('tenant/rulebook.json', ({ policies }) => {
      ;(policies as Record<string, { mode: string }>)[policy] = {
        ...(policies as Record<string, { mode: string }>)[policy],
        mode: 'monitor',
      }
    })
    const before = versions()
    expect(await scene.run('plan', '--json')).toBe(EXIT.differences)
    const { changes } = JSON.parse(scene.output.at(-1) ?? '')
    expect(changes.map(({ name }: { name: string }) => name)).toEqual([guard])
    expect(await scene.deploy()).toBe(EXIT.ok)
    expect(versions() - before).toBe(1)
  })

  test('of a secret is seen without a value ever being shown', async () => {
    scene.variables.OG_CLIENT_SECRET = 'another-secret-of-the-guard'
    expect(await scene.run('plan')).toBe(EXIT.differences)
    expect(scene.output.at(-1)).toContain('secrets[OG_CLIENT_SECRET] changed (another value)')
    expect(await scene.deploy()).toBe(EXIT.ok)
    expect(await scene.run('plan')).toBe(EXIT.ok)
    const guard = [...scene.running.tenant.state.actions.values()].find(
      ({ name }) => name === 'org-guard-pre-user-registration',
    )
    expect(guard?.secrets.find(({ name }) => name === 'OG_CLIENT_SECRET')?.value).toBe(
      'another-secret-of-the-guard',
    )
  })

  test('of a module is published, and a secret of it is known as one of an Action is', async () => {
    const { edit, write, variables, running } = scene
    const environment = 'tenant/environments/local.json'
    await edit(environment, ({ manages, secrets, ...rest }) => ({
      ...rest,
      manages: [...(manages as string[]), 'actionModules'],
      secrets: [...(secrets as string[]), 'SHARED_KEY'],
    }))
    await write('tenant/action-modules/shared/code.js', 'exports.shared = () => {}')
    await write(
      'tenant/action-modules/shared.json',
      JSON.stringify({
        name: 'shared',
        code: './action-modules/shared/code.js',
        dependencies: [],
        secrets: [{ name: 'SHARED_KEY', value: '@@SHARED_KEY@@' }],
        // As an export writes it.
        all_changes_published: true,
      }),
    )
    const planned = async (): Promise<readonly [number, string]> => {
      const exit = await scene.run('plan')
      return [exit, /secrets\[SHARED_KEY\] .*/.exec(scene.output.at(-1) ?? '')?.[0] ?? '']
    }
    variables.SHARED_KEY = 'one-of-a-module'
    expect(await scene.deploy()).toBe(EXIT.ok)
    expect(scene.output.join('\n')).not.toContain('as far as it was shown')
    expect(await planned()).toEqual([EXIT.ok, ''])
    variables.SHARED_KEY = 'another-of-a-module'
    expect(await planned()).toEqual([
      EXIT.differences,
      'secrets[SHARED_KEY] changed (another value)',
    ])
    expect(await scene.deploy()).toBe(EXIT.ok)
    await running.clock.advance(1000)
    const { modules } = scene.management.actions
    const [{ id = '', ...module } = {}] = (await modules.list()).data
    expect([module.all_changes_published, module.latest_version_number]).toEqual([true, 2])
    await modules.update(id, { secrets: [{ name: 'SHARED_KEY', value: 'of-somebody-else' }] })
    expect(await planned()).toEqual([
      EXIT.differences,
      'secrets[SHARED_KEY] changed (it was written since the last receipt)',
    ])
    expect(scene.output.join('\n')).not.toMatch(/of-a-module|of-somebody-else/)
  })

  test('of a secret in the Dashboard is seen, and undone', async () => {
    scene.running.clock.advance(1000)
    const { actions } = scene.management
    const [{ id = '', secrets = [] } = {}] = (
      await actions.list({ actionName: 'org-guard-post-login' })
    ).data
    await actions.update(id, {
      secrets: secrets.map(({ name = '' }) => ({ name, value: 'x'.repeat(50) })),
    })
    await scene.running.clock.advance(1000)
    await actions.deploy(id)
    expect(await scene.run('verify')).toBe(EXIT.differences)
    expect(scene.output.at(-1)).toContain('it was written since the last receipt')
    expect(await scene.deploy()).toBe(EXIT.ok)
    expect(await scene.run('verify')).toBe(EXIT.ok)
  })

  test('of a secret by somebody else, before the deploy reads back, is not vouched for', async () => {
    const { output, running, edit } = scene
    await edit('tenant/actions/org-guard-post-login.json', (one) => ({ ...one, runtime: 'node18' }))
    const meddle = (): void => {
      const [guard] = [...running.tenant.state.actions.values()].filter(
        ({ name }) => name === 'org-guard-post-login',
      )
      const at = new Date(Date.now() + 60_000).toISOString()
      for (const secret of guard?.secrets ?? []) Object.assign(secret, { updated_at: at })
    }
    output.push = (...lines) => {
      if (lines.includes('asking for a fresh token')) meddle()
      return Array.prototype.push.apply(output, lines)
    }
    const exit = await scene.deploy().finally(() => Reflect.deleteProperty(output, 'push'))
    expect(exit).toBe(EXIT.differences)
    expect(output.join('\n')).toContain('it was written since the last receipt')
    expect(await scene.run('verify')).toBe(EXIT.differences)
  })

  test('of a draft that nobody deployed is drift', async () => {
    const { actions } = scene.management
    const [{ id = '' } = {}] = (await actions.list({ actionName: 'org-guard-post-login' })).data
    await actions.update(id, { code: 'exports.onExecutePostLogin = async () => {}' })
    expect(await scene.run('verify')).toBe(EXIT.differences)
    expect(scene.output.at(-1)).toContain('the draft is not what is deployed')
    expect(await scene.deploy()).toBe(EXIT.ok)
    expect(await scene.run('verify')).toBe(EXIT.ok)
  })
})

describe('a deploy refuses', () => {
  test('deletions, until their number is allowed; they come last and by id', async () => {
    await scene.management.organizations.create({ name: 'leftover', display_name: 'Leftover' })
    expect(await codesOf(scene.deploy())).toEqual(['deletion_not_allowed'])
    expect(await codesOf(scene.deploy({ allowDelete: { roles: 5 } }))).toEqual([
      'deletion_not_allowed',
    ])
    expect(await scene.deploy({ allowDelete: { organizations: 1 } })).toBe(EXIT.ok)
    expect([...scene.running.tenant.state.organizations.values()].map(({ name }) => name)).toEqual([
      'acme',
      'globex',
    ])
  })

  test('nothing that the environment keeps', async () => {
    await scene.management.organizations.create({ name: 'leftover', display_name: 'Leftover' })
    await scene.edit('tenant/environments/local.json', (environment) => {
      environment.keeps = { organizations: ['leftover'] }
    })
    expect(await scene.deploy()).toBe(EXIT.ok)
    expect(scene.running.tenant.state.organizations.size).toBe(3)
  })

  test('a protected tenant whose domain nobody typed', async () => {
    await scene.edit('tenant/environments/local.json', (environment) => {
      environment.protected = true
    })
    expect(await codesOf(scene.deploy())).toEqual(['domain_not_typed'])
    expect(await codesOf(scene.deploy({ domain: 'other.example.com' }))).toEqual([
      'domain_mistyped',
    ])
    expect(await scene.deploy({ domain: scene.running.domain })).toBe(EXIT.ok)
  })

  test.each<[string, string, unknown, string]>([
    [
      'an API, which a grant is for',
      'tenant/grants/Nightly Export - Example API.json',
      { audience: 'https://api.example.org/' },
      'the API `https://api.example.org/`',
    ],
    [
      'the Management API of another tenant',
      'tenant/grants/Nightly Export - Example API.json',
      { audience: 'https://other.example.com/api/v2/' },
      'the API `https://other.example.com/api/v2/`',
    ],
    [
      'a permission that its API has not got',
      'tenant/roles/Member.json',
      {
        permissions: [
          {
            permission_name: 'read:nothing',
            resource_server_identifier: 'https://api.example.com/',
          },
        ],
      },
      'the permission `read:nothing of https://api.example.com/`',
    ],
    [
      'one client twice, which the Deploy CLI takes for two',
      'tenant/connections/google-oauth2.json',
      { enabled_clients: ['Reports', 'Member Portal', 'Reports'] },
      'the client `Reports` twice',
    ],
  ])('%s, before the first write', async (_what, file, members, said) => {
    await scene.edit(file, (one) => ({ ...one, ...(members as object) }))
    const refused = await scene.deploy().catch(({ message }: Error) => message)
    expect([refused, scene.written()]).toEqual([expect.stringContaining(said), []])
  })

  test('a client that may not write, before it writes', async () => {
    const { state } = scene.running.tenant
    for (const grant of state.clientGrants.values()) {
      const isOurs = grant.client_id === scene.running.machineClients.deploy.clientId
      if (isOurs)
        grant.scope = grant.scope.filter((scope) => !/^(create|update):actions$/.test(scope))
    }
    await scene.edit('tenant/actions/org-guard-post-login.json', (action) => {
      action.runtime = 'node18'
    })
    expect(await codesOf(scene.deploy())).toEqual(['scope_missing', 'scope_missing'])
    expect(scene.written()).toEqual([])
  })
})
