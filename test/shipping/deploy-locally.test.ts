import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { loadProject } from '../../scripts/project/load-project.ts'
import { deployLocally } from '../../scripts/shipping/deploy-locally.ts'
import { ROOT } from '../builders/a-checkout.ts'

test('a tenant in one YAML file is imported, and what the tenant began with stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deploy-locally-'))
  const tenant = await startTenant({ actionBuildMs: 1 })
  onTestFinished(async () => {
    await tenant.stop()
    await rm(folder, { recursive: true })
  })
  const input = join(folder, 'tenant.yaml')
  await writeFile(input, 'clients:\n  - name: Portal\nroles:\n  - name: Member\n')
  const { clients, roles, clientGrants } = tenant.tenant.state
  const names = (): readonly string[] => [...clients.values()].map(({ name }) => name)
  const before = { names: names(), grants: clientGrants.size }
  const staged = {
    project: await loadProject(ROOT, 'local'),
    folder,
    contentHash: '',
    input,
    types: ['clients', 'clientGrants', 'roles'],
    actions: [],
    rulebookHash: '',
    warnings: [],
    disarmed: [],
  } as const
  await deployLocally(staged, tenant, () => {})
  expect([...roles.values()].map(({ name }) => name)).toEqual(['Member'])
  expect([names(), clientGrants.size]).toEqual([[...before.names, 'Portal'], before.grants])
})
