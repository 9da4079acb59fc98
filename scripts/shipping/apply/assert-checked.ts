import type { CheckReport } from '../../check/check-project.ts'
import type { Surroundings } from '../../ground/surroundings.ts'
import { type Fault, refuseFaults } from '../../ground/user-fault.ts'
import { saysLayout } from '../../project/find-project.ts'
import type { Project } from '../../project/load-project.ts'
import { isLocalEnvironment } from '../../project/local-environments.ts'

/** What `check` calls an error and nobody waived, as faults. */
export const errorsIn = (findings: CheckReport['findings']): readonly Fault[] =>
  findings
    .filter(({ severity, waiver }) => severity === 'error' && waiver === null)
    .map(({ id, file, line, message, fix }) => ({
      code: id,
      message: `${message} (\`${file}:${line}\`)`,
      fix: `${fix}; \`npm run check\` finds it without a tenant`,
    }))

/**
 * What `check` calls an error does not go into a tenant, unless a waiver says so: there it would bind
 * nothing, enforce nothing, or break for people what it left whole for machines. The checks are
 * loaded here and not before, because a deploy that has nothing to do should not wait for them. A team's own
 * folder on this machine is a trial, as `start` makes it: there an error is told, and nothing is refused.
 * @throws UserFault with every error of this environment that nobody waived
 */
export async function assertChecked(
  project: Pick<Project, 'environmentName' | 'environment'>,
  { root, nowMs, environmentVariables, print }: Surroundings,
): Promise<void> {
  const { checkProject } = await import('../../check/check-project.ts')
  const { findings } = await checkProject({
    root,
    environmentNames: [project.environmentName],
    areAllEnvironments: false,
    nowMs: nowMs(),
    secrets: environmentVariables,
    demandSecrets: false,
    // The rehearsal has asked it.
    askDeployCli: null,
  })
  const faults = errorsIn(findings)
  if (!saysLayout(root) || !isLocalEnvironment(project)) return refuseFaults(faults)
  for (const { code, message } of faults) print(`refused in a tenant of Auth0: ${code}: ${message}`)
}
