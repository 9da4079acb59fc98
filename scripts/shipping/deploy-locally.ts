import type { StagedTenant } from '../bundle/stage-tenant.ts'
import { refuseFaults } from '../failures.ts'
import type { RunningTenant } from '../local-tenant/start-tenant.ts'
import { checkSecrets } from '../project/check-secrets.ts'
import { makeLocalSecrets } from './local-secrets.ts'
import { runDeployCli } from './run-deploy-cli.ts'

/** Deploys the staged folder into a running local tenant with the unmodified Deploy CLI. */
export async function deployLocally(
  { project, folder }: StagedTenant,
  tenant: RunningTenant,
  onLine: (line: string) => void,
): Promise<void> {
  const { environment } = project
  const secrets = makeLocalSecrets(environment.secrets, tenant)
  refuseFaults(checkSecrets(project, secrets))
  await runDeployCli(
    {
      folder,
      domain: tenant.domain,
      ...tenant.machineClients.deploy,
      manages: environment.manages,
      keywords: { ...environment.keywords, ...secrets },
      certificate: tenant.certificate,
    },
    onLine,
  )
}
