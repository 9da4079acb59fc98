import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXIT } from '../../scripts/ground/exit.ts'
import { anActionFile } from '../builders/an-action-file.ts'
import { dayFromNow } from '../builders/day-from-now.ts'
import { openDeployedScene, type ShippingScene } from './shipping-scene.ts'

/**
 * One deploy of a bit of everything into a tenant that holds what the Deploy CLI alone would take
 * away. While it runs, every place where a secret
 * could leave a trace is looked into.
 */

const CANARIES = {
  ACME_OIDC_CLIENT_SECRET: 'canary-of-acme-"quoted"-\\and-escaped',
  GOOGLE_CLIENT_SECRET: 'canary-of-google-3f6c1a',
  OG_CLIENT_SECRET: 'canary-of-the-guard-9b2e77',
  OG_SIGNING_KEY: 'local-development-only-key-never-use-it-for-a-real-tenant',
}
const KEPT_SECRET = 'canary-that-only-the-tenant-knew'
const isTrace = (text: string): boolean =>
  [...Object.values(CANARIES), KEPT_SECRET].some((value) => text.includes(value))

describe('a deploy of a part of everything', () => {
  let scene: ShippingScene
  let exitCode: number
  const versionsBefore = new Map<string, number>()
  const traces: Traces = { found: [], childrenSeen: 0 }

  beforeAll(async () => {
    scene = await openDeployedScene()
    Object.assign(scene.variables, CANARIES)
    await prepareTenant(scene)
    for (const [name, count] of versionCounts(scene)) versionsBefore.set(name, count)
    await prepareGit(scene)
    expect(await scene.run('plan', '--out', 'plan.json')).toBe(EXIT.differences)
    const watching = watchForTraces(traces)
    exitCode = await scene.deploy({ planFile: 'plan.json' })
    await watching.stop()
  })

  afterAll(() => scene?.stop())

  const state = () => scene.running.tenant.state
  const named = <Item extends { name?: unknown }>(
    items: Iterable<Item>,
    name: string,
  ): Item | undefined => [...items].find((item) => item.name === name)

  test('is verified, and leaves nothing to do', async () => {
    expect(exitCode).toBe(EXIT.ok)
    expect(await scene.run('plan')).toBe(EXIT.ok)
  })

  test('makes a version of the Action that changed, and of no other', () => {
    const made = [...versionCounts(scene)].map(([name, count]) => [
      name,
      count - (versionsBefore.get(name) ?? 0),
    ])
    expect(Object.fromEntries(made)).toEqual({
      note: 1,
      'org-guard-credentials-exchange': 0,
      'org-guard-password-reset-post-challenge': 0,
      'org-guard-post-login': 0,
      'org-guard-pre-user-registration': 1,
    })
  })

  test('binds in the order of git', () => {
    const names = (state().bindings.get('post-login') ?? []).map(
      ({ action_id: id }) => state().actions.get(id)?.name,
    )
    expect(names).toEqual(['org-guard-post-login', 'note'])
  })

  test('unlinks nothing that the organization’s file does not speak of', () => {
    const acme = named(state().organizations.values(), 'acme')
    const links = state().organizationConnections.filter(
      ({ organization_id: id }) => id === acme?.id,
    )
    const grants = state().organizationClientGrants.filter(
      ({ organization_id: id }) => id === acme?.id,
    )
    expect([acme?.display_name, links.length, grants.length]).toEqual(['Acme Inc.', 2, 1])
  })

  test('keeps options that the connection’s file does not speak of, and sets its secret', () => {
    const connection = named(state().connections.values(), 'acme-oidc')
    expect(connection?.options).toMatchObject({
      client_secret: CANARIES.ACME_OIDC_CLIENT_SECRET,
      icon_url: 'https://acme.example.com/icon.png',
      api_secret: KEPT_SECRET,
    })
    expect(connection?.display_name).toBe('Acme Inc.')
  })

  test('takes a client from the database, and a permission from the role', () => {
    const reports = named(state().clients.values(), 'Reports')
    const members = named(state().connections.values(), 'members')
    expect(members?.enabled_clients).toHaveLength(2)
    expect(members?.enabled_clients).not.toContain(reports?.client_id)
    expect(named(state().roles.values(), 'Member')?.permissions).toEqual([
      { permission_name: 'read:documents', resource_server_identifier: 'https://api.example.com/' },
    ])
  })

  test('leaves no trace of a secret: not in output, plan, receipts, build or temporary folders, arguments or environments', async () => {
    const built = await scene.filesIn('.build')
    const plan = await readFile(join(scene.checkout, 'plan.json'), 'utf8')
    expect(built.size).toBeGreaterThan(10)
    expect([...built].filter(([, text]) => isTrace(text)).map(([file]) => file)).toEqual([])
    expect([isTrace(plan), scene.output.filter(isTrace), traces.found]).toEqual([false, [], []])
    // Where there is no /proc to look into, there is nothing to have seen.
    const canLook = (await readdir('/proc').catch(() => [])).length > 0
    expect(traces.childrenSeen > 0).toBe(canLook)
  })
})

