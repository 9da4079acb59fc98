import { randomBytes } from 'node:crypto'
import type { CacheAPI } from '@auth0/actions/pre-user-registration/v2'
import type { LookUpTools } from './management-access.ts'

/** Network, time and randomness of a handler, for what it looks up in its own tenant. */
export const lookUpTools = (cache: CacheAPI, nowMs: number): LookUpTools => ({
  cache,
  nowMs,
  fetch,
  after: (ms) => AbortSignal.timeout(ms),
  random: randomBytes,
})
