import { mkdir, rm } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EXIT, UserFault } from '../../scripts/ground/failures.ts'
import { dayFromNow } from '../builders/day-from-now.ts'
import { HAZARDS } from '../sweep/hazards.ts'
import { openDeployedScene, type ShippingScene } from './shipping-scene.ts'

/**
 * The other half of `scripts/sweep/hazards.ts`: there `npm run sweep` has the plain Deploy CLI do each
 * of these, here ours refuses or avoids it. Ids pair them up.
 */

let scene: ShippingScene
const GUARD = 'org-guard-post-login'

const state = () => scene.running.tenant.state
const bound = (): readonly (string | undefined)[] =>
  (state().bindings.get('post-login') ?? []).map(
    ({ action_id: id }) => state().actions.get(id)?.name,
  )
const connection = (name: string) =>
  [...state().connections.values()].find((one) => one.name === name)
const links = (name: string): number => {
  const organization = [...state().organizations.values()].find((one) => one.name === name)
  return state().organizationConnections.filter((link) => link.organization_id === organization?.id)
    .length
}

/** The tenant takes no such write for now. */
const refuseWrites = (method: string, path: string): void => {
  scene.running.control.addFault({ method, path, status: 400, times: 99 })
}

/** Codes of the faults that a deploy is refused with; `done` when it is not. */
async function outcome(
  deploying = scene.deploy(),
): Promise<readonly string[] | 'done' | 'differences'> {
  try {
    return (await deploying) === EXIT.ok ? 'done' : 'differences'
  } catch (error) {
    if (!(error instanceof UserFault)) throw error
    return error.faults.map(({ code }) => code)
  }
}

const note = (name: string, code = 'exports.onExecutePostLogin = async () => {}\n') => [
  scene.write(`tenant/actions/${name}/code.js`, code),
  scene.write(
    `tenant/actions/${name}.json`,
    JSON.stringify({
      name,
      code: `./actions/${name}/code.js`,
      runtime: 'node22',
      dependencies: [],
      secrets: [],
      supported_triggers: [{ id: 'post-login', version: 'v3' }],
      deployed: true,
    }),
  ),
]
const bind = (...names: readonly string[]): Promise<void> =>
  scene.edit('tenant/triggers/triggers.json', (triggers) => ({
    ...triggers,
    'post-login': names.map((name) => ({ action_name: name, display_name: name })),
  }))

