import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EXIT } from '../failures.ts'
import { isLocalEnvironment } from '../project/development-key.ts'
import { idsPath, loadProject, type Project } from '../project/load-project.ts'
import {
  listFolderNames,
  listTenantNames,
  type NameList,
  resolveNames,
} from '../project/resolve-names.ts'
import { asking } from '../shipping/access/asking.ts'
import { managementClient } from '../shipping/access/management-client.ts'
import { assertScopes, openTenant } from '../shipping/access/tenant-access.ts'
import { parseTenantFolder } from '../tenant-folder/tenant-folder.ts'
import { readTenantTexts } from '../tenant-folder/tenant-texts.ts'
import { type Command, ENVIRONMENT_OPTION, type Surroundings, textOption } from './command.ts'

const SCOPES = ['read:clients', 'read:connections', 'read:organizations']

export const resolve: Command = {
  name: 'resolve',
  summary: 'write the ids of all names in the rulebook to the committed ids file',
  options: { environment: ENVIRONMENT_OPTION },
  notes: [`needs ${SCOPES.join(', ')}; the local environment needs no tenant`],
  async run(options, _words, surroundings) {
    const project = await loadProject(surroundings.root, textOption(options, 'environment'))
    const ids = resolveNames(project, await listNames(project, surroundings))
    const file = idsPath(project.environmentName)
    await writeFile(join(project.root, file), `${JSON.stringify(ids, null, 2)}\n`)
    surroundings.print(`wrote ${file}: commit it`)
    return EXIT.ok
  },
}

async function listNames(
  project: Project,
  { environmentVariables }: Surroundings,
): Promise<NameList> {
  if (isLocalEnvironment(project)) {
    const texts = await readTenantTexts(project.root)
    return listFolderNames(parseTenantFolder(texts, project.environment.keywords))
  }
  const access = await openTenant(project, environmentVariables)
  assertScopes(access, SCOPES)
  return asking(access.address.domain, 'reading names', () =>
    listTenantNames(managementClient(access)),
  )
}
