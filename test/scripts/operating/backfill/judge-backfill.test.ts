import type { Event } from '@auth0/actions/post-login/v3'
import { expect, test } from 'vitest'
import { ERASED_KEY } from '../../../../actions/records/erased-record.ts'
import { LOCK_KEY } from '../../../../actions/records/lock-record.ts'
import type { BakedRulebook } from '../../../../actions/rulebook/baked-rulebook.ts'
import {
  createInvitationEvidence,
  type EvidenceCollector,
} from '../../../../scripts/operating/backfill/invitation-evidence.ts'
import { judgeBackfill } from '../../../../scripts/operating/backfill/judge-backfill.ts'
import { aPostLoginEvent } from '../../../builders/a-post-login-event.ts'
import { aRulebook } from '../../../builders/a-rulebook.ts'
import {
  ANNS_ADDRESS,
  aStoredLock,
  lockedTo,
  markOfAddress,
} from '../../../builders/a-stored-lock.ts'
import { ACME, ANN, GLOBEX, MEMBERS, TENANT } from '../../../builders/ids.ts'
import { anEmailLock, loginSettings } from '../../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../../builders/noon.ts'
import { aKeyring, TEST_SECRET } from '../../../builders/test-keys.ts'

type Metadata = Readonly<Record<string, string>>
type Given = {
  readonly user?: Readonly<Record<string, unknown>>
  readonly emailLock?: Parameters<typeof anEmailLock>[0]
  readonly evidence?: (collector: EvidenceCollector) => void
  readonly locksDrifted?: boolean
  /** Organizations, and their metadata. */
  readonly memberships?: Readonly<Record<string, Metadata>>
}

function judge({ user, emailLock, evidence, locksDrifted = false, memberships }: Given) {
  const collector = createInvitationEvidence(aKeyring(), TENANT)
  evidence?.(collector)
  const rulebook: BakedRulebook = aRulebook({
    login: loginSettings({ emailLock: anEmailLock(emailLock) }),
  })
  const { memberships: judged, content } = judgeBackfill(
    { ...aPostLoginEvent().user, ...user } as Event['user'],
    Object.entries(memberships ?? { [ACME]: {} }).map(([id, metadata]) => ({
      id,
      name: id === ACME ? 'acme' : 'globex',
      metadata,
    })),
    {
      rulebook,
      secrets: { OG_SIGNING_KEY: TEST_SECRET },
      tenantId: TENANT,
      evidence: collector,
      connectionId: (name) => (name === 'members' ? MEMBERS : ''),
      locksDrifted,
    },
    NOON_MS,
  )
  const told = judged.map(({ organization, verdict }) =>
    [organization.name, ...Object.values(verdict)].join(' '),
  )
  const stored = content?.entries.flatMap(({ mark, memberships }) =>
    memberships.map(({ organization, identitySource, origin, lockedAtMs }) => [
      mark,
      organization,
      identitySource,
      origin,
      (NOON_MS - lockedAtMs) / DAY_MS,
    ]),
  )
  return { told: told.join(', '), stored: stored ?? null }
}

const accepted = (address: string, daysAgo: number, organization = ACME, person = ANN) => ({
  type: 'si',
  date: new Date(NOON_MS - daysAgo * DAY_MS).toISOString(),
  user_id: person,
  details: {
    invitation: { invitee: { email: address }, inviter: { organization_id: organization } },
  },
})
const log =
  (...entries: readonly unknown[]) =>
  (collector: EvidenceCollector) => {
    for (const entry of entries) collector.addLogEntry(entry)
  }
const invited =
  (address: unknown, organization = ACME) =>
  (collector: EvidenceCollector) =>
    collector.addInvitation(organization, address)

const ANNS = markOfAddress(ANNS_ADDRESS)
const OTHER = 'ann@mailbox.example.org'
const byProfile = [[ANNS, ACME, MEMBERS, 'first-seen', 0]]
const byInvitation = [[ANNS, ACME, MEMBERS, 'invitation', 0]]
const PAST = { cutOverMs: NOON_MS - DAY_MS }
const withLock = (lock: unknown) => ({ app_metadata: { [LOCK_KEY]: lock } })
/** Her address is in the list of an organization whose people were erased. */
const ERASED = { [ERASED_KEY]: `${ANNS.slice(0, 8)}${ANNS.slice(9, 17)}` }

