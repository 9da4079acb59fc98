import { asking } from '../auth0/asking.ts'
import { boundedPort } from '../gateway/bounded-port.ts'
import type { ComparedSecret, SecretKnowledge } from '../gateway/create-differ.ts'
import type { HeldValues } from '../gateway/held-secrets.ts'
import { type Rehearsal, rehearse } from '../gateway/rehearse.ts'
import { isObject } from '../ground/json-value.ts'
import { refuseFaults } from '../ground/user-fault.ts'
import { listOpenings } from '../project/describe-openings.ts'
import { typedAddress } from './apply/assert-allowed.ts'
import { deployCliRequest } from './deploy-cli-request.ts'
import { judgeKeys } from './plan/judge-keys.ts'
import { judgeRehearsal } from './plan/judge-rehearsal.ts'
import { type Judgement, judgeUnsent } from './plan/judge-unsent.ts'
import { leftPages } from './plan/left-pages.ts'
import { leftoverGrants } from './plan/leftover-grants.ts'
import { noteOfDrafts } from './plan/note-of-drafts.ts'
import { noteOfEvents } from './plan/note-of-events.ts'
import { noteOfTriggers } from './plan/note-of-triggers.ts'
import { openingNotes } from './plan/opening-notes.ts'
import { passedOver } from './plan/passed-over.ts'
import type { Plan } from './plan/plan.ts'
import { planChanges } from './plan/plan-changes.ts'
import { rehearsalFaults } from './plan/rehearsal-faults.ts'
import { resourceFingerprints } from './plan/resource-fingerprints.ts'
import { thirdPartyNamesakes } from './plan/third-party-namesakes.ts'
import { uninstalledNote } from './plan/uninstalled-note.ts'
import { unresolvedReferences } from './plan/unresolved-references.ts'
import { heldValues, type KnownSecrets, knownSecrets } from './receipts/known-secrets.ts'
import type { ReceiptStore } from './receipts/receipt-store.ts'
import type { BuiltSession } from './session.ts'

type Receipts = Awaited<ReturnType<ReceiptStore['list']>>

export type PlannedTenant = { readonly plan: Plan; readonly rehearsal: Rehearsal }

/** What is known beside the receipts: of a deploy that is about to file its own. */
export type GivenKnowledge = {
  readonly known?: KnownSecrets
  readonly held?: HeldValues
}

/**
 * Lets the Deploy CLI rehearse, and says what would have to be done to the tenant. Needs read scopes only.
 * @throws UserFault when git speaks of things that are nowhere, or the folder is refused
 */
export const planTenant = (
  session: BuiltSession,
  given: GivenKnowledge = {},
): Promise<PlannedTenant> =>
  asking(session.access.address.domain, 'rehearsing', () => rehearseAndJudge(session, given))

async function rehearseAndJudge(
  session: BuiltSession,
  given: GivenKnowledge,
): Promise<PlannedTenant> {
  const { project, access, keyId, fingerprint, standIns } = session
  const receipts = await session.receipts.list()
  const rehearsal = await rehearseStaged(session, receipts, given)
  if (rehearsal.failure !== null) throw rehearsal.failure
  const { assets, tenant, effects } = rehearsal
  const ended = rehearsalFaults(rehearsal)
  // What it refuses to load is refused here; what it could not get through is said in the plan.
  refuseFaults(ended.input)
  refuseFaults(await unresolvedReferences(assets, tenant))
  const { refusals, notes } = await judge(session, rehearsal, receipts)
  return {
    rehearsal,
    plan: {
      version: 2,
      environment: project.environmentName,
      domain: access.address.domain,
      desired: session.desired,
      keyId,
      changes: [...planChanges(effects)],
      writes: rehearsal.writes.map(({ exact: _exact, ...planned }) => planned),
      refusals: [...refusals, ...ended.beyond],
      notes: [...notes, ...rehearsal.notes],
      fingerprints: resourceFingerprints(effects, rehearsal.readings, standIns, fingerprint),
    },
  }
}

