import { LOGIN_POLICIES } from '../../../../policies/login/decide.ts'
import { IMAGINED_DOORS } from '../../../explain/imagined-doors.ts'
import { rebindPublicKeyOf } from '../../../project/rebind-key.ts'
import { blockedOnes, statusesOf } from '../axes-of-several.ts'
import type { Axis, Word } from '../crossing.ts'
import {
  cutOversOf,
  domainsIn,
  eachKey,
  formerDomains,
  numbersUnder,
  OTHER_DOMAIN,
  type SpaceTerms,
  textsUnder,
} from '../space-terms.ts'
import { wordOf } from '../word-of.ts'
import { type LoginDraft, OTHER_PHONE, PHONE } from './login-draft.ts'

const HOUR_MS = 3_600_000

const word = wordOf<LoginDraft>()

/** What a login can be that the usual one is not: the facts of `policies/login/facts.ts`, each in its classes. */
export const loginAxes = (terms: SpaceTerms): readonly Axis<LoginDraft>[] => [
  DOORS,
  addresses(terms),
  domains(terms),
  [word('address not verified', () => ({ isVerified: false }))],
  sources(),
  locks(terms),
  ages(terms),
  permissions(terms),
  blockedOnes<LoginDraft>(),
  organizations(terms),
  [word('erased here before', () => ({ isErased: true }))],
  memberships(terms),
  evidence(terms),
  actors(terms),
  [
    word('linked to an account of the same mailbox', ({ mailbox }) => ({ linked: mailbox })),
    word('linked to an account of another mailbox', () => ({ linked: 'another' })),
  ],
  IDENTIFIERS,
  wishes(),
  [word('break-glass', () => ({ isBreakGlass: true }))],
  [word('metadata that shadows the profile', () => ({ isShadowed: true }))],
  [word('an invitation is claimed', () => ({ isClaimed: true }))],
]

const refreshing = (named: LoginDraft['named']) => (draft: LoginDraft) =>
  draft.where.organization === null && named !== 'by nobody' && named !== 'by a forged token'
    ? null
    : { protocol: IMAGINED_DOORS.refresh, named }

const at = (says: string, protocol: string): Word<LoginDraft> => word(says, () => ({ protocol }))

const DOORS: Axis<LoginDraft> = [
  word('silent login', () => ({ isSilent: true })),
  at('refresh', IMAGINED_DOORS.refresh),
  word('refresh, organization by the token alone', refreshing('by the token')),
  word('refresh, organization by a forged token', refreshing('by a forged token')),
  word('refresh, organization by nobody', refreshing('by nobody')),
  at('password grant', IMAGINED_DOORS.password),
  at('device', IMAGINED_DOORS.device),
  at('exchange', IMAGINED_DOORS.exchange),
  word('on behalf of', () => ({ protocol: IMAGINED_DOORS.exchange, isOnBehalf: true })),
  at('back channel', 'oidc-ciba'),
  at('native', 'oauth2-access-token'),
  at('SAML', 'samlp'),
  at('WS-Federation', 'wsfed'),
  at('a door that nobody knows', 'of-a-time-to-come'),
]

const addresses = (terms: SpaceTerms): Axis<LoginDraft> => [
  word('another mailbox than the locked one', () => ({ mailbox: 'another' })),
  ...domainsIn(terms).map((domain) =>
    word(`the locked mailbox at ${domain}`, (draft) =>
      draft.domain === domain ? null : { domain },
    ),
  ),
  ...formerDomains(terms).map(({ from, to }) =>
    word(`the mailbox that was locked at ${from}, at ${to} by now`, ({ lock }) =>
      'domain' in lock ? { domain: to, lock: { ...lock, domain: from } } : null,
    ),
  ),
  word('no address', () => ({ email: undefined })),
  word('an address that is none', () => ({ email: 'no address' })),
  word('an address that deceives', ({ domain }) => ({ email: `аnn@${domain}` })),
]

/** Of the address and of the lock, as if it had always been so. */
const domains = (terms: SpaceTerms): Axis<LoginDraft> =>
  [...domainsIn(terms), OTHER_DOMAIN].map((domain) =>
    word(`of ${domain}`, (draft) =>
      draft.domain === domain
        ? null
        : { domain, lock: 'domain' in draft.lock ? { ...draft.lock, domain } : draft.lock },
    ),
  )

const sources = (): Axis<LoginDraft> => [
  word('other kind of connection', ({ isEnterprise }) => ({ isEnterprise: !isEnterprise })),
  word('address of a linked account', () => ({ isOfSource: false })),
]

function locks({ keys: [base, head] }: SpaceTerms): Axis<LoginDraft> {
  const all = [base.signing, base.alsoVerifying, head.signing, head.alsoVerifying]
  const [, ...others] = eachKey(all, ({ id }) => id)
  const held = (says: string, change: object): Word<LoginDraft> =>
    word(says, ({ lock }) => ('by' in lock ? { lock: { ...lock, ...change } } : null))
  return [
    word('no lock', () => ({ lock: { kind: 'none' } })),
    held('a lock that was tampered with', { kind: 'tampered' }),
    held('a lock of somebody else', { kind: 'copied' }),
    held('locked in another organization alone', { isElsewhere: true }),
    held('locked there alone, by a grant', { isElsewhere: true, origin: 'grant' }),
    held('locked through another connection', { connection: 'con_ofBefore' }),
    ...others.map((by) => held(`locked under key ${by.id}`, { by })),
  ]
}