test.each<[string, Given, string, unknown]>([
  ['nothing but the profile, before the cut-over', {}, 'acme profile', byProfile],
  [
    'nobody waits for their turn',
    { emailLock: { spread: { fromMs: NOON_MS + DAY_MS, days: 90 } } },
    'acme profile',
    byProfile,
  ],
  ['after the cut-over', { emailLock: PAST }, 'acme left LOCK_MISSING', null],
  [
    'where nothing is adopted',
    { emailLock: { onMissing: 'deny' } },
    'acme left LOCK_MISSING',
    null,
  ],
  [
    'where adoption is only watched',
    { emailLock: { onMissing: 'observe' } },
    'acme left LOCK_MISSING',
    null,
  ],
  ['an unproven address', { user: { email_verified: false } }, 'acme left EMAIL_UNVERIFIED', null],
  ['no address', { user: { email: undefined } }, 'acme left EMAIL_ABSENT', null],
  ['no usable address', { user: { email: 'ann@@example' } }, 'acme left EMAIL_UNACCEPTABLE', null],
  ['an account of no source', { user: { identities: [] } }, 'acme left LOCK_MISSING', null],
  ['an account without beginning', { user: { created_at: '' } }, 'acme left LOCK_MISSING', null],
  [
    'an account of no source, whatever the log says',
    { user: { identities: [] }, evidence: log(accepted(ANNS_ADDRESS, 20)) },
    'acme left LOCK_MISSING',
    null,
  ],
  [
    'an account without beginning, whatever the log says',
    { user: { created_at: '' }, evidence: log(accepted(ANNS_ADDRESS, 20)) },
    'acme left LOCK_MISSING',
    null,
  ],
  ['locked already', { user: withLock(aStoredLock()) }, 'acme locked', null],
  [
    'locked to another address',
    { user: withLock(aStoredLock(lockedTo(OTHER))) },
    'acme drifted lock',
    null,
  ],
  [
    'a lock that nobody believes',
    { user: withLock({ ...aStoredLock(), x: 'forged' }) },
    'acme left STATE_TAMPERED',
    null,
  ],
  [
    'the log says that this address was invited, and when',
    { evidence: log(accepted('Ann@Acme.example.com', 20)) },
    'acme log',
    [[ANNS, ACME, MEMBERS, 'invitation', 20]],
  ],
  [
    'the same after the cut-over, and of an address that nobody verified since',
    { emailLock: PAST, user: { email_verified: false }, evidence: log(accepted(ANNS_ADDRESS, 20)) },
    'acme log',
    [[ANNS, ACME, MEMBERS, 'invitation', 20]],
  ],
  [
    'an entry of a log stream',
    { evidence: log({ log_id: '1', data: accepted(ANNS_ADDRESS, 20) }) },
    'acme log',
    [[ANNS, ACME, MEMBERS, 'invitation', 20]],
  ],
  [
    'the log says that another was invited: nothing is adopted on trust',
    { evidence: log(accepted(OTHER, 20)) },
    'acme drifted log',
    null,
  ],
  [
    'and is locked where that is wanted',
    { evidence: log(accepted(OTHER, 20)), locksDrifted: true },
    'acme drifted log',
    [[markOfAddress(OTHER), ACME, MEMBERS, 'invitation', 20]],
  ],
  [
    'an invitation that was accepted as the account was made',
    { evidence: log(accepted(ANNS_ADDRESS, 30)) },
    'acme log',
    [[ANNS, ACME, MEMBERS, 'invitation', 30]],
  ],
  [
    'what an account of the same id accepted that is gone says nothing',
    { emailLock: PAST, evidence: log(accepted(ANNS_ADDRESS, 31)) },
    'acme left LOCK_MISSING',
    null,
  ],
  [
    'the newest invitation counts, in whatever order',
    { evidence: log(accepted(ANNS_ADDRESS, 2), accepted(OTHER, 20)) },
    'acme log',
    [[ANNS, ACME, MEMBERS, 'invitation', 2]],
  ],
  [
    'invitations of others, to elsewhere, refused or torn say nothing',
    {
      evidence: log(
        accepted(OTHER, 20, GLOBEX),
        accepted(OTHER, 20, ACME, 'auth0|bob'),
        { ...accepted(OTHER, 20), type: 'fi' },
        { ...accepted(OTHER, 20), date: 'soon' },
        { ...accepted(OTHER, 20), details: {} },
        null,
        'si',
      ),
    },
    'acme profile',
    byProfile,
  ],
  [
    'an invitation that stands open, after the cut-over',
    { emailLock: PAST, evidence: invited(' ANN@acme.example.com') },
    'acme invitation',
    byInvitation,
  ],
  [
    'the same for an address that nobody has proven',
    { emailLock: PAST, evidence: invited(ANNS_ADDRESS), user: { email_verified: false } },
    'acme left LOCK_MISSING',
    null,
  ],
  [
    'an open invitation of somebody else, or to elsewhere',
    { emailLock: PAST, evidence: invited(OTHER) },
    'acme left LOCK_MISSING',
    null,
  ],
  [
    'to elsewhere',
    { emailLock: PAST, evidence: invited(ANNS_ADDRESS, GLOBEX) },
    'acme left LOCK_MISSING',
    null,
  ],
  [
    'whoever was erased comes back by nothing of this',
    { memberships: { [ACME]: ERASED }, evidence: log(accepted(ANNS_ADDRESS, 20)) },
    'acme left LOCK_MISSING',
    null,
  ],
  [
    'two organizations, one record: the first makes the address known for the second',
    { memberships: { [ACME]: {}, [GLOBEX]: {} }, evidence: log(accepted(ANNS_ADDRESS, 20)) },
    'acme log, globex profile',
    [
      [ANNS, ACME, MEMBERS, 'invitation', 20],
      [ANNS, GLOBEX, MEMBERS, 'known-address', 0],
    ],
  ],
  [
    'what is locked to another address elsewhere keeps the profile from being believed',
    {
      user: withLock(aStoredLock(lockedTo(OTHER, { organization: GLOBEX }))),
      memberships: { [ACME]: {}, [GLOBEX]: {} },
    },
    'acme left LOCK_MISSING, globex drifted lock',
    null,
  ],
  ['a member of nothing', { memberships: {} }, '', null],
])('%s', (_what, given, told, stored) => {
  expect(judge(given)).toEqual({ told, stored })
})
