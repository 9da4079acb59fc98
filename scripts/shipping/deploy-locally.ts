import type { StagedTenant } from '../bundle/stage-tenant.ts'
import { refuseFaults, UserFault } from '../failures.ts'
import type { RunningTenant } from '../local-tenant/start-tenant.ts'
import { checkSecrets } from '../project/check-secrets.ts'
import { mintToken } from './access/mint-token.ts'
import { makeLocalSecrets } from './local-secrets.ts'
import { runDeployCli } from './run-deploy-cli.ts'

/** Deploys the whole staged folder into an empty local tenant with the unmodified Deploy CLI. */
export async function deployLocally(
  { project, folder }: StagedTenant,
  tenant: RunningTenant,
  onLine: (line: string) => void,
): Promise<void> {
  const { environment } = project
  const secrets = makeLocalSecrets(environment.secrets, tenant)
  refuseFaults(checkSecrets(project, secrets))
  const address = { domain: tenant.domain, certificate: tenant.certificate }
  const { clientId, clientSecret } = tenant.machineClients.deploy
  const minting = await mintToken(address, {
    clientId,
    proof: { kind: 'secret', secret: clientSecret },
  })
  if (minting.kind === 'refused') throw tokenRefused(minting.why)
  await runDeployCli(
    {
      folder,
      address,
      clientId,
      accessToken: minting.token.text,
      types: environment.manages,
      keywords: { ...environment.keywords, ...secrets },
    },
    onLine,
  )
}

const tokenRefused = (why: string): UserFault =>
  new UserFault([
    {
      code: 'credentials_refused',
      message: `the local tenant gave its own machine client no token: ${why}`,
      fix: 'start anew',
    },
  ])
