import type { JsonObject } from '../ground/json-value.ts'
import { isRead, refusal } from './call.ts'
import { type DeployCliRefusal, type DeployCliRequest, runDeployCli } from './run-deploy-cli.ts'
import { emptyReading, openVirtualTenant } from './virtual-tenant.ts'

export type OfflineRehearsal = {
  /** Empty: it loads the folder, and takes all of it. */
  readonly refusals: readonly DeployCliRefusal[]
  /** What it loaded; null where it could not. */
  readonly assets: JsonObject | null
}

/**
 * What the unmodified Deploy CLI says of a folder by itself: it loads and validates it, as for a tenant in
 * which there is nothing, and nobody is asked.
 */
export async function rehearseOffline(
  request: Omit<DeployCliRequest, 'clientId' | 'pace' | 'isOnlyValidated'>,
): Promise<OfflineRehearsal> {
  const tenant = openVirtualTenant({
    read: (call) => Promise.resolve(emptyReading(call)),
    readings: () => Promise.resolve([]),
  })
  const { failure, refusals, assets } = await runDeployCli(
    { ...request, clientId: '', pace: 'without waits', isOnlyValidated: true },
    {
      answer: async (call) =>
        isRead(call) ? tenant.answer(call) : refusal(403, 'offline', 'nothing is changed here'),
      onLoaded: () => {},
    },
  )
  if (failure === null) return { refusals: [], assets }
  return { refusals: refusals.length > 0 ? refusals : [{ ...failure, path: [] }], assets }
}
