import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EXIT, type Fault, refuseFaults } from '../failures.ts'
import { LOCAL_ENVIRONMENT } from '../project/development-key.ts'
import { idsPath, loadProject, type Project } from '../project/load-project.ts'
import {
  listFolderNames,
  listTenantNames,
  type NameList,
  resolveNames,
} from '../project/resolve-names.ts'
import { connectToTenant } from '../tenant-connection.ts'
import { type Command, ENVIRONMENT_OPTION, type Surroundings, textOption } from './command.ts'

export const resolve: Command = {
  name: 'resolve',
  summary: 'write the ids of all names in the rulebook to the committed ids file',
  options: { environment: ENVIRONMENT_OPTION },
  async run(options, _words, surroundings) {
    const project = await loadProject(surroundings.root, textOption(options, 'environment'))
    const ids = resolveNames(project, await listNames(project, surroundings))
    const file = idsPath(project.environmentName)
    await writeFile(join(project.root, file), `${JSON.stringify(ids, null, 2)}\n`)
    surroundings.print(`wrote ${file}: commit it`)
    return EXIT.ok
  },
}

async function listNames(project: Project, surroundings: Surroundings): Promise<NameList> {
  if (project.environmentName === LOCAL_ENVIRONMENT) return listFolderNames(project.root)
  const { AUTH0_CLIENT_ID: clientId = '', AUTH0_CLIENT_SECRET: clientSecret = '' } =
    surroundings.environmentVariables
  refuseFaults([
    ...(clientId === '' ? [credentialMissing('AUTH0_CLIENT_ID')] : []),
    ...(clientSecret === '' ? [credentialMissing('AUTH0_CLIENT_SECRET')] : []),
  ])
  const address = { domain: project.environment.domain, certificate: null }
  return listTenantNames(connectToTenant(address, { clientId, clientSecret }))
}

const credentialMissing = (name: string): Fault => ({
  code: 'credential_missing',
  message: `the environment variable \`${name}\` has no value`,
  fix: 'set it to that of a machine client with read:clients, read:connections and read:organizations',
})
