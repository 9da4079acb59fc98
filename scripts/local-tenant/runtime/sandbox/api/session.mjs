import { assertText, record } from '../commands.mjs'
import { isFiniteNumber, put } from '../intrinsics.mjs'
import { LIMITS } from '../limits.mjs'
import { storedMetadata } from './stored-metadata.mjs'

/** Only ever shortens; of several calls the earliest time wins (the tenant adds them up). */
function expirySetters(run, what) {
  const setter = (name) => (epochMs) => {
    if (!epochMs) {
      throw new Error('Either inactivity or absolute expiration time must be provided')
    }
    if (typeof epochMs !== 'number' || !isFiniteNumber(epochMs)) {
      throw new Error(`${name} must be number`)
    }
    record(run, 'expiry', what, name, epochMs)
  }
  return { setExpiresAt: setter('absolute'), setIdleExpiresAt: setter('inactivity') }
}

export const session = (run) => ({
  ...expirySetters(run, 'session'),
  ...storedMetadata(run, { what: 'session', field: 'session', words: 'session' }),
  revoke(reason, options) {
    assertText('message', reason, LIMITS.revokeReasonCharacters)
    const preserve = options?.preserveRefreshTokens ?? false
    if (typeof preserve !== 'boolean') throw new Error('preserveRefreshTokens must be boolean')
    record(run, 'revoke', 'session', reason, preserve)
  },
  setCookieMode(mode) {
    if (!mode) throw new Error('Cookie mode must be provided')
    if (mode !== 'persistent' && mode !== 'non-persistent') {
      throw new Error(
        `Invalid cookie mode: ${mode}. Valid values are 'persistent' and 'non-persistent'.`,
      )
    }
    record(run, 'cookieMode', mode)
    const { session: current } = run.event
    if (current?.id) put(current, 'cookie', { ...current.cookie, mode })
  },
})

export const refreshToken = (run) => ({
  ...expirySetters(run, 'refresh-token'),
  ...storedMetadata(run, {
    what: 'refresh-token',
    field: 'refresh_token',
    words: 'refresh token',
    mayBeMissing: true,
  }),
  revoke(reason) {
    assertText('message', reason, LIMITS.revokeReasonCharacters)
    // Documented for the refresh exchange only. Elsewhere it has no effect here: the reading under
    // which an Action that relies on it is found out (what Auth0 does there is unverified).
    if (run.event.transaction?.protocol !== 'oauth2-refresh-token') return
    record(run, 'revoke', 'refresh-token', reason, false)
  },
})
