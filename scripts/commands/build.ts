import { relative } from 'node:path'
import { type StagedTenant, stageTenant } from '../bundle/stage-tenant.ts'
import { textOption } from '../ground/command-options.ts'
import { EXIT, refuseFaults } from '../ground/failures.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { checkSecrets } from '../project/check-secrets.ts'
import { describeReach } from '../project/describe-reach.ts'
import { isLocalEnvironment } from '../project/development-key.ts'
import { type Command, ENVIRONMENT_OPTION } from './command.ts'

export const build: Command = {
  name: 'build',
  summary: 'validate everything and stage .build/<environment>/tenant',
  options: {
    environment: ENVIRONMENT_OPTION,
    'without-secrets': {
      type: 'boolean',
      description: 'do not demand the secrets of the environment (a deploy will)',
    },
  },
  async run(options, _words, surroundings) {
    const name = textOption(options, 'environment')
    const { environmentVariables } = surroundings
    const staged = await stageTenant(
      surroundings.root,
      name,
      surroundings.nowMs(),
      environmentVariables,
    )
    // The local environment's secrets are made for each run, so there is nothing to demand here.
    if (options['without-secrets'] !== true && !isLocalEnvironment(staged.project)) {
      refuseFaults(checkSecrets(staged.project, environmentVariables))
    }
    printStaged(staged, surroundings)
    return EXIT.ok
  },
}

export function printStaged(staged: StagedTenant, { root, print }: Surroundings): void {
  for (const warning of staged.warnings) print(`warning: ${warning}`)
  for (const { name, code, sha256 } of staged.actions) {
    print(`built ${name}: ${Buffer.byteLength(code)} bytes, sha256 ${sha256}`)
  }
  for (const line of describeReach(staged.project)) print(line)
  print(`staged ${relative(root, staged.folder)}`)
}
