import { writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EXIT } from '../../scripts/ground/exit.ts'
import { UserFault } from '../../scripts/ground/user-fault.ts'
import { openDeployedScene, type ShippingScene } from './shipping-scene.ts'

/**
 * A plan is made, then somebody changes the very thing in the tenant: for every type of the tenant
 * folder the deploy of that plan is refused, and says what moved.
 */
type Edit = (scene: ShippingScene) => Promise<void>
type Move = (scene: ShippingScene) => unknown

const id = <Item extends { id: string; name?: unknown }>(
  items: Iterable<Item>,
  name: string,
): string => [...items].find((item) => item.name === name)?.id ?? ''

const TYPES: readonly (readonly [key: string, edit: Edit, move: Move])[] = [
  [
    'actions/org-guard-post-login',
    ({ edit }) =>
      edit('tenant/actions/org-guard-post-login.json', (one) => ({ ...one, runtime: 'node18' })),
    ({ running, management }) =>
      management.actions.update(id(running.tenant.state.actions.values(), 'org-guard-post-login'), {
        code: 'exports.onExecutePostLogin = async () => {}',
      }),
  ],
  [
    'attackProtection/brute-force-protection',
    ({ edit }) =>
      edit('tenant/attack-protection/brute-force-protection.json', (one) => ({
        ...one,
        max_attempts: 5,
      })),
    ({ management }) =>
      management.attackProtection.bruteForceProtection.update({ max_attempts: 7 }),
  ],
  [
    'clientGrants/Nightly Export -> https://api.example.com/',
    ({ edit }) =>
      edit('tenant/grants/Nightly Export - Example API.json', (one) => ({
        ...one,
        scope: ['read:documents'],
      })),
    async ({ management, running }) => {
      const grants = [...running.tenant.state.clientGrants.values()]
      const grant = grants.find(({ audience }) => audience === 'https://api.example.com/')
      await management.clientGrants.update(grant?.id ?? '', { scope: ['update:documents'] })
    },
  ],
  [
    'clients/Reports',
    ({ edit }) =>
      edit('tenant/clients/Reports.json', (one) => ({ ...one, description: 'Reports.' })),
    async ({ management, running }) => {
      const clients = [...running.tenant.state.clients.values()]
      const client = clients.find(({ name }) => name === 'Reports')
      await management.clients.update(client?.client_id ?? '', {
        logo_uri: 'https://example.com/logo.png',
      })
    },
  ],
  [
    'connections/acme-oidc',
    ({ edit }) =>
      edit('tenant/connections/acme-oidc.json', (one) => ({ ...one, display_name: 'Acme Inc.' })),
    ({ management, running }) =>
      management.connections.update(id(running.tenant.state.connections.values(), 'acme-oidc'), {
        metadata: { looked: 'at' },
      }),
  ],
  [
    'databases/members',
    ({ edit }) =>
      edit('tenant/database-connections/members/database.json', (one) => ({
        ...one,
        enabled_clients: ['Member Portal', 'Reports'],
      })),
    async ({ management, running }) => {
      const { connections, clients } = running.tenant.state
      const client = [...clients.values()].find(({ name }) => name === 'Nightly Export')
      await management.connections.clients.update(id(connections.values(), 'members'), [
        { client_id: client?.client_id ?? '', status: true },
      ])
    },
  ],
  [
    'organizations/globex',
    ({ edit }) =>
      edit('tenant/organizations/globex.json', (one) => ({ ...one, display_name: 'Globex' })),
    ({ management, running }) => {
      const { organizations, connections } = running.tenant.state
      return management.organizations.connections.create(id(organizations.values(), 'globex'), {
        connection_id: id(connections.values(), 'acme-oidc'),
      })
    },
  ],
  [
    'prompts/settings',
    ({ edit }) =>
      edit('tenant/prompts/prompts.json', (one) => ({ ...one, identifier_first: true })),
    ({ management }) =>
      management.prompts.updateSettings({ universal_login_experience: 'classic' }),
  ],
  [
    'resourceServers/https://api.example.com/',
    ({ edit }) =>
      edit('tenant/resource-servers/Example API.json', (one) => ({ ...one, token_lifetime: 1800 })),
    ({ management, running }) =>
      management.resourceServers.update(
        id(running.tenant.state.resourceServers.values(), 'Example API'),
        { allow_offline_access: false },
      ),
  ],
  [
    'roles/Member',
    ({ edit }) =>
      edit('tenant/roles/Member.json', (one) => ({ ...one, description: 'Reads and writes' })),
    ({ management, running }) =>
      management.roles.permissions.delete(id(running.tenant.state.roles.values(), 'Member'), {
        permissions: [
          {
            permission_name: 'read:documents',
            resource_server_identifier: 'https://api.example.com/',
          },
        ],
      }),
  ],
  [
    'tenant/settings',
    ({ edit }) => edit('tenant/tenant.json', (one) => ({ ...one, session_lifetime: 8 })),
    ({ management }) => management.tenants.settings.update({ friendly_name: 'Another' }),
  ],
  [
    'triggers/post-login',
    ({ edit }) =>
      edit('tenant/triggers/triggers.json', (one) => ({
        ...one,
        'post-login': [{ action_name: 'org-guard-post-login', display_name: 'The guard' }],
      })),
    ({ management }) =>
      management.actions.triggers.bindings.updateMany('post-login', {
        bindings: [
          { ref: { type: 'action_name', value: 'org-guard-post-login' }, display_name: 'Renamed' },
        ],
      }),
  ],
]

/** Deploys, and lets something happen just as a line of progress is shown. */
function deployAndAt(scene: ShippingScene, moment: string, happen: () => void) {
  const { output } = scene
  output.push = (...lines) => {
    if (lines.some((line) => line.startsWith(moment))) happen()
    return Array.prototype.push.apply(output, lines)
  }
  return scene.deploy().finally(() => Reflect.deleteProperty(output, 'push'))
}

