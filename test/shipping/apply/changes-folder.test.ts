import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeChangesFolder } from '../../../scripts/shipping/apply/changes-folder.ts'
import { planChanges } from '../../../scripts/shipping/plan/plan-changes.ts'
import type { RemoteResource, Resource } from '../../../scripts/shipping/tenant-state/resource.ts'
import { anOddFolder } from '../../builders/an-odd-folder.ts'
import {
  actualTenant,
  aGuard,
  aTrigger,
  desiredTenant,
  existing,
  GUARD_CODE,
  inputs,
  wanted,
} from '../plan/a-tenant-pair.ts'

/** What the Deploy CLI is given: each hazard of it is met by what stands in, or not in, this folder. */

let folder: string
beforeEach(async () => {
  folder = anOddFolder()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function written(
  git: readonly Resource[],
  tenant: readonly RemoteResource[],
): Promise<{ types: readonly string[]; kept: unknown; files: Record<string, unknown> }> {
  const desired = desiredTenant(...git)
  const actual = actualTenant(...tenant)
  const plan = planChanges(inputs(desired, actual))
  const { types, kept } = await writeChangesFolder(folder, plan, desired, actual)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files: Record<string, unknown> = {}
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = join(entry.parentPath, entry.name)
    const text = await readFile(file, 'utf8')
    files[file.slice(folder.length + 1)] = file.endsWith('.json') ? JSON.parse(text) : text
  }
  return { types, kept, files }
}

const oldGuard = existing(aGuard({ code: 'old' }))

describe('the folder', () => {
  test('of nothing to do holds nothing', async () => {
    const guard = aGuard()
    expect(await written([guard], [existing(guard)])).toEqual({ types: [], kept: {}, files: {} })
  })

  test('holds the changed Action only, with its secrets as keywords and its code inside', async () => {
    const { types, files } = await written(
      [aGuard(), wanted('actions', 'other', { code: 'same' }), aTrigger('guard')],
      [
        oldGuard,
        existing(wanted('actions', 'other', { code: 'same' })),
        existing(aTrigger('guard')),
      ],
    )
    expect(types).toEqual(['actions'])
    expect(files).toEqual({
      'actions/0.json': expect.objectContaining({
        name: 'guard',
        code: './actions/0/code.js',
        secrets: [{ name: 'KEY', value: '@@KEY@@' }],
      }),
      'actions/0/code.js': GUARD_CODE,
    })
  })

  test('of triggers names only those that change', async () => {
    const other = { ...aTrigger('guard'), name: 'pre-user-registration' }
    const { types, files } = await written(
      [aGuard(), aTrigger('guard'), other],
      [existing(aGuard()), existing(aTrigger()), existing(other)],
    )
    expect([types, files]).toEqual([
      ['triggers'],
      {
        'triggers/triggers.json': {
          'post-login': [{ action_name: 'guard', display_name: 'guard' }],
        },
      },
    ])
  })

  test('says `[]` for a trigger that shall run nothing: a missing name would leave it bound', async () => {
    const { files } = await written(
      [aGuard(), aTrigger()],
      [existing(aGuard()), existing(aTrigger('guard'))],
    )
    expect(files).toEqual({ 'triggers/triggers.json': { 'post-login': [] } })
  })

  test('never holds what is only to be deleted', async () => {
    const { types, files } = await written(
      [aGuard()],
      [existing(aGuard()), existing(wanted('actions', 'left', { code: '' }))],
    )
    expect([types, files]).toEqual([[], {}])
  })

  test('of an organization keeps the links that its file does not speak of', async () => {
    const acme = wanted('organizations', 'acme', { display_name: 'Acme' })
    const links = { connections: [{ name: 'members' }], client_grants: [{ client_id: 'Export' }] }
    const remote = existing(acme, {
      value: { name: 'acme', display_name: 'Other', ...links },
      undeclared: links,
    })
    expect(await written([acme], [remote])).toEqual({
      types: ['organizations'],
      kept: { OG_KEPT_1: links.connections, OG_KEPT_2: links.client_grants },
      files: {
        'organizations/0.json': {
          name: 'acme',
          display_name: 'Acme',
          connections: '@@OG_KEPT_1@@',
          client_grants: '@@OG_KEPT_2@@',
        },
      },
    })
  })

  test('of an organization holds the whole list that its file speaks of', async () => {
    const connections = [{ name: 'members' }, { name: 'oidc' }]
    const acme = wanted('organizations', 'acme', { connections })
    const remote = existing(acme, {
      value: { name: 'acme', connections: [{ name: 'members' }] },
      undeclared: { connections: [{ name: 'members' }], client_grants: [] },
    })
    const { files } = await written([acme], [remote])
    expect(files['organizations/0.json']).toMatchObject({ connections })
  })

  test('of a connection keeps options beside those of git, also deeper down, off the disk', async () => {
    const oidc = wanted('connections', 'oidc', {
      options: {
        scope: 'openid',
        client_secret: { $secret: 'OIDC', $fingerprint: null },
        map: { email: 'mail' },
      },
    })
    const options = {
      scope: 'email',
      client_secret: 'of the tenant',
      certificate_password: 'only the tenant knows',
      map: { email: 'address', name: 'cn' },
    }
    const remote = existing(oidc, {
      value: {
        name: 'oidc',
        options: { ...options, client_secret: { $secret: null, $fingerprint: 'x' } },
      },
      undeclared: { options },
    })
    const { kept, files } = await written([oidc], [remote])
    expect([kept, files['connections/0.json']]).toEqual([
      { OG_KEPT_1: 'cn', OG_KEPT_2: 'only the tenant knows' },
      {
        name: 'oidc',
        options: {
          scope: 'openid',
          client_secret: '@@OIDC@@',
          map: { email: 'mail', name: '@@OG_KEPT_1@@' },
          certificate_password: '@@OG_KEPT_2@@',
        },
      },
    ])
    expect(JSON.stringify(files)).not.toMatch(/of the tenant|only the tenant knows/)
  })

  test('never holds a changed role: its permissions would be gone for a moment', async () => {
    const role = wanted('roles', 'Member', { description: 'new' })
    const remote = existing(role, {
      value: { name: 'Member', description: 'old', permissions: [] },
    })
    expect((await written([role], [remote])).types).toEqual([])
    expect((await written([role], [])).types).toEqual(['roles'])
  })

  test('holds all attack protections or none, as the Deploy CLI demands', async () => {
    const names = [
      'breached-password-detection',
      'brute-force-protection',
      'suspicious-ip-throttling',
    ]
    const git = names.map(
      (name): Resource => ({ type: 'attackProtection', name, value: { enabled: true } }),
    )
    const tenant = git.map((one, index) => existing(one, { value: { enabled: index > 0 } }))
    const { files } = await written(git, tenant)
    expect(Object.keys(files).sort()).toEqual(names.map((name) => `attack-protection/${name}.json`))
  })

  test('puts scripts and mails into files, where the Deploy CLI looks for them', async () => {
    const { files } = await written(
      [
        wanted('databases', 'people', {
          options: { customScripts: { login: 'function login() {}' } },
        }),
        wanted('connections', 'email', {
          strategy: 'email',
          options: { email: { body: '<p>Hello</p>' } },
        }),
      ],
      [],
    )
    expect(files).toEqual({
      'database-connections/0/database.json': {
        name: 'people',
        options: { customScripts: { login: './login.js' } },
      },
      'database-connections/0/login.js': 'function login() {}',
      'connections/1.json': {
        name: 'email',
        strategy: 'email',
        options: { email: { body: '1.html' } },
      },
      'connections/1.html': '<p>Hello</p>',
    })
  })
})