/** An account is older than a cut-over or not. */
const ages = (terms: SpaceTerms): Axis<LoginDraft> => [
  ...cutOversOf(terms).flatMap((cutOverMs) => {
    const madeAfter = `account made after ${new Date(cutOverMs).toISOString().slice(0, 10)}`
    const created = { createdMs: cutOverMs + 1 }
    return [
      word(madeAfter, ({ atMs }) => (cutOverMs < atMs ? created : null)),
      // Three at once: newcomers are told apart by who vouches for them.
      word(`no lock, ${madeAfter}, of a domain that nobody lists`, ({ atMs }) =>
        cutOverMs < atMs
          ? { ...created, lock: { kind: 'none' }, domain: OTHER_DOMAIN, isEnterprise: true }
          : null,
      ),
    ]
  }),
  word('account made just now', ({ atMs }) => ({ createdMs: atMs })),
  word('account whose age is not shown', () => ({ createdMs: null })),
]

function permissions({ keys: [base, head] }: SpaceTerms): Axis<LoginDraft> {
  const signers = eachKey([base.rebind, head.rebind], rebindPublicKeyOf)
  return signers.flatMap((by, index) => {
    const whose =
      signers.length === 1 ? '' : ` under ${index === 0 ? 'the first' : 'the other'} key`
    return [
      word(`another mailbox, approved by a rebind${whose}`, () => ({
        mailbox: 'another',
        permission: { kind: 'rebind', by, isOver: false },
      })),
      word(`a rebind that is over${whose}`, () => ({
        mailbox: 'another',
        permission: { kind: 'rebind', by, isOver: true },
      })),
      word(`no lock, approved by a grant${whose}`, () => ({
        lock: { kind: 'none' },
        permission: { kind: 'grant', by, isOver: false },
      })),
    ]
  })
}

const organizations = (terms: SpaceTerms): Axis<LoginDraft> => [
  ...statusesOf<LoginDraft>(terms),
  word('organization lists the domain', ({ domain }) => ({ organizationDomains: domain })),
  word('organization lists another domain', () => ({ organizationDomains: 'other.example.com' })),
]

const memberships = (terms: SpaceTerms): Axis<LoginDraft> => [
  word('directory knows no membership', () => ({ isMember: false })),
  word('directory does not answer', () => ({ isMember: null })),
  ...numbersUnder(terms, 'graceMs').flatMap((ms) => [
    word(`directory does not answer, membership confirmed ${ms / HOUR_MS} h ago`, ({ atMs }) => ({
      isMember: null,
      confirmedMs: Math.floor((atMs - ms) / 1000) * 1000 + 1000,
    })),
  ]),
  ...(textsUnder(terms, 'markerRole').length === 0
    ? []
    : [word('no role of members', () => ({ roles: [] }))]),
]

const evidence = (terms: SpaceTerms): Axis<LoginDraft> => [
  ...numbersUnder(terms, 'maxAgeMs').map((ms) =>
    word(`signed in ${ms / HOUR_MS} h ago`, ({ atMs }) => ({ vouchedMs: atMs - ms - 1 })),
  ),
  word('nothing says when they signed in', () => ({ vouchedMs: null })),
]

function actors(terms: SpaceTerms): Axis<LoginDraft> {
  const listed = terms.rulebooks.flatMap((rulebook) => actorsIn(rulebook))
  return [
    ...[...new Set(listed)].map((actor) => word(`${actor} acts for them`, () => ({ actor }))),
    word('somebody acts for them', () => ({ actor: 'somebody' })),
    word('a delegate acts for them', () => ({ actor: 'auth0|a-delegate', isDelegate: true })),
  ]
}

const actorsIn = (rulebook: unknown): readonly string[] => {
  const { login } = rulebook as { login?: { delegation?: { actors?: Record<string, string[]> } } }
  return Object.values(login?.delegation?.actors ?? {}).flat()
}

const IDENTIFIERS: Axis<LoginDraft> = [
  word('a proven telephone number', () => ({ phone: PHONE, isPhoneProven: true })),
  word('an unproven telephone number', () => ({ phone: PHONE, isPhoneProven: false })),
  word('another telephone number than the locked one', ({ lock }) =>
    'by' in lock
      ? { phone: OTHER_PHONE, isPhoneProven: true, lock: { ...lock, phone: PHONE } }
      : null,
  ),
  word('another user name than the locked one', ({ lock }) =>
    'by' in lock ? { username: 'another', lock: { ...lock, username: 'ann' } } : null,
  ),
]

const wishes = (): Axis<LoginDraft> => [
  word('client asks for everything off', () => ({ clientWishes: every('off') })),
  word('organization asks for everything off', () => ({ organizationWishes: every('off') })),
  word('client asks for everything enforced', () => ({ clientWishes: every('enforce') })),
  word('client asks for what cannot be read', () => ({ clientWishes: 'everything' })),
]

const every = (mode: 'off' | 'enforce'): string =>
  LOGIN_POLICIES.map(({ id }) => `${id}=${mode}`).join(' ')
