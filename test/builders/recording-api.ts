import type { PostLoginAPI } from '@auth0/actions/post-login/v3'
import type { CacheAPI, PreUserRegistrationAPI } from '@auth0/actions/pre-user-registration/v2'

export type RecordedCall = readonly [method: string, ...args: readonly unknown[]]
export type RecordingApi = { readonly api: PostLoginAPI; readonly calls: RecordedCall[] }

/** Auth0's post-login api as far as an Action of ours may use it; notes every call. */
export function recordingApi(cache: CacheAPI = aCache()): RecordingApi {
  const calls: RecordedCall[] = []
  const noting =
    (method: string) =>
    (...args: readonly unknown[]): void => {
      calls.push([method, ...args])
    }
  const api: PostLoginAPI = {
    access: {
      deny(reason) {
        calls.push(['access.deny', reason])
        return api
      },
    },
    cache,
    groups: {
      hasGroupMembership: async (ids) => ({
        memberships: Object.fromEntries(ids.map((id) => [id, { is_member: false }])),
      }),
    },
    refreshToken: {
      revoke: noting('refreshToken.revoke'),
      setExpiresAt: noting('refreshToken.setExpiresAt'),
      setMetadata: noting('refreshToken.setMetadata'),
    },
    roles: { getUserEffectiveRolesByNames: async () => ({ roles: [] }) },
    session: {
      revoke: noting('session.revoke'),
      setExpiresAt: noting('session.setExpiresAt'),
    },
    user: {
      setAppMetadata(key, value) {
        // Auth0 stores JSON: whatever does not survive that was never written.
        calls.push(['user.setAppMetadata', key, JSON.parse(JSON.stringify(value))])
        return api
      },
    },
  }
  return { api, calls }
}

/** The pre-user-registration api with a cache that works as Auth0's does; notes every refusal. */
export function recordingSignupApi(cache: CacheAPI = aCache()): {
  readonly api: PreUserRegistrationAPI
  readonly calls: RecordedCall[]
} {
  const calls: RecordedCall[] = []
  const api: PreUserRegistrationAPI = {
    access: {
      deny(reason, userMessage) {
        calls.push(['access.deny', reason, userMessage])
        return api
      },
    },
    cache,
  }
  return { api, calls }
}

/**
 * @fact The cache of one trigger takes so many entries, and so many bytes of keys and values.
 * (Auth0 docs, Actions limitations; read 2026-11-22)
 */
const MOST_ENTRIES = 20
const MOST_BYTES = 8192

/**
 * A cache by the clock of `Date.now`, which tests hold, or by another; `expires_at` in epoch milliseconds.
 * A value that is about to be replaced still takes its room, as in the local tenant.
 */
export function aCache(now: () => number = Date.now): CacheAPI {
  const records = new Map<string, { value: string; expires_at: number }>()
  return {
    get(key) {
      const record = records.get(key)
      return record !== undefined && record.expires_at > now() ? record : undefined
    },
    set(key, value, { ttl = 900_000 } = {}) {
      if (ttl > 86_400_000) return { type: 'error', code: 'InvalidExpiry' }
      for (const [name, { expires_at: at }] of records) if (at <= now()) records.delete(name)
      const texts = [...records].flatMap(([name, record]) => [name, record.value])
      const bytes = [...texts, key, value].reduce((sum, text) => sum + Buffer.byteLength(text), 0)
      const entries = new Set([...records.keys(), key]).size
      if (entries > MOST_ENTRIES || bytes > MOST_BYTES) {
        return { type: 'error', code: 'CacheSizeExceeded' }
      }
      const record = { value, expires_at: now() + ttl }
      records.set(key, record)
      return { type: 'success', record }
    },
    delete(key) {
      records.delete(key)
      return { type: 'success' }
    },
  }
}
