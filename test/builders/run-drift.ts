import type { CacheAPI, Event } from '@auth0/actions/event-stream/v1'
import { vi } from 'vitest'
import { onExecuteEventStream } from '../../actions/event-stream/action.ts'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { actionRulebook } from '../../scripts/bundle/action-rulebook.ts'
import type { DriftingTenant } from './a-drifting-tenant.ts'
import { aRulebook, NOTHING_CONFIRMED } from './a-rulebook.ts'
import { holdTime } from './hold-time.ts'
import { ANN, MEMBERS, TENANT } from './ids.ts'
import { NOON_MS } from './noon.ts'
import { aCache } from './recording-api.ts'
import { TEST_SECRET } from './test-keys.ts'

export const DRIFT_SECRETS = {
  OG_SIGNING_KEY: TEST_SECRET,
  OG_DOMAIN: 'tenant.example.com',
  OG_DRIFT_CLIENT_ID: 'drift-client',
  OG_DRIFT_CLIENT_SECRET: 'drift-secret',
}

/** Everything enforced, on a plan that can end sessions and tokens. */
export const aDriftRulebook = (differences: Partial<BakedRulebook> = {}): BakedRulebook =>
  aRulebook({
    capabilities: { ...NOTHING_CONFIRMED, organizationOnRefresh: true, refreshTokenMetadata: true },
    drift: { mode: 'enforce', revocation: true, connections: { members: MEMBERS } },
    ...differences,
  })

/** Ann's profile was changed. */
export const aChangedUser = (differences: Partial<Event['message']> = {}): Event => ({
  message: {
    id: 'evt_1',
    type: 'user.updated',
    a0tenant: TENANT,
    data: { object: { user_id: ANN } },
    ...differences,
  },
  secrets: DRIFT_SECRETS,
})

/** Ann was removed from an organization. */
export const aRemovedMember = (organization: string, differences: Partial<Event['message']> = {}) =>
  aChangedUser({
    type: 'organization.member.deleted',
    data: { object: { organization: { id: organization }, user: { user_id: ANN } } },
    ...differences,
  })

export type DriftRun = {
  /** What the delivery failed with; null where it arrived. */
  readonly failure: string | null
  readonly log: readonly string[]
}

/** One delivery to the handler, in this process, as Auth0 would call it. */
export async function runDrift(
  event: Event,
  { fetch }: DriftingTenant,
  rulebook: BakedRulebook = aDriftRulebook(),
  { cache = aCache(), nowMs = NOON_MS }: { cache?: CacheAPI; nowMs?: number } = {},
): Promise<DriftRun> {
  vi.stubGlobal('BAKED_RULEBOOK', {
    ...actionRulebook('event-stream', rulebook),
    hash: rulebook.hash,
  })
  vi.stubGlobal('fetch', fetch)
  const time = holdTime(nowMs)
  const log: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((line) => void log.push(String(line)))
  try {
    await onExecuteEventStream(event, { cache })
    return { failure: null, log }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error), log }
  } finally {
    spy.mockRestore()
    time.release()
    vi.unstubAllGlobals()
  }
}
