import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { LockOwner } from '../../actions/records/lock-owner.ts'
import { rebindPayload } from '../../actions/records/rebind-record.ts'
import type { Permission } from '../../policies/lock.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import {
  ANN_OWNS,
  ANNS_ADDRESS,
  aStoredLock,
  lockedTo,
  markOfAddress,
} from '../builders/a-stored-lock.ts'
import { ACME, GLOBEX } from '../builders/ids.ts'
import { DAY_MS, NOON_MS } from '../builders/noon.ts'
import { TEST_KEYS } from '../builders/test-keys.ts'
import { admitted, holding, type LoginScenario, refused } from './login-scenario.ts'

const NEW_ADDRESS = 'ann@mail.example'
const DRIFT = 'email-lock:EMAIL_DRIFT'

const operators = generateKeyPairSync('ed25519')
const strangers = generateKeyPairSync('ed25519')
const rebindPublicKey = operators.publicKey
  .export({ format: 'der', type: 'spki' })
  .toString('base64')
const moving = aRulebook({
  keyIds: { signing: TEST_KEYS.id, alsoVerifying: null, rebindPublicKey },
})

const permission: Permission = {
  id: 'p-1',
  organization: ACME,
  mark: markOfAddress(NEW_ADDRESS),
  expiresAtMs: NOON_MS + DAY_MS,
}
/** `app_metadata.og_rebind` with one permission. */
const permitting = (
  { organization, mark, expiresAtMs, id }: Permission = permission,
  { key = operators.privateKey, owner = ANN_OWNS }: { key?: KeyObject; owner?: LockOwner } = {},
): object => {
  const payload = rebindPayload({ organization, mark, expiresAtMs, id }, owner)
  const x = sign(null, payload, key).toString('base64url')
  return { v: 1, g: [{ o: organization, m: mark, e: expiresAtMs / 1000, i: id, x }] }
}
const moves = (
  og_rebind: unknown,
  user: object = {},
  og_lock: object = aStoredLock(),
): LoginScenario['event'] => holding({ og_lock, og_rebind }, { email: NEW_ADDRESS, ...user })

const moved = {
  ...lockedTo(NEW_ADDRESS, { origin: 'rebind', lockedAtMs: NOON_MS }),
  spent: ['p-1'],
}
const unmoved = (title: string, event: LoginScenario['event']): LoginScenario => ({
  title,
  event,
  rulebook: moving,
  outcome: refused(DRIFT),
})

/** A, too: an operator lets somebody use another address from now on. */
export const ADDRESS_MOVES: readonly LoginScenario[] = [
  {
    title: '#15 a permission to move, and the new address is proven',
    event: moves(permitting()),
    rulebook: moving,
    outcome: admitted({ written: moved }),
  },
  {
    title: '#15 after the move the new address is the locked one',
    event: moves(permitting(), {}, aStoredLock(moved)),
    rulebook: moving,
    outcome: admitted(),
  },
  unmoved('#15 after the move the old address is another one', {
    ...moves(permitting(), { email: ANNS_ADDRESS }, aStoredLock(moved)),
  }),
  unmoved(
    '#15 a permission that was used, after the lock was moved back',
    moves(permitting(), {}, aStoredLock({ ...lockedTo(ANNS_ADDRESS), spent: ['p-1'] })),
  ),
  {
    title: '#15b a permission whose time is over',
    event: moves(permitting({ ...permission, expiresAtMs: NOON_MS })),
    rulebook: moving,
    outcome: refused('email-lock:REBIND_EXPIRED'),
  },
  unmoved(
    '#15c a permission for yet another address',
    moves(permitting(), { email: 'ann@other.example' }),
  ),
  unmoved(
    '#15d a permission for another organization',
    moves(permitting({ ...permission, organization: GLOBEX })),
  ),
  unmoved(
    '#15e a permission copied from another person',
    moves(permitting(permission, { owner: { ...ANN_OWNS, userId: 'auth0|bob' } })),
  ),
  unmoved(
    '#15f a permission that somebody else signed',
    moves(permitting(permission, { key: strangers.privateKey })),
  ),
  unmoved('#15g permissions of the wrong shape', moves({ v: 1, g: [null, 7, { o: ACME }] })),
  {
    title: '#15h a permission where nobody may give any',
    event: moves(permitting()),
    outcome: refused(DRIFT),
  },
  {
    title: '#15i a permission, and the new address is not proven',
    event: moves(permitting(), { email_verified: false }),
    rulebook: moving,
    outcome: refused(['verified-email:EMAIL_UNVERIFIED', DRIFT]),
  },
  {
    title: '#15j a permission is not used up while nobody is there',
    event: { ...moves(permitting()), transaction: { protocol: 'oauth2-refresh-token' } },
    rulebook: moving,
    outcome: refused(DRIFT, { door: 'refresh' }),
  },
  {
    title: '#15k a permission does not mend a lock that was tampered with',
    event: moves(permitting(), {}, { ...aStoredLock(), x: 'x' }),
    rulebook: moving,
    outcome: refused([
      'runtime-guard:STATE_TAMPERED',
      'email-lock:STATE_TAMPERED',
      'identity-lock:STATE_TAMPERED',
      'identifier-lock:STATE_TAMPERED',
    ]),
  },
]
