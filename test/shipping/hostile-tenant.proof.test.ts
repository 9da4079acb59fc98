import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EXIT } from '../../scripts/ground/exit.ts'
import { UserFault } from '../../scripts/ground/user-fault.ts'
import { openDeployedScene, type ShippingScene } from './shipping-scene.ts'

/** A tenant that does not show what it has, or changes under our hands, and what it takes with it. */
let scene: ShippingScene
beforeAll(async () => {
  scene = await openDeployedScene()
})
afterAll(() => scene.stop())
beforeEach(() => scene.rewind())

const state = () => scene.running.tenant.state

/** Codes of the faults that a deploy is refused with; otherwise its exit code. */
const outcome = (deploying: Promise<unknown>): Promise<unknown> =>
  deploying.catch((error: unknown) => {
    if (!(error instanceof UserFault)) throw error
    return error.faults.map(({ code }) => code)
  })

test.each([
  [403, 'scope_missing'],
  [503, 'tenant_unavailable'],
])('bindings that are answered %i once are not taken for none', async (status, code) => {
  const path = '/api/v2/actions/triggers/*/bindings'
  scene.running.control.addFault({ method: 'GET', path, status, times: status === 403 ? 1 : 5 })
  await scene.edit('tenant/roles/Member.json', (role) => ({ ...role, description: 'Works' }))
  expect([await outcome(scene.deploy()), scene.written()]).toEqual([[code], []])
})

test('grants of a client that git took out go with it, and need no word of their own', async () => {
  const files = ['tenant/clients/Batch.json', 'tenant/grants/Batch.json'] as const
  const audience = 'https://api.example.com/'
  await scene.write(files[0], JSON.stringify({ name: 'Batch', app_type: 'non_interactive' }))
  await scene.write(files[1], JSON.stringify({ client_id: 'Batch', audience, scope: [] }))
  expect(await outcome(scene.deploy())).toBe(EXIT.ok)
  const { clients, clientGrants } = state()
  const id = [...clients.values()].find(({ name }) => name === 'Batch')?.client_id
  const granted = () => [...clientGrants.values()].filter(({ client_id: one }) => one === id).length
  const before = [granted(), scene.written().length]
  await Promise.all(files.map((file) => rm(`${scene.checkout}/${file}`)))
  expect(await outcome(scene.deploy({ allowDelete: { clients: 1 } }))).toBe(EXIT.ok)
  expect([before, granted()]).toEqual([[1, before[1]], 0])
  expect(scene.written().slice(before[1])).toEqual([`DELETE /clients/${id}`])
})

test('what somebody else changes while a deploy runs is not written over, and said', async () => {
  const { output } = scene
  await scene.edit('tenant/roles/Member.json', (role) => ({ ...role, description: 'Works' }))
  await scene.edit('tenant/organizations/acme.json', (one) => ({ ...one, display_name: 'Ours' }))
  const acme = () => [...state().organizations.values()].find(({ name }) => name === 'acme')
  output.push = (...lines) => {
    const organization = acme()
    const isFirst = lines.some((line) => line.startsWith('PATCH /roles/'))
    if (isFirst && organization !== undefined) organization.display_name = 'Theirs'
    return Array.prototype.push.apply(output, lines)
  }
  const deploying = scene.deploy().finally(() => Reflect.deleteProperty(output, 'push'))
  expect(await outcome(deploying)).toEqual(['tenant_moved'])
  expect(acme()?.display_name).toBe('Theirs')
  expect(await outcome(scene.deploy())).toBe(EXIT.ok)
  expect(acme()?.display_name).toBe('Ours')
})