const OURS: Readonly<Record<string, () => Promise<void>>> = {
  'unchanged-redeployed': async () => {
    await scene.edit('tenant/roles/Member.json', (role) => ({ ...role, description: 'Works' }))
    const before = state().actionVersions.size
    expect([await outcome(), state().actionVersions.size]).toEqual(['done', before])
  },

  'guard-deleted-first': async () => {
    await Promise.all(note('old-note'))
    await bind(GUARD, 'old-note')
    await scene.deploy()
    await rm(`${scene.checkout}/tenant/actions/old-note.json`)
    await Promise.all(note('new-note'))
    await bind(GUARD, 'new-note')
    refuseWrites('PATCH', '/api/v2/actions/triggers/*')
    const options = { allowed: { actions: 1 } }
    expect(await outcome(scene.deploy(options))).toEqual(['deploy_failed'])
    scene.running.control.clearFaults()
    expect(bound()).toEqual([GUARD, 'old-note'])
    expect(await outcome(scene.deploy(options))).toBe('done')
    expect(bound()).toEqual([GUARD, 'new-note'])
    expect([...state().actions.values()].map(({ name }) => name)).not.toContain('old-note')
  },

  'foreign-unbound': async () => {
    const before = state().bindings.get('post-login') ?? []
    const [first] = before
    const [other] = [...state().actions.values()].filter(
      ({ name }) => name === 'org-guard-pre-user-registration',
    )
    Object.assign(other ?? {}, { name: 'foreign' })
    state().bindings.set('post-login', [
      ...before,
      { ...first, id: 'x', action_id: other?.id ?? '' } as never,
    ])
    expect(await outcome()).toContain('binding_unknown')
    expect(bound()).toEqual([GUARD, 'foreign'])
  },

  'trigger-left-bound': async () => {
    await scene.edit('tenant/triggers/triggers.json', ({ 'post-login': _gone, ...rest }) => rest)
    expect(await scene.run('plan')).toBe(EXIT.ok)
    expect(scene.output.at(-1)).toContain(
      `post-login: not in triggers.json, so left as it is: ${GUARD} stays bound`,
    )
  },

  'second-triggers-file': async () => {
    await scene.write('tenant/triggers/zz-more.json', JSON.stringify({ 'post-login': [] }))
    await scene.edit('tenant/roles/Member.json', (role) => ({ ...role, description: 'Works' }))
    expect(await outcome()).toEqual(['triggers_file_ignored'])
  },

  'empty-folder-deletes': async () => {
    await rm(`${scene.checkout}/tenant/organizations`, { recursive: true })
    await mkdir(`${scene.checkout}/tenant/organizations`)
    expect(await outcome()).toEqual(['deletion_not_allowed'])
    expect(state().organizations.size).toBe(2)
  },

  'half-applied': async () => {
    await scene.edit('tenant/clients/Reports.json', (client) => ({
      ...client,
      description: 'Changed',
    }))
    await scene.edit('tenant/organizations/acme.json', (one) => ({
      ...one,
      display_name: 'Changed',
    }))
    refuseWrites('PATCH', '/api/v2/organizations/*')
    expect(await outcome()).toEqual(['deploy_failed'])
    scene.running.control.clearFaults()
    expect(await scene.run('plan', '--json')).toBe(EXIT.differences)
    const { changes } = JSON.parse(scene.output.at(-1) ?? '{}')
    expect(changes.map((one: { name: string }) => one.name)).toEqual(['acme'])
    expect(await outcome()).toBe('done')
  },

  'dry-run-blind': async () => {
    await Promise.all(note('one'))
    await bind(GUARD, 'one')
    await scene.deploy()
    await bind('one', GUARD)
    expect(await scene.run('plan')).toBe(EXIT.differences)
    expect(scene.output.at(-1)).toContain('only the order changes')
  },

  'dry-run-cries-wolf': async () => {
    expect(await scene.run('plan')).toBe(EXIT.ok)
    expect(scene.output.at(-1)).toMatch(/^nothing to do/)
  },

  'own-client-deleted': async () => {
    const { clientId } = scene.running.machineClients.deploy
    await scene.edit('tenant/roles/Member.json', (role) => ({ ...role, description: 'Works' }))
    await scene.edit('tenant/clients/Reports.json', (client) => ({
      ...client,
      description: 'Changed',
    }))
    await scene.deploy()
    expect(state().clients.has(clientId)).toBe(true)
    await scene.run('plan', '--json')
    expect(JSON.parse(scene.output.at(-1) ?? '{}').changes).toEqual([])
  },

  'unset-secret-literal': async () => {
    scene.variables.OG_CLIENT_SECRET = ''
    expect(await outcome()).toEqual(['secret_missing'])
    scene.variables.AUTH0_CLIENT_ID = ''
    expect(await outcome()).toEqual(['secret_missing', 'credential_missing'])
  },

  'secrets-removed': async () => {
    await scene.edit(`tenant/actions/${GUARD}.json`, (one) => ({ ...one, secrets: [] }))
    expect(await scene.run('plan')).toBe(EXIT.differences)
    expect(scene.output.at(-1)).toContain('secrets[OG_SIGNING_KEY] removed')
  },

  'connection-secret-lost': async () => {
    const before = connection('acme-oidc')?.options
    await scene.edit('tenant/connections/acme-oidc.json', (one) => {
      const { client_secret: _gone, ...options } = one.options as Record<string, unknown>
      return { ...one, display_name: 'Acme Inc.', options }
    })
    expect(await outcome()).toBe('done')
    expect(connection('acme-oidc')?.options).toEqual(before)
  },

  'keyword-breaks-json': async () => {
    await scene.edit('tenant/tenant.json', (settings) => ({
      ...settings,
      friendly_name: '##NAME##',
    }))
    await scene.edit('tenant/environments/local.json', (environment) => ({
      ...environment,
      keywords: { NAME: 'x" "y' },
    }))
    expect(await outcome()).toEqual(['folder_refused'])
    await scene.edit('tenant/environments/local.json', (environment) => ({
      ...environment,
      keywords: {},
      secrets: [...(environment.secrets as string[]), 'NAME'],
    }))
    expect(await outcome()).toEqual(['secret_misplaced'])
  },

  'keyword-in-keyword': async () => {
    await scene.edit('tenant/tenant.json', (settings) => ({
      ...settings,
      friendly_name: '@@NAME@@',
    }))
    await scene.edit('tenant/environments/local.json', (environment) => ({
      ...environment,
      keywords: { NAME: '##OTHER##', OTHER: 'replaced twice' },
    }))
    expect(await outcome()).toEqual(['keyword_value_marked'])
    await scene.rewind()
    // The Deploy CLI never sees it, so it has nothing to replace in it.
    const secret = 'a secret with @@OG_SIGNING_KEY@@ in it'
    scene.variables.OG_CLIENT_SECRET = secret
    expect(await outcome()).toBe('done')
    const gate = [...state().actions.values()].find(
      ({ name }) => name === 'org-guard-pre-user-registration',
    )
    expect(gate?.secrets.find(({ name }) => name === 'OG_CLIENT_SECRET')?.value).toBe(secret)
  },

  'keyword-in-code': async () => {
    await Promise.all(
      note('leaky', 'exports.onExecutePostLogin = async () => "##OG_SIGNING_KEY##"\n'),
    )
    expect(await outcome()).toEqual(['secret_misplaced'])
  },

  'environment-replaces-keywords': async () => {
    await scene.edit('tenant/tenant.json', (settings) => ({
      ...settings,
      friendly_name: '@@NAME@@',
    }))
    await scene.edit('tenant/environments/local.json', (environment) => ({
      ...environment,
      keywords: { NAME: 'of git' },
    }))
    scene.variables.NAME = 'of the shell'
    expect(await outcome()).toBe('done')
    expect(state().settings.get('tenant-settings')?.friendly_name).toBe('of git')
  },

  'dry-run-shows-secrets': async () => {
    const secret = 'a-secret-that-only-the-tenant-has'
    Object.assign(connection('acme-oidc')?.options ?? {}, { client_secret: secret })
    expect(await scene.run('plan', '--json')).toBe(EXIT.differences)
    expect(scene.output.at(-1)).toContain('options.client_secret')
    expect(scene.output.join('\n')).not.toContain(secret)
  },

  'typo-unlinks': async () => {
    await scene.edit('tenant/organizations/acme.json', (one) => ({
      ...one,
      connections: [{ name: 'acme-oidk' }, { name: 'members' }],
    }))
    expect([await outcome(), links('acme')]).toEqual([['reference_unknown'], 2])
  },

  'omitted-unlinks': async () => {
    await scene.edit('tenant/organizations/acme.json', ({ connections: _left, ...one }) => ({
      ...one,
      display_name: 'Acme Inc.',
    }))
    const finding = 'organization_connections_unstated'
    expect([await outcome(), links('acme')]).toEqual([[finding], 2])
    const waiver = {
      finding,
      owner: 'platform',
      reason: 'ours keeps them',
      expires: dayFromNow(30),
    }
    await scene.edit('tenant/waivers.json', () => ({ waivers: [waiver] }))
    expect([await outcome(), links('acme')]).toEqual(['done', 2])
  },

  'omitted-ungrants': async () => {
    const acme = [...state().organizations.values()].find(({ name }) => name === 'acme')
    const grant = [...state().clientGrants.values()].find(
      ({ audience }) => audience === 'https://api.example.com/',
    )
    state().organizationClientGrants.push({
      organization_id: acme?.id ?? '',
      grant_id: grant?.id ?? '',
    })
    await scene.edit('tenant/organizations/acme.json', (one) => ({
      ...one,
      display_name: 'Acme Inc.',
    }))
    expect(await outcome()).toBe('done')
    expect(state().organizationClientGrants).toHaveLength(1)
  },

  'role-without-permissions': async () => {
    await scene.edit('tenant/roles/Member.json', (role) => ({
      ...role,
      description: 'Reads',
      permissions: (role.permissions as unknown[]).slice(0, 1),
    }))
    const role = [...state().roles.values()].find(({ name }) => name === 'Member')
    // Every write of a permission fails, whichever comes first: what was there is there.
    scene.running.control.addFault({
      path: '/api/v2/roles/*/permissions',
      method: 'POST',
      status: 400,
      times: 99,
    })
    scene.running.control.addFault({
      path: '/api/v2/roles/*/permissions',
      method: 'DELETE',
      status: 400,
      times: 99,
    })
    expect(await outcome()).toEqual(['deploy_failed'])
    expect(role?.permissions).toHaveLength(2)
    scene.running.control.clearFaults()
    expect([await outcome(), role?.permissions.length]).toEqual(['done', 1])
  },

  'options-dropped': async () => {
    Object.assign(connection('acme-oidc')?.options ?? {}, {
      icon_url: 'https://acme.example.com/icon.png',
    })
    await scene.edit('tenant/connections/acme-oidc.json', (one) => ({
      ...one,
      display_name: 'Acme Inc.',
    }))
    expect(await outcome()).toBe('done')
    expect(connection('acme-oidc')?.options).toMatchObject({
      icon_url: 'https://acme.example.com/icon.png',
    })
  },

  'last-client-stays': async () => {
    await scene.edit('tenant/connections/google-oauth2.json', (one) => ({
      ...one,
      enabled_clients: [],
    }))
    expect([await outcome(), connection('google-oauth2')?.enabled_clients]).toEqual(['done', []])
  },

  'unknown-client-ignored': async () => {
    await scene.edit('tenant/connections/google-oauth2.json', (one) => ({
      ...one,
      enabled_clients: ['Reports', 'Repotrs'],
    }))
    expect(await outcome()).toEqual(['reference_unknown'])
  },
}

describe('what the plain Deploy CLI does and ours does not', () => {
  beforeAll(async () => {
    scene = await openDeployedScene()
  })
  afterAll(() => scene.stop())
  beforeEach(() => scene.rewind())

  test('every hazard of the sweep has its other half here', () => {
    expect(Object.keys(OURS).sort()).toEqual(HAZARDS.map(({ id }) => id).sort())
  })

  test.each(HAZARDS.map(({ id, sentence }) => [id, sentence] as const))('%s: it %s', async (id) => {
    await OURS[id]?.()
  })
})