/** What stands against a deploy, and what is to be said, beside what the rehearsal itself says. */
async function judge(
  session: BuiltSession,
  rehearsal: Rehearsal,
  receipts: Receipts,
): Promise<Judgement> {
  const { project, access } = session
  const { assets, tenant, effects, asked, differ } = rehearsal
  const judged = await judgeRehearsal({
    assets,
    effects,
    tenant,
    ownClientIds: ownClientIds(session),
    deployClientId: access.credentials.clientId,
    keeps: project.environment.keeps,
    address: typedAddress(project, access.address.domain),
    // Whoever can write a receipt must not decide whose Actions are ours.
    shipped: receipts
      .filter(({ isSealed }) => isSealed)
      .flatMap(({ receipt }) => receipt.actions.map(({ name }) => name)),
  })
  const unsent = await judgeUnsent(assets, tenant, asked, differ)
  const keys = await judgeKeys(assets, tenant, session.standIns.reveal, differ)
  return {
    refusals: [
      ...judged,
      ...unsent.refusals,
      ...keys.refusals,
      ...(await leftoverGrants(assets, tenant)),
      ...(await thirdPartyNamesakes(assets, tenant)),
    ],
    notes: [
      ...uninstalledNote(receipts),
      ...openingNotes(listOpenings(project), receipts),
      ...(await leftAsItIs(project, rehearsal)),
      ...(await passedOver(assets, tenant, project.environment.keeps.clients ?? [])),
      ...(await leftPages(assets, tenant)),
      ...unsent.notes,
      ...keys.notes,
    ],
  }
}

function rehearseStaged(
  session: BuiltSession,
  receipts: Receipts,
  given: GivenKnowledge,
): Promise<Rehearsal> {
  const { project, access, keyId, fingerprint, standIns } = session
  const known = given.known ?? knownSecrets(receipts)
  return rehearse({
    port: boundedPort(access.port, Date.now),
    request: deployCliRequest(session, 'without waits'),
    keep: { keeps: project.environment.keeps, ownClientIds: ownClientIds(session) },
    standIns,
    fingerprint,
    held: given.held ?? heldValues(receipts, keyId),
    knowSecret: knowSecret(known, keyId),
  })
}

/** The client of this deploy, and whichever the Actions sign in with: its id is among the secrets. */
export const ownClientIds = ({ access, secrets }: BuiltSession): ReadonlySet<string> =>
  new Set([access.credentials.clientId, ...Object.values(secrets)].filter((id) => !!id) as string[])

/** What the receipts say of a secret, as long as nobody wrote it since. */
const knowSecret =
  (known: KnownSecrets, keyId: string | null) =>
  ({ action, name, fingerprint, writtenAt }: ComparedSecret): SecretKnowledge => {
    const record = known[action]?.[name]
    if (record === undefined || record.keyId !== keyId) return 'nothing known'
    if (record.writtenAt !== writtenAt) return 'written since'
    return record.fingerprint === fingerprint ? 'the same' : 'another value'
  }

/** What is managed and not spoken of, and what stays bound because of it. */
async function leftAsItIs(
  { environment }: BuiltSession['project'],
  { assets, tenant }: Rehearsal,
): Promise<readonly string[]> {
  const unspoken = environment.manages
    .filter((type) => !isSpokenOf(assets[type]))
    .map((type) => `${type}: managed, but not in the tenant folder, so left as it is`)
    .concat(noteOfEvents(assets), await noteOfDrafts(assets, tenant))
  if (!environment.manages.includes('triggers')) return unspoken
  return [...unspoken, ...(await noteOfTriggers(assets, tenant))]
}

const isSpokenOf = (loaded: unknown): boolean =>
  Array.isArray(loaded) || (isObject(loaded) && Object.keys(loaded).length > 0)
