import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import { callAsSdk, type Method } from './call-as-sdk.ts'
import { rememberState } from './management-access.ts'

/**
 * A tenant for one test file, which every test finds as `prepare` has left it, and the calls of the SDK
 * to it.
 */
export function aRestoredTenant(
  prepare: (running: RunningTenant) => Promise<void> = async () => {},
) {
  let running: RunningTenant
  let restore: () => void
  beforeAll(async () => {
    running = await startTenant()
    await prepare(running)
    restore = rememberState(running.tenant)
  })
  beforeEach(() => restore())
  afterAll(() => running.stop())
  return {
    get running() {
      return running
    },
    /** As at the beginning of a test. */
    restore: () => restore(),
    call: (method: Method, path: string, body?: object) => callAsSdk(running, method, path, body),
  }
}
