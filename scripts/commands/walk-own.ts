import type { RunningTenant } from 'auth0-local-tenant'
import { deriveKeys } from '../../actions/records/keyring.ts'
import { connectToTenant } from '../auth0/connect-to-tenant.ts'
import type { StagedTenant } from '../bundle/stage-tenant.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { isAsExpected } from '../journey/journey.ts'
import { type OwnTenant, walkOwnFolder } from '../journey/walk-own-folder.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../project/local-environments.ts'
import { type CommandCall, callIn } from './usage.ts'
import { proveBytes, renderJourney, report, type Walked } from './walked.ts'

export async function walkOwn(
  staged: StagedTenant,
  tenant: RunningTenant,
  surroundings: Surroundings,
): Promise<Walked> {
  const { progress } = surroundings
  const walked = await walkOwnFolder(ownTenantOf(staged, tenant), ({ person, story }) =>
    progress(`walking: ${person}, ${story}`, true),
  )
  if (walked === null) return nowhereToSignIn(callIn(surroundings))
  const { rows } = walked
  const unexpected = rows.filter((row) => !isAsExpected(row)).length
  const ran = proveBytes(staged, tenant).filter(({ runs }) => runs > 0)
  const walk = report(rows, unexpected, 'rows', renderJourney(rows), ran)
  return { ...walk, text: lines(walk.text, ...theirRuns(staged, tenant)) }
}

/** Actions of the team ran in the same logins. */
function theirRuns({ actions }: StagedTenant, { tenant }: RunningTenant): readonly string[] {
  const names = tenant.state.executions.map(({ action_name: name }) => name)
  return [...new Set(names)]
    .filter((name) => !actions.some((guard) => guard.name === name))
    .sort()
    .map((name) => `your ${name}: ran ${names.filter((one) => one === name).length} times`)
}

export const ownTenantOf = ({ project }: StagedTenant, tenant: RunningTenant): OwnTenant => ({
  address: { domain: tenant.domain, certificate: tenant.certificate },
  management: connectToTenant(tenant, tenant.machineClients.deploy),
  keys: [deriveKeys(DEVELOPMENT_SIGNING_KEY)],
  enforced: new Set(enforcedIn(project)),
})

/** Policies that the environment enforces for everybody. */
const enforcedIn = ({ rulebook, environment }: StagedTenant['project']): readonly string[] =>
  environment.ceiling === 'enforce'
    ? Object.entries(rulebook.policies).flatMap(([id, one]) =>
        one?.mode === 'enforce' ? [id] : [],
      )
    : []

const nowhereToSignIn = (call: CommandCall): Walked => ({
  rows: [],
  unexpected: 0,
  proofs: [],
  text: lines(
    '',
    'deployed as it is; nobody walked: the folder has no application with a callback that a database is enabled for',
    `run \`${call('tenant')}\` and deploy into it to sign in by hand, with an application and a person of your own`,
  ),
})
