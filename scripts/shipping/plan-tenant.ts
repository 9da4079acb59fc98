import { refuseFaults } from '../failures.ts'
import type { KnownSecrets } from './plan/compare-action.ts'
import type { Plan } from './plan/plan.ts'
import { planChanges } from './plan/plan-changes.ts'
import { unresolvedReferences } from './plan/refusals.ts'
import { knownSecrets } from './receipts/known-secrets.ts'
import type { BuiltSession } from './session.ts'
import { fetchActual } from './tenant-state/fetch-actual.ts'
import type { ActualTenant } from './tenant-state/resource.ts'

export type PlannedTenant = { readonly plan: Plan; readonly actual: ActualTenant }

/**
 * Asks the tenant, and says what would have to be done to it. Needs read scopes only.
 * @param given what was already found out: the tenant, or what is known of its secrets
 * @throws UserFault when git speaks of things that are nowhere
 */
export async function planTenant(
  session: BuiltSession,
  given: { readonly actual?: ActualTenant; readonly known?: KnownSecrets } = {},
): Promise<PlannedTenant> {
  const { project, access, sealed, keyId } = session
  const actual = given.actual ?? (await readTenant(session))
  refuseFaults(unresolvedReferences(sealed, actual))
  const receipts = await session.receipts.list()
  const plan = planChanges({
    environment: project.environmentName,
    domain: access.address.domain,
    keyId,
    desired: sealed,
    actual,
    known: given.known ?? knownSecrets(receipts),
    shipped: receipts.flatMap(({ receipt }) => receipt.actions.map(({ name }) => name)),
  })
  return { plan, actual }
}

export const readTenant = (session: BuiltSession): Promise<ActualTenant> =>
  fetchActual(session.access, session.sealed, {
    fingerprint: session.fingerprint,
    keeps: session.project.environment.keeps,
    ownClientIds: ownClientIds(session),
  })

/** The client of this deploy, and whichever the Actions sign in with: its id is among the secrets. */
const ownClientIds = ({ access, secrets }: BuiltSession): ReadonlySet<string> =>
  new Set([access.credentials.clientId, ...Object.values(secrets).map((value) => value ?? '')])
