import type { RunningTenant } from 'auth0-local-tenant'
import { mintToken } from '../auth0/mint-token.ts'
import { tenantAccess } from '../auth0/tenant-access.ts'
import type { StagedTenant } from '../bundle/stage-tenant.ts'
import { runDeployCli } from '../gateway/run-deploy-cli.ts'
import { plainText } from '../ground/printing/plain-text.ts'
import { refuseFaults, UserFault } from '../ground/user-fault.ts'
import { checkSecrets } from '../project/check-secrets.ts'
import { makeLocalSecrets } from './local-secrets.ts'

/** Deploys the whole staged folder into an empty local tenant with the unmodified Deploy CLI. */
export async function deployLocally(
  { project, input, types }: StagedTenant,
  tenant: RunningTenant,
  onLine: (line: string) => void,
): Promise<void> {
  const { environment } = project
  const secrets = makeLocalSecrets(environment.secrets, tenant)
  refuseFaults(checkSecrets(project, secrets))
  const address = { domain: tenant.domain, certificate: tenant.certificate }
  const { clientId, clientSecret } = tenant.machineClients.deploy
  const credentials = { clientId, proof: { kind: 'secret', secret: clientSecret } } as const
  const minting = await mintToken(address, credentials)
  if (minting.kind === 'refused') throw tokenRefused(minting.why)
  const { port } = tenantAccess(address, credentials, minting.token)
  const { failure } = await runDeployCli(
    {
      input,
      domain: tenant.domain,
      clientId,
      types,
      keywords: { ...environment.keywords, ...secrets },
      pace: 'with waits',
      mayDelete: false,
    },
    { answer: port, onLoaded: () => {} },
    onLine,
  )
  if (failure !== null) throw importFailed(plainText(failure.message))
}

const importFailed = (why: string): UserFault =>
  new UserFault([
    {
      code: 'deploy_failed',
      message: `the Deploy CLI could not import into the local tenant: ${why}`,
      fix: 'mend what it names, then start anew',
    },
  ])

const tokenRefused = (why: string): UserFault =>
  new UserFault([
    {
      code: 'credentials_refused',
      message: `the local tenant gave its own machine client no token: ${why}`,
      fix: 'start anew',
    },
  ])
