import { randomBytes } from 'node:crypto'
import { deriveKeys } from '../../actions/records/keyring.ts'
import { credentialFaults } from '../auth0/credentials.ts'
import { assertScopes, type TenantAccess } from '../auth0/tenant-access.ts'
import { type StagedTenant, stageTenant } from '../bundle/stage-tenant.ts'
import { type Fingerprint, fingerprintWith } from '../gateway/secret-mark.ts'
import { createStandIns, type SecretStandIns } from '../gateway/secret-stand-ins.ts'
import { inOwnFolder } from '../ground/in-own-folder.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { refuseFaults } from '../ground/user-fault.ts'
import { checkSecrets, demandedSecrets, type SecretSource } from '../project/check-secrets.ts'
import { describeOpenings } from '../project/describe-openings.ts'
import { describeReach } from '../project/describe-reach.ts'
import { type LoadedEnvironment, loadEnvironment, type Project } from '../project/load-project.ts'
import { isLocalEnvironment } from '../project/local-environments.ts'
import { withRunningTenant } from '../project/running-tenant.ts'
import { openTenantOf, readAddress } from '../project/tenant-address.ts'
import { engineHash } from './engine-hash.ts'
import { makeLocalSecrets } from './local-secrets.ts'
import { readScopes } from './plan/scopes.ts'
import { openReceipts, type ReceiptStore, receiptsFolder } from './receipts/receipt-store.ts'
import { openRequestLog } from './request-log.ts'
import { type Seal, sealOf, sealOfKey } from './seal.ts'
import { stagedHash } from './staged-hash.ts'

/** Everything that a command knows before it asks the tenant about itself. */
export type Session = {
  readonly project: LoadedEnvironment
  readonly access: TenantAccess
  readonly secrets: SecretSource
  readonly fingerprint: Fingerprint
  /** Null when the signing key was not given: then fingerprints mean nothing beyond this run. */
  readonly keyId: string | null
  readonly receipts: ReceiptStore
  /** Of the credentials at hand. */
  readonly seal: Seal
}

/** A session with what git wants, freshly built. */
export type BuiltSession = Session & {
  readonly project: Project
  readonly staged: StagedTenant
  /** SHA-256 of all that the Deploy CLI is given, secrets as names only. */
  readonly desired: string
  /** Of what compares: our own code. */
  readonly engine: string
  readonly standIns: SecretStandIns
}

export type SessionOptions = {
  /** Name of its file. */
  readonly environment: string
  /** Folder; empty for the usual one. */
  readonly receipts: string
  /** Secrets that are not there are no fault; they are not compared either. */
  readonly withoutSecrets: boolean
}

/**
 * What is built for a session lies in a folder of its own for as long as `work` takes: another command of
 * this checkout may build meanwhile.
 * @throws UserFault with what is wrong here before the tenant is asked anything; and whatever `work` throws
 */
export const withBuiltSession = <Result>(
  options: SessionOptions,
  surroundings: Surroundings,
  work: (session: BuiltSession) => Promise<Result>,
): Promise<Result> =>
  inOwnFolder('staged', async (own) => work(await openBuiltSession(own, options, surroundings)))

async function openBuiltSession(
  own: string,
  options: SessionOptions,
  surroundings: Surroundings,
): Promise<BuiltSession> {
  const { root, environmentVariables, nowMs, progress } = surroundings
  const { environment: environmentName } = options
  progress(`building ${environmentName}`)
  const staged = await stageTenant(root, environmentName, nowMs(), environmentVariables, own)
  const { project: built } = staged
  for (const line of [...describeReach(built), ...describeOpenings(built)]) {
    progress(`${environmentName} ${line}`)
  }
  const session = await openSession(options, surroundings, staged.project)
  const { project } = staged
  assertScopes(session.access, readScopes(staged.types))
  return {
    ...session,
    project,
    staged,
    desired: stagedHash(staged),
    engine: await engineHash(),
    standIns: createStandIns({
      names: demandedSecrets(project.environment),
      values: session.secrets,
      fingerprint: session.fingerprint,
      nonce: randomBytes(9).toString('hex'),
    }),
  }
}

/** A session of a command that builds nothing: it must work when the build does not. */
export async function openSession(
  { environment: environmentName, receipts, withoutSecrets }: SessionOptions,
  { root, environmentVariables, nowMs, progress }: Surroundings,
  loaded?: LoadedEnvironment,
): Promise<Session> {
  const project = loaded ?? (await loadEnvironment(root, environmentName))
  const secrets = await readSecrets(project, environmentVariables)
  refuseFaults([
    ...(withoutSecrets ? [] : checkSecrets(project, secrets)),
    ...(await credentialFaults(await withRunningTenant(project, environmentVariables))),
  ])
  progress(`asking the tenant of ${environmentName} for a token`)
  const log = openRequestLog(root, environmentName, nowMs)
  const access = await openTenantOf(project, environmentVariables, log)
  const key = secrets.OG_SIGNING_KEY ?? ''
  const seal = sealOf(access.credentials)
  return {
    project,
    access,
    secrets,
    fingerprint: fingerprintWith(key === '' ? randomBytes(32).toString('hex') : key),
    keyId: key === '' ? null : deriveKeys(key).id,
    receipts: openReceipts(
      receiptsFolder(root, environmentName, receipts),
      { environment: environmentName, domain: access.address.domain },
      seal,
      sealOfKey(key),
    ),
    seal,
  }
}

/** Only what the environment names: whatever else this process knows is nobody's business. */
export async function readSecrets(
  project: LoadedEnvironment,
  environmentVariables: Readonly<Record<string, string | undefined>>,
): Promise<SecretSource> {
  const variables = await withRunningTenant(project, environmentVariables)
  const names = demandedSecrets(project.environment)
  const given = Object.fromEntries(
    names.flatMap((name) => (variables[name] ? [[name, variables[name]]] : [])),
  )
  if (!isLocalEnvironment(project)) return given
  const { domain } = await readAddress(project, variables)
  const { OG_CLIENT_ID: clientId = '', OG_CLIENT_SECRET: clientSecret = '' } = variables
  const machineClients = { guard: { clientId, clientSecret } }
  return { ...makeLocalSecrets(names, { domain, machineClients }), ...given }
}
