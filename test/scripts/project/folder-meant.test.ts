import { expect, test } from 'vitest'
import { folderMeant } from '../../../scripts/project/folder-meant.ts'
import { RESOURCE_FOLDERS } from '../../../scripts/project/resource-folders.ts'

test.each<[string, string | null]>([
  ['databases', 'database-connections'],
  ['database', 'database-connections'],
  ['DatabaseConnections', 'database-connections'],
  ['client-grants', 'grants'],
  ['apis', 'resource-servers'],
  ['applications', 'clients'],
  ['Actions', 'actions'],
  ['connection', 'connections'],
  ['organisations', 'organizations'],
  ['guardian/factor', 'guardian/factors'],
  ['actions/enrich', null],
  ['database-connections/customers', null],
  ['guardian', null],
  ['emails', null],
  ['config', null],
  ['docs', null],
  ['src', null],
  ['tools', null],
  ['scripts', null],
  ['tests', null],
  ['lib', null],
  ['templates', null],
])('%s is %s', (path, meant) => {
  expect(folderMeant(path)).toBe(meant)
})

test.each(Object.values(RESOURCE_FOLDERS))('%s is meant as it is', (folder) => {
  expect(folderMeant(folder.slice('tenant/'.length).replace(/\/?[^/]*\.json$/, ''))).toBe(null)
})
