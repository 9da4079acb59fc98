import { decideLogin, loginFacts, loginSettings } from 'auth0-org-guard/policies'
import { deriveKeys, lockOwner, readKeyring, readLock, signLock } from 'auth0-org-guard/records'

const settings = loginSettings({ rollout: { membership: { mode: 'enforce' } } })
const decision = decideLogin(
  loginFacts({ nowMs: 0, actors: [], organizationStatus: null, requestedModes: [] }),
  settings,
)

const secret = 'x'.repeat(43)
const keyring = readKeyring(
  { OG_SIGNING_KEY: secret },
  { signing: deriveKeys(secret).id, alsoVerifying: null, rebindPublicKey: null },
)
if (keyring === null) throw new Error('no keyring')
const owner = lockOwner('tenant', { user_id: 'auth0|ann', created_at: '2026-01-01T00:00:00.000Z' })
const empty = { entries: [], phone: null, username: null, spent: [] }
const lock = readLock(signLock(empty, keyring.signing, owner), keyring, owner)

console.log(`${decision.outcome}, and a lock that is ${lock.kind}`)
