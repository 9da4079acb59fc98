import { relative } from 'node:path'
import { type StagedTenant, stageTenant } from '../bundle/stage-tenant.ts'
import { EXIT } from '../ground/exit.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import { refuseFaults } from '../ground/user-fault.ts'
import { checkSecrets } from '../project/check-secrets.ts'
import { describeOpenings } from '../project/describe-openings.ts'
import { describeReach } from '../project/describe-reach.ts'
import { toldIn } from '../project/layout.ts'
import { isLocalEnvironment } from '../project/local-environments.ts'
import { defineCommand } from './command.ts'
import { ENVIRONMENT, flag } from './options.ts'

export const build = defineCommand({
  name: 'build',
  summary: 'validate everything and stage .build/<environment>/tenant',
  options: {
    ...ENVIRONMENT,
    withoutSecrets: flag('do not demand the secrets of the environment (a deploy will)'),
  },
  async run({ environment, withoutSecrets }, { root, nowMs, environmentVariables }) {
    const staged = await stageTenant(root, environment, nowMs(), environmentVariables)
    // The local environment's secrets are made for each run, so there is nothing to demand here.
    if (!withoutSecrets && !isLocalEnvironment(staged.project)) {
      refuseFaults(checkSecrets(staged.project, environmentVariables))
    }
    return {
      exit: EXIT.ok,
      json: {
        environment,
        folder: relative(root, staged.folder),
        actions: staged.actions.map(({ name, code, sha256 }) => ({
          name,
          bytes: Buffer.byteLength(code),
          sha256,
        })),
        openings: describeOpenings(staged.project),
        warnings: staged.warnings,
      },
      text: renderStaged(staged, root),
    }
  },
})

export const renderStaged = (staged: StagedTenant, root: string): Lines =>
  lines(
    ...staged.warnings.map((warning) => `warning: ${toldIn(staged.project.layout, warning)}`),
    ...staged.actions.map(
      ({ name, code, sha256 }) =>
        `built ${name}: ${Buffer.byteLength(code)} bytes, sha256 ${sha256}`,
    ),
    ...describeReach(staged.project),
    ...describeOpenings(staged.project),
    `staged ${relative(root, staged.folder)}`,
  )
