import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asking } from '../auth0/asking.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { pathIn } from '../project/layout.ts'
import { idsPath, loadProject, type Project } from '../project/load-project.ts'
import { isLocalEnvironment } from '../project/local-environments.ts'
import {
  listFolderNames,
  listTenantNames,
  type NameList,
  resolveNames,
} from '../project/resolve-names.ts'
import { openTenantOf } from '../project/tenant-address.ts'
import { parseTenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import { readTenantTexts } from '../project/tenant-folder/tenant-texts.ts'
import { defineCommand } from './command.ts'
import { ENVIRONMENT } from './options.ts'

const SCOPES = ['read:clients', 'read:connections', 'read:organizations']

export const resolve = defineCommand({
  name: 'resolve',
  summary: 'write the ids of all names in the rulebook to the committed ids file',
  options: ENVIRONMENT,
  notes: [`needs ${SCOPES.join(', ')}; the local environment needs no tenant`],
  async run({ environment }, surroundings) {
    const project = await loadProject(surroundings.root, environment)
    const ids = resolveNames(project, await listNames(project, surroundings))
    const file = pathIn(project.layout, idsPath(project.environmentName))
    await writeFile(join(project.root, file), `${JSON.stringify(ids, null, 2)}\n`)
    return { exit: EXIT.ok, json: { file, ids }, text: lines(`wrote ${file}: commit it`) }
  },
})

async function listNames(
  project: Project,
  { environmentVariables }: Surroundings,
): Promise<NameList> {
  if (isLocalEnvironment(project)) {
    const texts = await readTenantTexts(project.root)
    return listFolderNames(parseTenantFolder(texts, project.environment.keywords))
  }
  const access = await openTenantOf(project, environmentVariables)
  assertScopes(access, SCOPES)
  return asking(access.address.domain, 'reading names', () =>
    listTenantNames(managementClient(access)),
  )
}
