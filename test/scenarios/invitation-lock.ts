import { markOf } from '../../actions/records/address-mark.ts'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import type { EmailLockSettings } from '../../policies/login/email-lock.about.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import { ANNS_ADDRESS, aStoredLock, lockedTo, YOUNG_ANN_OWNS } from '../builders/a-stored-lock.ts'
import { ACME, GLOBEX, MEMBERS, TENANT } from '../builders/ids.ts'
import { anEmailLock, loginSettings } from '../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../builders/noon.ts'
import { TEST_KEYS } from '../builders/test-keys.ts'
import { admitted, holding, type LoginScenario, refused, TOLD } from './login-scenario.ts'

const PRIVATE_ADDRESS = 'ann@mail.example'
const DRIFT = 'email-lock:EMAIL_DRIFT'
const refresh = { transaction: { protocol: 'oauth2-refresh-token' } }
const invited = { request: { query: { invitation: 'ticket' } } }
const toGlobex = { organization: { id: GLOBEX } }
const using = (email: unknown): LoginScenario['event'] => holding({}, { email })
/** A lock whose address is another one than the plain one. */
const lockedAs = (address: string, email: string): LoginScenario['event'] =>
  holding({ og_lock: aStoredLock(lockedTo(address)) }, { email })

const withLock = (differences: Partial<EmailLockSettings>): BakedRulebook =>
  aRulebook({ login: loginSettings({ emailLock: anEmailLock(differences) }) })
const afterCutOver = withLock({ cutOverMs: NOON_MS - DAY_MS })
const revoking = aRulebook({ capabilities: { ...aRulebook().capabilities, revocation: true } })
const trusting = aRulebook({ login: loginSettings({ trustedSources: [MEMBERS] }) })

const firstLogins: readonly LoginScenario[] = [
  {
    title: '#1 an invited person signs in for the first time',
    event: invited,
    outcome: admitted({
      written: lockedTo(ANNS_ADDRESS, { origin: 'invitation', lockedAtMs: NOON_MS }),
    }),
  },
  {
    title: '#1b the same where the request shows no invitation',
    event: {},
    outcome: admitted({
      written: lockedTo(ANNS_ADDRESS, { origin: 'first-seen', lockedAtMs: NOON_MS }),
    }),
  },
  {
    title: '#1c a first token that nobody is there for is not the time to lock',
    event: refresh,
    outcome: admitted({ door: 'refresh' }),
  },
  {
    title: '#1d telephone and user name are frozen with the address, if they are proven',
    event: { user: { phone_number: '+1 555 0100', phone_verified: true, username: 'zqx' } },
    outcome: admitted({
      written: {
        ...lockedTo(ANNS_ADDRESS, { origin: 'first-seen', lockedAtMs: NOON_MS }),
        phone: markOf('phone', '+1 555 0100', TEST_KEYS, TENANT),
        username: markOf('username', 'zqx', TEST_KEYS, TENANT),
      },
    }),
  },
  {
    title: '#7 a stranger who became a member by himself, with an address he has not proven',
    event: { user: { email_verified: false } },
    outcome: refused('verified-email:EMAIL_UNVERIFIED'),
  },
  {
    title: '#7b a stranger who claims an invitation as well',
    event: { ...invited, user: { email_verified: false } },
    outcome: refused('verified-email:EMAIL_UNVERIFIED'),
  },
  {
    title: '#7c a verification that is a text',
    event: { user: { email_verified: 'true' } },
    outcome: refused('verified-email:EMAIL_UNVERIFIED'),
  },
  {
    title: '#7d an unproven address of an identity source that the team trusts',
    event: { user: { email_verified: false } },
    rulebook: trusting,
    outcome: admitted({
      written: lockedTo(ANNS_ADDRESS, { origin: 'first-seen', lockedAtMs: NOON_MS }),
    }),
  },
]

