import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createRemoteJWKSet, customFetch } from 'jose'
import type { TenantAccess } from '../auth0/tenant-access.ts'
import { tenantFetch } from '../auth0/tenant-fetch.ts'
import { singleFetch } from '../ground/pinned-fetch.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { UserFault } from '../ground/user-fault.ts'
import { equivalentDomainsIn, loginOf, profileChangeOf } from '../project/bake-rulebook.ts'
import type { Project } from '../project/load-project.ts'
import { isLocalEnvironment } from '../project/local-environments.ts'
import { openKeyedTenant } from '../project/open-keyed-tenant.ts'
import { auditFile } from './audit-file.ts'
import { withAuditSink } from './audit-sink.ts'
import type { Sealing } from './invitations.ts'
import { NotPermitted } from './not-permitted.ts'
import { type Actor, proveActor } from './prove-actor.ts'
import { ADMINISTRATION_SCOPES, type AdministrationSettings, type Tools } from './tools.ts'

/** What a command, or the portal, has at hand for one environment. */
export type OpenAdministration = {
  readonly project: Project
  readonly access: TenantAccess
  readonly tools: Tools
  /**
   * Who acts: whom the token proves.
   * @throws NotPermitted
   */
  readonly actorOf: (token: string) => Promise<Actor>
  /** Null without `OG_REBIND_PRIVATE_KEY`: nothing is permitted and no invitation is sealed then. */
  readonly sealing: Sealing | null
}

/** Of a sink, whose answer nobody reads. */
const LARGEST_ANSWER = 64 * 1024

/** Longer than a command waits for a tenant between its read and its write. */
const SETTLE_MS = 2_000

export const auditPathOf = (root: string, environment: string, told = ''): string =>
  resolve(root, told === '' ? `.build/${environment}/audit.ndjson` : told)

/**
 * Opens the environment's tenant for operations on people.
 * @param scopes what the machine client needs beside `ADMINISTRATION_SCOPES`
 * @throws UserFault without credentials, keys or scopes
 */
export async function openAdministration(
  { environment, audit = '' }: { readonly environment: string; readonly audit?: string },
  surroundings: Surroundings,
  scopes: readonly string[] = [],
): Promise<OpenAdministration> {
  const { root, environmentVariables, nowMs } = surroundings
  const opened = await openKeyedTenant(environment, surroundings, [
    ...ADMINISTRATION_SCOPES,
    ...scopes,
  ])
  const { project, keyring, tenantId, access, management } = opened
  const path = auditPathOf(root, environment, audit)
  await mkdir(dirname(path), { recursive: true })
  const { keys } = project.environment
  const privateKey = environmentVariables.OG_REBIND_PRIVATE_KEY ?? ''
  return {
    project,
    access,
    tools: {
      management,
      tenantId,
      keyring,
      equivalentDomains: equivalentDomainsIn(project),
      audit: withAuditSink(auditFile(path), project.rulebook.administration.auditSink, {
        send: singleFetch({ certificate: null, largestBytes: LARGEST_ANSWER }),
        tell: surroundings.progress,
      }),
      settings: settingsOf(project),
      nowMs,
      wait: (ms) => wait(ms),
      newId: randomUUID,
      observe: async (tools, shutOut) => {
        // It brings a browser and its libraries, which few operations need.
        const { observeWithWitness } = await import('./observe-with-witness.ts')
        const { address } = access
        const place = { project, address, variables: environmentVariables }
        return observeWithWitness(tools, place, shutOut)
      },
    },
    actorOf: proverOf(project, access, nowMs),
    sealing: privateKey === '' ? null : { privateKey, publicKey: keys.rebindPublicKey },
  }
}

function settingsOf(project: Project): AdministrationSettings {
  const { role: administratorRole, grantableRoles, departed } = project.rulebook.administration
  return {
    administratorRole,
    grantableRoles,
    revocation: project.environment.administration.revocation,
    departed,
    profileChange: profileChangeOf(project),
    login: loginOf(project),
    rebindPublicKey: project.environment.keys.rebindPublicKey,
    // Nobody but this process writes to a tenant of one's own.
    settleMs: isLocalEnvironment(project) ? 0 : SETTLE_MS,
  }
}

function proverOf(project: Project, { address }: TenantAccess, nowMs: () => number) {
  const { audience, operatorScope } = project.environment.administration
  const issuer = `https://${address.domain}/`
  const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', issuer), {
    [customFetch]: tenantFetch(address),
  })
  return async (token: string): Promise<Actor> => {
    if (audience === '') throw new NotPermitted()
    return proveActor(token, { issuer, audience, operatorScope, keys, nowMs: nowMs() })
  }
}

/**
 * Whoever holds the machine client's credentials operates the tenant: they could do all of it without us.
 * With `OG_ACTOR_TOKEN` it is whom that token proves, and no more: an empty one, as of a login that failed,
 * proves nobody.
 * @throws UserFault where the token proves nobody
 */
export async function actorAtHand(
  { actorOf, access }: OpenAdministration,
  { environmentVariables }: Pick<Surroundings, 'environmentVariables'>,
): Promise<Actor> {
  const token = environmentVariables.OG_ACTOR_TOKEN
  if (token === undefined)
    return { kind: 'operator', userId: `${access.credentials.clientId}@clients` }
  try {
    return await actorOf(token)
  } catch (error) {
    if (!(error instanceof NotPermitted)) throw error
    throw new UserFault([
      {
        code: 'actor_unproven',
        message: '`OG_ACTOR_TOKEN` proves nobody who may act on people here',
        fix: 'take an access token of the API at `administration.audience`, issued for the organization, that has not ended',
      },
    ])
  }
}
