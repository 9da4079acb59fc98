import { describe, expect, test } from 'vitest'
import { derivedId } from '../../../scripts/local-tenant/ids.ts'
import { loadProject } from '../../../scripts/project/load-project.ts'
import { listFolderNames, resolveNames } from '../../../scripts/project/resolve-names.ts'
import { parseTenantFolder } from '../../../scripts/project/tenant-folder/tenant-folder.ts'
import { aProjectFolder, faultsOf } from '../../builders/a-project-folder.ts'

const namesIn = (files: Readonly<Record<string, string>>, keywords = {}) =>
  listFolderNames(
    parseTenantFolder(
      { files: new Map(Object.entries(files)), folders: new Set(), links: [] },
      keywords,
    ),
  )

describe('the names that a folder gives to a local tenant', () => {
  test.each<[what: string, Record<string, string>, kind: 'clients' | 'connections', string[]]>([
    [
      'an application',
      { 'tenant/clients/a.json': '{ "name": "Reports" }' },
      'clients',
      ['Reports'],
    ],
    [
      'one whose name a keyword is part of',
      { 'tenant/clients/a.json': '{ "name": "Reports ##STAGE##" }' },
      'clients',
      ['Reports dev'],
    ],
    [
      'one with a list that a keyword puts in without quotes',
      { 'tenant/clients/a.json': '{ "name": "Reports", "callbacks": @@CALLBACKS@@ }' },
      'clients',
      ['Reports'],
    ],
    [
      'one whose login page stands beside it',
      { 'tenant/clients/a.json': '{ "name": "Reports" }', 'tenant/clients/a.html': '<p></p>' },
      'clients',
      ['Reports'],
    ],
    [
      'connections of both folders, with a template and a script beside them',
      {
        'tenant/connections/email.json': '{ "name": "email", "strategy": "email" }',
        'tenant/connections/email.html': '<p></p>',
        'tenant/database-connections/members/database.json': '{ "name": "members" }',
        'tenant/database-connections/members/login.js': 'function login() {}',
      },
      'connections',
      ['email', 'members'],
    ],
  ])('%s', (_what, files, kind, names) => {
    const list = namesIn(files, { STAGE: 'dev', CALLBACKS: ['https://app.example.com/'] })
    const id = kind === 'clients' ? 'client' : 'connection'
    expect(list[kind]).toEqual(names.map((name) => ({ name, id: derivedId(id, name) })))
  })

  test('a file that is not JSON is refused by its name', async () => {
    const found = await faultsOf(() => namesIn({ 'tenant/clients/a.json': '{' }))
    expect(found.map(({ code, message }) => [code, message])).toEqual([
      ['json_invalid', '`tenant/clients/a.json` is not JSON once the keywords are put in'],
    ])
  })
})

test('a name that the tenant lacks, or has twice, is said with every place that names it', async () => {
  const canary = {
    name: 'in',
    client: 'Nowhere',
    redirectUri: 'https://app.example.com/',
    organization: 'acme',
    expect: 'admitted',
    identifier: 'ID',
    password: 'PW',
  }
  const folder = await aProjectFolder(
    ['tenant/environments/local.json', ['canaries'], [canary]],
    ['tenant/rulebook.json', ['policies', 'verified-email', 'trustedConnections'], ['acme-oidc']],
  )
  const project = await loadProject(folder, 'local')
  const list = { clients: [], connections: [], organizations: [] }
  const faults = await faultsOf(() => resolveNames(project, list))
  const said = faults.map(({ code, message }) => `${code}: ${message}`).join('\n')
  for (const path of ['canaries.0.client', 'policies.verified-email.trustedConnections.0']) {
    expect(said).toContain(`\`${path}\``)
  }
  expect(faults.find(({ message }) => message.includes('Nowhere'))).toEqual({
    code: 'name_unknown',
    message:
      '`canaries.0.client` names `Nowhere`, which is the name of none of the clients of `localhost:4443`',
    fix: 'correct the name in `tenant/rulebook.json` or `tenant/environments/local.json`, or create it in the tenant first',
  })
})
