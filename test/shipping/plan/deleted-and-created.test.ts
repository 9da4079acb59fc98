import { expect, test } from 'vitest'
import type { ResourceEffect } from '../../../scripts/gateway/net-effect.ts'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import { judgeRehearsal } from '../../../scripts/shipping/plan/judge-rehearsal.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

const { port } = memoryPort({ '/actions/actions': [] })

type Told = readonly [kind: ResourceEffect['kind'], type: string, name: string, root: string]
const effect = ([kind, type, name, root]: Told): ResourceEffect => ({
  kind,
  type,
  name,
  root,
  before: {},
  after: {},
  fields: [],
  isDeployed: false,
})

test.each<[string, Told[], readonly string[]]>([
  [
    'a database that is taken for another connection',
    [
      ['create', 'databases', 'members', '/connections/con_2'],
      ['delete', 'connections', 'members', '/connections/con_1'],
    ],
    ['connections/members'],
  ],
  [
    'what is kept, and another one that goes',
    [
      ['update', 'roles', 'Member', '/roles/rol_1'],
      ['delete', 'roles', 'Auditor', '/roles/rol_2'],
    ],
    [],
  ],
  [
    'a grant of an application for another API',
    [
      ['create', 'clientGrants', 'Export -> https://new.example.com/', '/client-grants/cgr_2'],
      ['delete', 'clientGrants', 'Export -> https://old.example.com/', '/client-grants/cgr_1'],
    ],
    [],
  ],
])('one commit makes and deletes %s', async (_what, told, refused) => {
  const faults = await judgeRehearsal({
    assets: {},
    effects: told.map(effect),
    tenant: openVirtualTenant(openSnapshot(port)),
    ownClientIds: new Set(),
    deployClientId: 'cli_deploy',
    shipped: [],
    keeps: {},
    address: '',
  })
  expect(faults.map(({ code, message }) => [code, message])).toEqual(
    refused.map((key) => [
      'deleted_and_created',
      `the Deploy CLI would delete \`${key}\`, which the same commit creates or changes`,
    ]),
  )
})