const driftedLogins: readonly LoginScenario[] = [
  { title: '#2 the address is unchanged', event: holding(), outcome: admitted() },
  {
    title: '#3 the address was changed, and the person signs in',
    event: using(PRIVATE_ADDRESS),
    outcome: refused(DRIFT),
  },
  {
    title: '#3b the same without being asked, in a frame nobody sees',
    event: {
      ...using(PRIVATE_ADDRESS),
      transaction: { protocol: 'oidc-basic-profile', prompt: ['none'] },
    },
    outcome: refused(DRIFT, { door: 'silent' }),
  },
  {
    title: '#3c the same with an invitation in the request',
    event: { ...using(PRIVATE_ADDRESS), ...invited },
    outcome: refused(DRIFT),
  },
  {
    title: '#3d the same where missing locks are only observed',
    event: using(PRIVATE_ADDRESS),
    rulebook: withLock({ onMissing: 'observe' }),
    outcome: refused(DRIFT),
  },
  {
    title: '#3e the same, of an identity source that the team trusts with addresses',
    event: using(PRIVATE_ADDRESS),
    rulebook: trusting,
    outcome: refused(DRIFT),
  },
  {
    title: '#3f the same at an assertion that nobody asked for',
    event: { ...using(PRIVATE_ADDRESS), transaction: { protocol: 'samlp' } },
    outcome: refused(DRIFT, { door: 'federation' }),
  },
  {
    title: '#4 the address was changed, and the token is refreshed',
    event: { ...using(PRIVATE_ADDRESS), ...refresh },
    outcome: refused(DRIFT, { door: 'refresh' }),
  },
  {
    title: '#4b the same where the plan can end tokens',
    event: { ...using(PRIVATE_ADDRESS), ...refresh, session: { id: 's' } },
    rulebook: revoking,
    outcome: refused(DRIFT, { door: 'refresh', effects: [['refreshToken.revoke', TOLD]] }),
  },
  {
    title: '#4c the same at a sign-in ends neither token nor session',
    event: { ...using(PRIVATE_ADDRESS), session: { id: 's' } },
    rulebook: revoking,
    outcome: refused(DRIFT),
  },
  {
    title: '#4d the address was changed, and the refreshed token names no organization',
    event: { ...using(PRIVATE_ADDRESS), ...refresh, organization: undefined },
    rulebook: aRulebook({
      capabilities: { ...aRulebook().capabilities, organizationOnRefresh: false },
    }),
    outcome: refused(DRIFT, {
      door: 'refresh',
      organization: 'unknown',
      findings: [
        'org-status:ORG_UNKNOWN_ON_REFRESH',
        'org-required:ORG_UNKNOWN_ON_REFRESH',
        'membership:ORG_UNKNOWN_ON_REFRESH',
        DRIFT,
      ],
      unconfirmed: [
        'org-status:ORG_UNKNOWN_ON_REFRESH',
        'org-required:ORG_UNKNOWN_ON_REFRESH',
        'membership:ORG_UNKNOWN_ON_REFRESH',
      ],
    }),
  },
  {
    title: '#14 a person who signs in by telephone has no address, and a lock',
    event: using(undefined),
    outcome: refused(['verified-email:EMAIL_ABSENT', 'email-lock:EMAIL_ABSENT']),
  },
  {
    title: '#14b an address of nothing but space',
    event: using(' '),
    outcome: refused(['verified-email:EMAIL_ABSENT', 'email-lock:EMAIL_ABSENT']),
  },
  {
    title: '#14c an address in a list',
    event: using([ANNS_ADDRESS]),
    outcome: refused(['verified-email:EMAIL_ABSENT', 'email-lock:EMAIL_ABSENT']),
  },
]

const same = (title: string, email: string, locked: string = ANNS_ADDRESS): LoginScenario => ({
  title,
  event: lockedAs(locked, email),
  outcome: admitted(),
})
const other = (title: string, email: string, locked: string = ANNS_ADDRESS): LoginScenario => ({
  title,
  event: lockedAs(locked, email),
  outcome: refused(DRIFT),
})
/** `ann@bücher.example` in the form that marks are made of. */
const BOOKS = 'ann@xn--bcher-kva.example'

const spellings: readonly LoginScenario[] = [
  same('#8 in capitals, as a federation may say it', 'ANN@Acme.EXAMPLE.com'),
  same('#9 with a space behind', `${ANNS_ADDRESS} `),
  same('#9 with a no-break space behind', `${ANNS_ADDRESS}\u00a0`),
  same('#9 with a line behind', `${ANNS_ADDRESS}\r\n`),
  other('#9 with a zero-width space', 'ann\u200b@acme.example.com'),
  other('#9 with a zero-width joiner', 'an\u200dn@acme.example.com'),
  other('#9 with a control character', 'ann\u0000@acme.example.com'),
  other('#9b written from right to left', '\u202eann@acme.example.com'),
  other('#9c with a soft hyphen in the domain', 'ann@ac\u00adme.example.com'),
  other('#9d with a variation selector', 'ann\ufe0f@acme.example.com'),
  other('#9e with two addresses in one', `${PRIVATE_ADDRESS}@acme.example.com`),
  other('#9f longer than any address', `${'a'.repeat(100_000)}@acme.example.com`),
  same('#11 an international domain as people write it', 'ann@bücher.example', BOOKS),
  same('#11 an international domain as machines write it', 'ann@XN--BCHER-KVA.example', BOOKS),
  same('#11b a composed letter as two', 'ann@bu\u0308cher.example', BOOKS),
  other('#11c a letter of another script in the domain', 'ann@\u0430cme.example.com'),
  other('#11d the same in the form of machines', 'ann@xn--cme-7cd.example.com'),
  other('#12 with a plus tag', 'ann+x@acme.example.com'),
  other('#12 with a dot', 'a.nn@acme.example.com'),
  other('#12b with a wide letter', '\uff41nn@acme.example.com'),
  other('#12c with a dotted capital', 'ir\u0130s@acme.example.com', 'iris@acme.example.com'),
  other('#12d at a domain below', 'ann@acme.example.com.attacker.test'),
  other('#12e at a sub-domain', 'ann@mail.acme.example.com'),
]