const versionCounts = ({ running }: ShippingScene): ReadonlyMap<string, number> => {
  const { actions, actionVersions } = running.tenant.state
  return new Map(
    [...actions.values()].map(({ id, name }) => [
      name,
      [...actionVersions.values()].filter(({ action_id }) => action_id === id).length,
    ]),
  )
}

/** What administrators did in the tenant: links, options and a grant that git does not know. */
async function prepareTenant({ management, running }: ShippingScene): Promise<void> {
  const { state } = running.tenant
  const acme = [...state.organizations.values()].find(({ name }) => name === 'acme')
  const grant = [...state.clientGrants.values()].find(
    ({ audience }) => audience === 'https://api.example.com/',
  )
  Object.assign(grant ?? {}, { organization_usage: 'allow' })
  await management.organizations.clientGrants.create(acme?.id ?? '', { grant_id: grant?.id ?? '' })
  const oidc = [...state.connections.values()].find(({ name }) => name === 'acme-oidc')
  await management.connections.update(oidc?.id ?? '', {
    options: {
      ...(oidc?.options as object),
      icon_url: 'https://acme.example.com/icon.png',
      api_secret: KEPT_SECRET,
    },
  })
}

async function prepareGit({ edit, write }: ShippingScene): Promise<void> {
  const waiver = { owner: 'platform', reason: 'ours keeps them', expires: dayFromNow(30) }
  await edit('tenant/waivers.json', () => ({
    waivers: [{ finding: 'organization_connections_unstated', ...waiver }],
  }))
  await edit('tenant/organizations/acme.json', ({ connections: _left, ...acme }) => ({
    ...acme,
    display_name: 'Acme Inc.',
  }))
  await edit('tenant/connections/acme-oidc.json', (one) => ({ ...one, display_name: 'Acme Inc.' }))
  await edit('tenant/database-connections/members/database.json', (one) => ({
    ...one,
    enabled_clients: ['Back Office', 'Member Portal'],
  }))
  await edit('tenant/roles/Member.json', (role) => {
    ;(role.permissions as unknown[]).pop()
  })
  await edit('tenant/attack-protection/brute-force-protection.json', (one) => ({
    ...one,
    max_attempts: 5,
  }))
  await edit('tenant/triggers/triggers.json', (triggers) => {
    ;(triggers['post-login'] as unknown[]).push({ action_name: 'note', display_name: 'note' })
  })
  await write('tenant/actions/note.json', JSON.stringify(anActionFile('note')))
  await write('tenant/actions/note/code.js', 'exports.onExecutePostLogin = async () => {}\n')
}

type Traces = { found: string[]; childrenSeen: number }

/** Looks into every process and our temporary folders, again and again, until it is stopped. */
function watchForTraces(traces: Traces): { stop(): Promise<void> } {
  let isOver = false
  const looking = (async () => {
    while (!isOver) {
      await lookAround(traces)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })()
  return {
    stop: () => {
      isOver = true
      return looking
    },
  }
}

async function lookAround(traces: Traces): Promise<void> {
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const scratch = (await readdir(tmpdir())).filter((name) =>
    /^auth0-org-guard-(?!test-)/.test(name),
  )
  const files = [
    ...processes.flatMap((id) => [`/proc/${id}/cmdline`, `/proc/${id}/environ`]),
    ...(
      await Promise.all(
        scratch.map(async (name) => {
          const folder = join(tmpdir(), name)
          return (await readdir(folder).catch(() => [])).map((file) => join(folder, file))
        }),
      )
    ).flat(),
  ]
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '')
    if (isTrace(text)) traces.found.push(file)
    if (text.includes('deploy-cli-child.mjs')) traces.childrenSeen += 1
  }
}