describe('a tenant that moved since the plan', () => {
  let scene: ShippingScene
  beforeAll(async () => {
    scene = await openDeployedScene()
  })
  afterAll(() => scene.stop())
  beforeEach(() => scene.rewind())

  test.each(TYPES)('%s', async (key, edit, move) => {
    await edit(scene)
    expect(await scene.run('plan', '--out', 'plan.json')).toBe(EXIT.differences)
    await move(scene)
    const refusal = await scene.deploy({ planFile: 'plan.json' }).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(UserFault)
    expect((refusal as UserFault).faults).toContainEqual(
      expect.objectContaining({ code: 'tenant_moved', message: expect.stringContaining(key) }),
    )
    expect(scene.written()).toEqual([])
  })

  test.each(TYPES)(
    '%s: an unmoved plan is applied, and nothing is left to do',
    async (key, edit) => {
      await edit(scene)
      await scene.run('plan', '--out', 'plan.json')
      const { changes } = JSON.parse(
        (await scene.filesIn('.')).get(`${scene.checkout}/plan.json`) ?? '',
      )
      expect(
        changes.map((one: { type: string; name: string }) => `${one.type}/${one.name}`),
      ).toEqual([key])
      expect(await scene.deploy({ planFile: 'plan.json' })).toBe(EXIT.ok)
      expect(await scene.run('plan')).toBe(EXIT.ok)
    },
  )

  test('something new in the tenant makes the plan outdated', async () => {
    await scene.edit('tenant/roles/Member.json', (one) => ({ ...one, description: 'Reads' }))
    await scene.run('plan', '--out', 'plan.json')
    await scene.management.roles.create({ name: 'New' })
    await expect(scene.deploy({ planFile: 'plan.json' })).rejects.toMatchObject({
      faults: [{ code: 'plan_outdated', message: expect.stringContaining('delete roles/New') }],
    })
  })

  test('what moves between the rehearsal and the apply stops it before the first write', async () => {
    await scene.edit('tenant/roles/Member.json', (one) => ({ ...one, description: 'Reads' }))
    const deploying = deployAndAt(scene, 'the Deploy CLI applies', () => {
      for (const organization of scene.running.tenant.state.organizations.values()) {
        if (organization.name === 'acme') organization.display_name = 'Somebody else’s'
      }
    })
    await expect(deploying).rejects.toMatchObject({
      faults: [{ code: 'tenant_moved', message: expect.stringContaining('`/organizations`') }],
    })
    expect(scene.written()).toEqual([])
  })

  test.each(['the Deploy CLI rehearses', 'the Deploy CLI applies', 'comparing'])(
    'what another command stages while a deploy says “%s …” is nothing to that deploy',
    async (moment) => {
      await scene.edit('tenant/roles/Member.json', (one) => ({ ...one, description: 'Reads' }))
      const staged = join(scene.checkout, '.build/local/tenant/roles/Member.json')
      const member = { name: 'Member', description: 'Writes' }
      let isStaged = false
      const deploying = deployAndAt(scene, moment, () => {
        writeFileSync(staged, JSON.stringify(member))
        isStaged = true
      })
      const receipts = async () => (await scene.filesIn('.build/local/receipts')).size
      const before = await receipts()
      expect([await deploying, isStaged, (await receipts()) - before]).toEqual([EXIT.ok, true, 1])
      const roles = [...scene.running.tenant.state.roles.values()]
      expect(roles.find(({ name }) => name === member.name)?.description).toBe('Reads')
    },
  )

  test('a checkout that goes on ends the deploy before it writes: the checks saw something else', async () => {
    const file = 'tenant/roles/Member.json'
    await scene.edit(file, (one) => ({ ...one, description: 'Reads' }))
    const deploying = deployAndAt(scene, 'the Deploy CLI rehearses', () => {
      writeFileSync(
        join(scene.checkout, file),
        JSON.stringify({ name: 'Member', description: 'Writes' }),
      )
    })
    await expect(deploying).rejects.toMatchObject({ faults: [{ code: 'checkout_moved' }] })
    expect(scene.written()).toEqual([])
  })

  test('commands of one checkout that stage the same at once do not disturb each other', async () => {
    const { run } = scene
    const exits = await Promise.all([run('plan'), run('build'), run('plan'), run('build')])
    expect(exits).toEqual([EXIT.ok, EXIT.ok, EXIT.ok, EXIT.ok])
    const left = await readdir(join(scene.checkout, '.build/local'))
    expect(left.filter((name) => name.startsWith('tenant'))).toEqual(['tenant'])
  })

  test('another build is not what was planned', async () => {
    await scene.edit('tenant/roles/Member.json', (one) => ({ ...one, description: 'Reads' }))
    await scene.run('plan', '--out', 'plan.json')
    await scene.edit('tenant/roles/Member.json', (one) => ({ ...one, description: 'Writes' }))
    await expect(scene.deploy({ planFile: 'plan.json' })).rejects.toMatchObject({
      faults: [{ code: 'plan_of_other_build' }, { code: 'plan_outdated' }],
    })
  })

  test.each([
    ['no file', 'nowhere.json', 'plan_missing'],
    ['no JSON', 'broken.json', 'plan_missing'],
    ['no plan', 'tenant/rulebook.json', 'plan_invalid'],
  ])('%s', async (_what, file, code) => {
    await scene.write('broken.json', '{')
    const refusal = await scene.deploy({ planFile: file }).catch((error: unknown) => error)
    expect((refusal as UserFault).faults.map((fault) => fault.code)).toContain(code)
  })
})