test('nor is a link of one organization, where the same deploy makes another organization the same link', async () => {
  const { output } = scene
  const name = 'acme-oidc'
  await scene.edit('tenant/organizations/acme.json', ({ connections, ...one }) => ({
    ...one,
    connections: (connections as { name: string }[]).map((link) =>
      link.name === name ? { ...link, show_as_button: false } : link,
    ),
  }))
  const connections = [{ name, assign_membership_on_login: false, show_as_button: true }]
  await scene.write(
    'tenant/organizations/newco.json',
    JSON.stringify({ name: 'newco', display_name: 'New', connections }),
  )
  const { organizations, connections: all } = state()
  const id = [...organizations.values()].find((one) => one.name === 'acme')?.id
  const theirs = [...all.values()].find((one) => one.name === name)?.id
  const link = () =>
    state().organizationConnections.find(
      (one) => one.organization_id === id && one.connection_id === theirs,
    )
  output.push = (...lines) => {
    const isFirst = lines.some((line) => /^POST .*\/(enabled_)?connections$/.test(line))
    if (isFirst) Object.assign(link() ?? {}, { is_enabled: false })
    return Array.prototype.push.apply(output, lines)
  }
  const deploying = scene.deploy().finally(() => Reflect.deleteProperty(output, 'push'))
  const ended = await outcome(deploying)
  expect([ended, link()]).toMatchObject([['tenant_moved'], { is_enabled: false }])
})

test('what somebody else changes while a deploy runs is not deleted, and said', async () => {
  const { output } = scene
  await scene.management.roles.create({ name: 'New' })
  await scene.edit('tenant/roles/Member.json', (role) => ({ ...role, description: 'Works' }))
  const created = () => [...state().roles.values()].find(({ name }) => name === 'New')
  output.push = (...lines) => {
    const role = created()
    const isFirst = lines.some((line) => line.startsWith('PATCH /roles/'))
    if (isFirst && role !== undefined) role.description = 'In use by now'
    return Array.prototype.push.apply(output, lines)
  }
  const deploying = scene
    .deploy({ allowDelete: { roles: 1 } })
    .finally(() => Reflect.deleteProperty(output, 'push'))
  expect(await outcome(deploying)).toEqual(['tenant_moved'])
  expect(created()?.description).toBe('In use by now')
})

test('a removal that the tenant refuses is said as whatever stops a deploy', async () => {
  await scene.management.roles.create({ name: 'New' })
  const path = '/api/v2/roles/*'
  scene.running.control.addFault({ method: 'DELETE', path, status: 403, times: 1 })
  expect(await outcome(scene.deploy({ allowDelete: { roles: 1 } }))).toEqual(['deploy_failed'])
})

test('a file that the Deploy CLI does not take is called as the team calls it', async () => {
  await scene.edit('tenant/tenant.json', (settings) => ({
    ...settings,
    friendly_name: '##NAME##',
  }))
  await scene.edit('tenant/environments/local.json', (environment) => ({
    ...environment,
    keywords: { NAME: 'x" "y' },
  }))
  const refused = await scene.deploy().catch((error) => error)
  expect((refused as UserFault).faults).toEqual([
    expect.objectContaining({
      code: 'folder_refused',
      message: expect.stringMatching(/[^/]\btenant\/tenant\.json\b/),
    }),
  ])
  expect((refused as UserFault).message).not.toContain(scene.checkout)
})

describe('what the tenant does not show', () => {
  const hide = (path: string) =>
    scene.running.control.addFault({ method: 'GET', path: `/api/v2${path}`, status: 403 })
  const plan = async () => {
    await scene.run('plan', '--json')
    return JSON.parse(scene.output.at(-1) ?? '')
  }

  test('and the Deploy CLI passes over is a note of the plan, once for its kind', async () => {
    hide('/organizations/*/discovery-domains')
    const { notes, changes, refusals } = await plan()
    expect(notes.filter((note: string) => note.includes('does not show'))).toEqual([
      expect.stringContaining('organizations: discovery_domains: the tenant does not show it (403'),
    ])
    expect([changes, refusals]).toEqual([[], []])
  })

  test('is not taken for empty: what git has of it is not added blindly', async () => {
    hide('/organizations/*/discovery-domains')
    await scene.edit('tenant/organizations/acme.json', (one) => ({
      ...one,
      discovery_domains: [{ domain: 'acme.example.com', status: 'pending' }],
    }))
    expect((await plan()).refusals.map(({ code }: { code: string }) => code)).toEqual([
      'write_not_understood',
    ])
  })
})
