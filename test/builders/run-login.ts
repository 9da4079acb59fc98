import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3'
import { vi } from 'vitest'
import { onExecutePostLogin } from '../../actions/post-login/action.ts'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { aRulebook } from './a-rulebook.ts'
import { holdTime } from './hold-time.ts'
import { NOON_MS } from './noon.ts'
import { type ReadRefusal, readRefusal } from './read-refusal.ts'
import { type RecordedCall, recordingApi } from './recording-api.ts'

export type LoginRun = {
  readonly calls: readonly RecordedCall[]
  /** The only refusal, taken apart; null when there was none. */
  readonly refusal: ReadRefusal | null
  /** The lock that was written, as Auth0 would store it. */
  readonly lock: unknown
  readonly log: readonly string[]
}

/** One login through the handler, in this process, as Auth0 would call it. */
export async function runLogin(
  event: Event,
  rulebook: BakedRulebook = aRulebook(),
  nowMs: number = NOON_MS,
  { api, calls }: { api: PostLoginAPI; calls: readonly RecordedCall[] } = recordingApi(),
): Promise<LoginRun> {
  vi.stubGlobal('BAKED_RULEBOOK', rulebook)
  const time = holdTime(nowMs)
  const log: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((line) => void log.push(String(line)))
  try {
    await onExecutePostLogin(event, api)
  } finally {
    spy.mockRestore()
    time.release()
  }
  const denials = calls.filter(([method]) => method === 'access.deny')
  if (denials.length > 1) throw new Error(`denied ${denials.length} times`)
  // Revoking the refresh token denies the refresh by itself.
  const revoked = calls.find(([method]) => method === 'refreshToken.revoke')
  const refused = denials[0] ?? revoked
  const written = calls.find(([method]) => method === 'user.setAppMetadata')
  return {
    calls,
    refusal: refused === undefined ? null : readRefusal(String(refused[1])),
    lock: written?.[2] ?? null,
    log,
  }
}