const both = lockedTo(ANNS_ADDRESS, { organization: ACME })
const globexToo = {
  ...both,
  entries: both.entries.map((entry) => ({
    ...entry,
    memberships: [
      ...entry.memberships,
      {
        organization: GLOBEX,
        identitySource: MEMBERS,
        origin: 'known-address' as const,
        lockedAtMs: NOON_MS,
      },
    ],
  })),
}
const ofGlobex = { organization: GLOBEX }
const MISSING = 'email-lock:LOCK_MISSING'
const young = { created_at: new Date(NOON_MS).toISOString() }

const severalOrganizations: readonly LoginScenario[] = [
  {
    title: '#17 locked for one organization, the known address enters another',
    event: { ...holding(), ...toGlobex },
    rulebook: afterCutOver,
    outcome: admitted({ organization: GLOBEX, written: globexToo }),
  },
  {
    title: '#17 locked for one organization, another address enters another',
    event: { ...using(PRIVATE_ADDRESS), ...toGlobex },
    rulebook: afterCutOver,
    outcome: refused(MISSING, ofGlobex),
  },
  {
    title: '#17 the first organization goes on as before',
    event: holding(),
    rulebook: afterCutOver,
    outcome: admitted(),
  },
  {
    title: '#17b where missing locks are refused, a known address is no help',
    event: { ...holding(), ...toGlobex },
    rulebook: withLock({ onMissing: 'deny' }),
    outcome: refused(MISSING, ofGlobex),
  },
  {
    title: '#17c a younger person with a lock elsewhere and another address',
    event: {
      ...holding(
        { og_lock: aStoredLock(undefined, undefined, YOUNG_ANN_OWNS) },
        { email: PRIVATE_ADDRESS, ...young },
      ),
      ...toGlobex,
    },
    rulebook: afterCutOver,
    outcome: refused(MISSING, ofGlobex),
  },
  {
    title: '#17d the known address is not locked while nobody is there',
    event: { ...holding(), ...toGlobex, ...refresh },
    rulebook: afterCutOver,
    outcome: admitted({ ...ofGlobex, door: 'refresh' }),
  },
]

const renamed = (organization: string, untilMs: number): BakedRulebook =>
  aRulebook({
    equivalentDomains: [{ organization, from: 'acme.example.com', to: 'acme.example', untilMs }],
  })
const newDomain = using('ann@acme.example')

const renamedCompanies: readonly LoginScenario[] = [
  {
    title: '#19 a company that was renamed',
    event: newDomain,
    rulebook: renamed(ACME, NOON_MS + 1),
    outcome: admitted(),
  },
  {
    title: '#19 a company that was renamed too long ago',
    event: newDomain,
    rulebook: renamed(ACME, NOON_MS),
    outcome: refused(DRIFT),
  },
  {
    title: '#19b another company that was renamed',
    event: newDomain,
    rulebook: renamed(GLOBEX, NOON_MS + 1),
    outcome: refused(DRIFT),
  },
  {
    title: '#19c somebody else of the renamed company',
    event: using('bob@acme.example'),
    rulebook: renamed(ACME, NOON_MS + 1),
    outcome: refused(DRIFT),
  },
  {
    title: '#19d back from the new domain to the old one',
    event: lockedAs('ann@acme.example', ANNS_ADDRESS),
    rulebook: renamed(ACME, NOON_MS + 1),
    outcome: refused(DRIFT),
  },
]

/** A. Is the address the one that the membership was granted to? */
export const INVITATION_LOCK: readonly LoginScenario[] = [
  ...firstLogins,
  ...driftedLogins,
  ...spellings,
  ...severalOrganizations,
  ...renamedCompanies,
]
