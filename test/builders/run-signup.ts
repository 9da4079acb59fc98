import type { CacheAPI, Event } from '@auth0/actions/pre-user-registration/v2'
import { vi } from 'vitest'
import { onExecutePreUserRegistration } from '../../actions/pre-user-registration/action.ts'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { aRulebook } from './a-rulebook.ts'
import { holdTime } from './hold-time.ts'
import { NOON_MS } from './noon.ts'
import { type ReadRefusal, readRefusal } from './read-refusal.ts'
import { aCache, recordingSignupApi } from './recording-api.ts'

export type SignupRun = {
  /** What the person is told, taken apart; null when they may sign up. */
  readonly refusal: ReadRefusal | null
  readonly log: readonly string[]
}

/** One sign-up through the handler, in this process, as Auth0 would call it. */
export async function runSignup(
  event: Event,
  rulebook: BakedRulebook = aRulebook(),
  { nowMs = NOON_MS, cache = aCache() }: { nowMs?: number; cache?: CacheAPI } = {},
): Promise<SignupRun> {
  vi.stubGlobal('BAKED_RULEBOOK', rulebook)
  const time = holdTime(nowMs)
  const { api, calls } = recordingSignupApi(cache)
  const log: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((line) => void log.push(String(line)))
  try {
    await onExecutePreUserRegistration(event, api)
  } finally {
    spy.mockRestore()
    time.release()
  }
  if (calls.length > 1) throw new Error(`denied ${calls.length} times`)
  const [call] = calls
  if (call === undefined) return { refusal: null, log }
  // Auth0 answers a call of its sign-up endpoint with the text for the log: they must be one.
  if (call[1] !== call[2]) throw new Error(`the log is told ${String(call[1])}`)
  return { refusal: readRefusal(String(call[2])), log }
}
