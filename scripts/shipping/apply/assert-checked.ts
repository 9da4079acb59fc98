import { refuseFaults } from '../../ground/failures.ts'
import type { Surroundings } from '../../ground/surroundings.ts'

/**
 * What `check` calls an error does not go into a tenant, unless a waiver says so: there it would bind
 * nothing, enforce nothing, or break for people what it left whole for machines. The checks are
 * loaded here and not before, because a deploy that has nothing to do should not wait for them.
 * @throws UserFault with every error of this environment that nobody waived
 */
export async function assertChecked(
  environmentName: string,
  { root, nowMs, environmentVariables }: Surroundings,
): Promise<void> {
  const { checkProject } = await import('../../check/check-project.ts')
  const { findings } = await checkProject({
    root,
    environmentNames: [environmentName],
    areAllEnvironments: false,
    nowMs: nowMs(),
    secrets: environmentVariables,
    demandSecrets: false,
    // The rehearsal has asked it.
    askDeployCli: null,
  })
  refuseFaults(
    findings
      .filter(({ severity, waiver }) => severity === 'error' && waiver === null)
      .map(({ id, file, line, message, fix }) => ({
        code: id,
        message: `${message} (\`${file}:${line}\`)`,
        fix: `${fix}; \`npm run check\` finds it without a tenant`,
      })),
  )
}
