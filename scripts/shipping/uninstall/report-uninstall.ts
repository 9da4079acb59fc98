import type { Surroundings } from '../../ground/surroundings.ts'
import type { ErasedRecords } from '../../state/erase-records.ts'
import { readCircumstances } from '../receipts/circumstances.ts'
import { fileReceipt } from '../receipts/file-receipt.ts'
import type { FiledReceipt } from '../receipts/receipt.ts'
import type { Session } from '../session.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'
import { readGuardedTenant } from '../tenant-state/read-guarded-tenant.ts'
import { leftOver } from './left-over.ts'
import { GUARDED_TRIGGERS, ownClients, type Uninstall } from './plan-uninstall.ts'
import { describeClient } from './render-uninstall.ts'

/** Who takes it out, and why. */
type Someone = { readonly actor: string; readonly reason: string }

/** What was done, and, where it did not come to its end, what stopped it. */
type Removal = {
  readonly erased: ErasedRecords | null
  readonly removed: readonly string[]
  readonly stop?: unknown
}

/** Reads back, says what became of it, and files a receipt. */
export async function reportUninstall(
  found: Uninstall,
  removal: Removal,
  by: Someone,
  surroundings: Surroundings,
): Promise<{ readonly left: readonly string[]; readonly filed: FiledReceipt | null }> {
  const { session, plan } = found
  const { domain } = session.access.address
  const after = await readGuardedTenant(session.access, GUARDED_TRIGGERS)
  const left = leftOver(plan, after, removal.erased)
  const isWhole = !('stop' in removal)
  // First: whatever comes of the receipt, people can get in again.
  if (left.length > 0) surroundings.print(`read back: not all of it went: ${left.join('; ')}`)
  else if (isWhole)
    surroundings.print(
      `taken out of ${domain}: nobody is refused, and nothing is left but what you were told`,
    )
  const next = isWhole ? ownClients(found) : []
  const removed = [
    ...removal.removed,
    ...next.map((one) => `${describeClient(one)}: asked for once this receipt is filed`),
  ]
  const outcome = { holds: isWhole && left.length === 0, removed }
  const filed = await fileUninstall(session, after, outcome, by, surroundings)
  return { left, filed }
}

export async function fileUninstall(
  session: Session,
  actual: GuardedTenant,
  { holds, removed }: { readonly holds: boolean; readonly removed: readonly string[] },
  { actor, reason }: Someone,
  { root, environmentVariables, nowMs }: Surroundings,
): Promise<FiledReceipt | null> {
  return fileReceipt(session, {
    kind: 'uninstall',
    actual,
    at: new Date(nowMs()).toISOString(),
    circumstances: await readCircumstances(root, actor, environmentVariables),
    reason,
    plan: null,
    removed,
    ours: new Set(),
    uploadedSecret: () => null,
    wentBackTo: null,
    // Stopped before anything went, it changed nothing that the newest receipt does not say.
    onlyIfNew: !holds && removed.length === 0,
    holds: async () => ({ holds }),
  })
}
