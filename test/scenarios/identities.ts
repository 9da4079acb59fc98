import { markOf } from '../../actions/records/address-mark.ts'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import type { LoginSettings } from '../../policies/login/settings.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import { ANNS_ADDRESS, aStoredLock, lockedTo } from '../builders/a-stored-lock.ts'
import { TENANT } from '../builders/ids.ts'
import { loginSettings } from '../builders/login-settings.ts'
import { TEST_KEYS } from '../builders/test-keys.ts'
import { admitted, holding, type LoginScenario, refused } from './login-scenario.ts'

const elsewhere = { connection: { id: 'con_otherBBBBBBBBBBB' } }
const setting = (differences: Partial<LoginSettings>): BakedRulebook =>
  aRulebook({ login: loginSettings(differences) })
const linked = (email: unknown): LoginScenario['event'] =>
  holding(
    {},
    {
      identities: [
        { connection: 'members' },
        { connection: 'social', profileData: { email, email_verified: true } },
      ],
    },
  )
const MISMATCH = 'identity-lock:IDENTITY_MISMATCH'

const sources: readonly LoginScenario[] = [
  {
    title: '#54 the person returns through another identity source of the organization',
    event: { ...holding(), ...elsewhere },
    outcome: refused('identity-lock:CONNECTION_NOT_ALLOWED'),
  },
  {
    title: '#54b the same where memberships are not pinned',
    event: { ...holding(), ...elsewhere },
    rulebook: setting({ identityLock: { pin: 'off', linked: 'same-address' } }),
    outcome: admitted(),
  },
  {
    title: '#54c nothing says which identity source it was',
    event: { ...holding(), connection: undefined },
    outcome: refused(['source-domain:SOURCE_DOMAIN_MISMATCH', 'identity-lock:IDENTITY_MISMATCH']),
  },
  {
    title: '#55 an account of the same mailbox is linked',
    event: linked('ANN@acme.example.com'),
    outcome: admitted(),
  },
  {
    title: '#55a the same mailbox is claimed by a linked account that never proved it',
    event: holding(
      {},
      {
        identities: [
          { connection: 'members' },
          { connection: 'social', profileData: { email: 'ann@acme.example.com' } },
        ],
      },
    ),
    outcome: refused(MISMATCH),
  },
  {
    title: '#55a2 the sign-in came from an account that is not among those of the profile',
    event: holding({}, { identities: [{ connection: 'other', provider: 'auth0' }] }),
    outcome: refused(MISMATCH),
  },
  {
    title: '#55b an account of another mailbox is linked',
    event: linked('ann@mail.example'),
    outcome: refused(MISMATCH),
  },
  {
    title: '#55c an account that shows no mailbox is linked',
    event: linked(undefined),
    outcome: refused(MISMATCH),
  },
  {
    title: '#55d nothing says which accounts are linked',
    event: holding({}, { identities: undefined }),
    // Elsewhere the address counts as that of a source nobody listed.
    rulebook: setting({ sourceDomain: { domains: {}, unlisted: 'pass' } }),
    outcome: refused(MISMATCH),
  },
]

const NUMBER = '+1 555 0100'
const frozen = aStoredLock({
  ...lockedTo(ANNS_ADDRESS),
  phone: markOf('phone', NUMBER, TEST_KEYS, TENANT),
  username: markOf('username', 'zqx', TEST_KEYS, TENANT),
})
const proven = { phone_number: NUMBER, phone_verified: true, username: 'zqx' }
const verifiedOnly = setting({ identifierLock: { phone: 'verified', username: 'free' } })

const identifiers: readonly LoginScenario[] = [
  {
    title: '#56 the telephone number was changed, and is not proven',
    event: holding({}, { phone_number: '+1 555 0199', phone_verified: false }),
    rulebook: verifiedOnly,
    outcome: refused('identifier-lock:PHONE_UNVERIFIED'),
  },
  {
    title: '#56 the telephone number was changed, and is proven',
    event: holding({ og_lock: frozen }, { ...proven, phone_number: '+1 555 0199' }),
    rulebook: verifiedOnly,
    outcome: admitted(),
  },
  {
    title: '#56b a frozen number that is unchanged',
    event: holding({ og_lock: frozen }, proven),
    outcome: admitted(),
  },
  {
    title: '#56c a frozen number that was changed',
    event: holding({ og_lock: frozen }, { ...proven, phone_number: '+1 555 0199' }),
    outcome: refused('identifier-lock:PHONE_DRIFT'),
  },
  {
    title: '#56d a frozen number that was taken away',
    event: holding({ og_lock: frozen }, { ...proven, phone_number: undefined }),
    outcome: refused('identifier-lock:PHONE_DRIFT'),
  },
  {
    title: '#56e a number of a proven address that the metadata says',
    event: holding({ og_lock: frozen, phone_number: NUMBER }, proven),
    outcome: refused('runtime-guard:STATE_SHADOW_KEY'),
  },
  {
    title: '#56f a frozen user name that was changed',
    event: holding({ og_lock: frozen }, { ...proven, username: 'zqx2' }),
    outcome: refused('identifier-lock:USERNAME_DRIFT'),
  },
]

/** E. Is it the same person by everything that can sign in? */
export const IDENTITIES: readonly LoginScenario[] = [...sources, ...identifiers]
