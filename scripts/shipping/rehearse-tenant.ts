import { refuseFaults } from '../failures.ts'
import { type Rehearsal, rehearse } from '../gateway/rehearse.ts'
import type { DeployCliRequest, Pace } from '../gateway/run-deploy-cli.ts'
import { isObject, objectsIn } from '../json-value.ts'
import { asking } from './access/asking.ts'
import type { Plan } from './plan/plan.ts'
import { planChanges } from './plan/plan-changes.ts'
import { judgeRehearsal } from './plan/refusals.ts'
import { rehearsalFaults } from './plan/rehearsal-faults.ts'
import { resourceFingerprints } from './plan/resource-fingerprints.ts'
import { unresolvedReferences } from './plan/unresolved-references.ts'
import { heldValues, type KnownSecrets, knownSecrets } from './receipts/known-secrets.ts'
import type { BuiltSession } from './session.ts'

export type PlannedTenant = { readonly plan: Plan; readonly rehearsal: Rehearsal }

/** What is known beside the receipts: of a deploy that is about to file its own. */
export type GivenKnowledge = {
  readonly known?: KnownSecrets
  readonly held?: ReturnType<typeof heldValues>
}

/**
 * Lets the Deploy CLI rehearse, and says what would have to be done to the tenant. Needs read scopes only.
 * @throws UserFault when git speaks of things that are nowhere, or the folder is refused
 */
export async function planTenant(
  session: BuiltSession,
  given: GivenKnowledge = {},
): Promise<PlannedTenant> {
  const { project, access, keyId, fingerprint, standIns } = session
  const receipts = await session.receipts.list()
  const known = given.known ?? knownSecrets(receipts)
  const { domain } = access.address
  const rehearsal = await rehearse({
    port: access.port,
    request: deployCliRequest(session, 'without waits'),
    keep: { keeps: project.environment.keeps, ownClientIds: ownClientIds(session) },
    standIns,
    fingerprint,
    held: given.held ?? heldValues(receipts, keyId),
    isSameSecret: isSameSecret(known, keyId),
  })
  await asking(domain, 'rehearsing', async () => {
    if (rehearsal.failure !== null) throw rehearsal.failure
  })
  const { assets, tenant, effects } = rehearsal
  const ended = rehearsalFaults(rehearsal)
  // What it refuses to load is refused here; what it could not get through is said in the plan.
  refuseFaults(ended.input)
  refuseFaults(await unresolvedReferences(assets, tenant))
  const judged = await judgeRehearsal({
    assets,
    effects,
    tenant,
    ownClientIds: ownClientIds(session),
    keeps: project.environment.keeps,
    shipped: receipts.flatMap(({ receipt }) => receipt.actions.map(({ name }) => name)),
  })
  return {
    rehearsal,
    plan: {
      version: 2,
      environment: project.environmentName,
      domain,
      desired: session.desired,
      keyId,
      changes: [...planChanges(effects)],
      writes: [...rehearsal.writes],
      refusals: [...judged, ...ended.beyond],
      notes: [...unspokenTypes(session, rehearsal), ...rehearsal.notes],
      fingerprints: resourceFingerprints(effects, standIns, fingerprint),
    },
  }
}

export function deployCliRequest(session: BuiltSession, pace: Pace): DeployCliRequest {
  const { project, access, staged, standIns } = session
  const { environment } = project
  return {
    input: staged.folder,
    domain: access.address.domain,
    clientId: access.credentials.clientId,
    types: environment.manages,
    keywords: { ...environment.keywords, ...standIns.keywords },
    pace,
  }
}

/** The client of this deploy, and whichever the Actions sign in with: its id is among the secrets. */
export const ownClientIds = ({ access, secrets }: BuiltSession): ReadonlySet<string> =>
  new Set([access.credentials.clientId, ...Object.values(secrets).map((value) => value ?? '')])

export const isSameSecret =
  (known: KnownSecrets, keyId: string | null) =>
  ({
    action,
    name,
    fingerprint,
    writtenAt,
  }: {
    readonly action: string
    readonly name: string
    readonly fingerprint: string
    readonly writtenAt: string
  }): boolean | null => {
    const record = known[action]?.[name]
    if (record === undefined || record.keyId !== keyId) return null
    return record.writtenAt === writtenAt && record.fingerprint === fingerprint
  }

const unspokenTypes = (
  { project }: BuiltSession,
  { assets, tenant: _tenant }: Rehearsal,
): readonly string[] =>
  project.environment.manages
    .filter((type) => !isSpokenOf(assets[type]))
    .map((type) => `${type}: managed, but not in the tenant folder, so left as it is`)

const isSpokenOf = (loaded: unknown): boolean =>
  loaded !== undefined &&
  loaded !== null &&
  (!isObject(loaded) || Object.keys(loaded).length > 0 || objectsIn(loaded).length > 0)
