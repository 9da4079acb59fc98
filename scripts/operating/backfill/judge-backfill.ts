import type { Event } from '@auth0/actions/post-login/v3'
import { readLogin } from '../../../actions/post-login/facts.ts'
import { type LockOwner, lockOwner } from '../../../actions/records/lock-owner.ts'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import { contentOf, entriesFor, type LockContent, NOTHING_LOCKED } from '../../../policies/lock.ts'
import { emailLock } from '../../../policies/login/email-lock.ts'
import type { LoginFacts } from '../../../policies/login/facts.ts'
import { freezeIdentifiers } from '../../../policies/login/identifier-lock.ts'
import { lockMembership } from '../../../policies/login/lock-membership.ts'
import { isLockedAddress } from '../../../policies/login/locked-address.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import { addressIsProven } from '../../../policies/login/verified-email.ts'
import type { Reason } from '../../../policies/reasons.ts'
import type { Acceptance, InvitationEvidence } from './invitation-evidence.ts'

/** An organization as a login to it shows it. */
export type JoinedOrganization = NonNullable<Event['organization']>

/** What is to become of one membership. */
export type BackfillVerdict =
  /** The lock holds this address already. */
  | { readonly kind: 'locked' }
  /** What speaks for today's address, the strongest first: to be written. */
  | { readonly kind: 'log' | 'invitation' | 'profile' }
  /** The address of today is another than the one that was granted. */
  | { readonly kind: 'drifted'; readonly from: 'lock' | 'log' }
  /** Nothing speaks for the address, or something against it: the reason, as a login has it. */
  | { readonly kind: 'left'; readonly reason: Reason }

export type JudgedMembership = {
  readonly organization: JoinedOrganization
  readonly verdict: BackfillVerdict
}

export type JudgedPerson = {
  readonly owner: LockOwner
  readonly memberships: readonly JudgedMembership[]
  /** What is to be stored; null where that is stored already, or nothing may be. */
  readonly content: LockContent | null
}

export type BackfillDesk = {
  readonly rulebook: BakedRulebook
  readonly secrets: Event['secrets']
  readonly tenantId: string
  readonly evidence: InvitationEvidence
  /** Id of a connection by its name; empty where the tenant has none. */
  readonly connectionId: (name: string) => string
  /** Whoever drifted is locked to the address that the log says was invited. */
  readonly locksDrifted: boolean
}

/**
 * What the guard would store of a person who signed in now, organization by organization, with what the
 * invitations say on top. The facts are those of a login, and where nothing but the profile speaks, the
 * answer is the policy's own: so the rulebook's cut-over and `onMissing` hold here too. Pure.
 * @param user as the tenant or its export says
 */
export function judgeBackfill(
  user: Event['user'],
  organizations: readonly JoinedOrganization[],
  desk: BackfillDesk,
  nowMs: number,
): JudgedPerson {
  const owner = lockOwner(desk.tenantId, user)
  let content = NOTHING_LOCKED
  let isChanged = false
  const memberships = organizations.map((organization): JudgedMembership => {
    const { facts } = factsOf(user, organization, desk, nowMs)
    const lock = isChanged ? { ...content, kind: 'held' as const, isOutdated: false } : facts.lock
    const judged = judgeMembership({ ...facts, lock }, owner.userId, organization.id, desk)
    if (judged.content !== null) {
      content = judged.content
      isChanged = true
    }
    return { organization, verdict: judged.verdict }
  })
  return { owner, memberships, content: isChanged ? content : null }
}

type Judged = { readonly verdict: BackfillVerdict; readonly content: LockContent | null }

const nothing = (verdict: BackfillVerdict): Judged => ({ verdict, content: null })
const left = (reason: Reason): Judged => nothing({ kind: 'left', reason })

function judgeMembership(
  facts: LoginFacts,
  userId: string,
  organization: string,
  { rulebook, evidence, locksDrifted }: BackfillDesk,
): Judged {
  const settings = rulebook.login
  const { lock, person } = facts
  if (lock.kind === 'unreadable') return left(lock.reason)
  const granted = entriesFor(contentOf(lock).entries, organization)
  if (granted.length > 0) {
    const isHeld = granted.every((entry) =>
      isLockedAddress(entry, person.address, organization, facts.nowMs),
    )
    return nothing(isHeld ? { kind: 'locked' } : { kind: 'drifted', from: 'lock' })
  }
  // What was erased on purpose comes back by an operator's word alone.
  if (facts.wasErased) return left('LOCK_MISSING')
  if (person.address.kind === 'absent') return left('EMAIL_ABSENT')
  if (person.address.kind === 'unacceptable') return left('EMAIL_UNACCEPTABLE')
  if (!facts.isOwnerKnown || !person.addressIsOfSource) return left('LOCK_MISSING')
  const acceptance = evidence.acceptanceOf(userId, organization)
  // What was accepted before the account was made, another one with the same id accepted.
  if (acceptance !== null && acceptance.atMs >= person.createdAtMs) {
    const marks = [acceptance.mark] as const
    const isInvited = isLockedAddress(acceptance, person.address, organization, facts.nowMs)
    if (!isInvited && !locksDrifted) return nothing({ kind: 'drifted', from: 'log' })
    return {
      verdict: isInvited ? { kind: 'log' } : { kind: 'drifted', from: 'log' },
      content: lockedBy(facts, settings, organization, marks, acceptance),
    }
  }
  const isOpen = evidence.isInvited(organization, person.address.marks)
  if (isOpen && addressIsProven(facts, settings)) {
    return {
      verdict: { kind: 'invitation' },
      content: lockedBy(facts, settings, organization, person.address.marks, {
        atMs: facts.nowMs,
      }),
    }
  }
  return judgeProfile(facts, settings)
}

/** Nothing but the profile speaks: as the next login would have it, without waiting for its turn. */
function judgeProfile(facts: LoginFacts, settings: LoginSettings): Judged {
  const verdict = emailLock.evaluate(facts, {
    ...settings,
    emailLock: { ...settings.emailLock, spread: { fromMs: 0, days: 0 } },
  })
  if (verdict.kind !== 'pass') return left(verdict.reason)
  if (verdict.record !== undefined) return { verdict: { kind: 'profile' }, content: verdict.record }
  return left(addressIsProven(facts, settings) ? 'LOCK_MISSING' : 'EMAIL_UNVERIFIED')
}

/** As a login with the invitation would store it. */
function lockedBy(
  facts: LoginFacts,
  settings: LoginSettings,
  organization: string,
  marks: readonly [string, ...string[]],
  { atMs }: Pick<Acceptance, 'atMs'>,
): LockContent {
  const held = contentOf(facts.lock)
  const entries = lockMembership(
    held.entries,
    { facts: { ...facts, nowMs: atMs }, settings, held, organization, marks, isDeceptive: false },
    'invitation',
  )
  return { ...freezeIdentifiers(held, facts.person), entries }
}

/** Of a sign-in that did not happen, through the connection of the account. */
function factsOf(
  user: Event['user'],
  organization: JoinedOrganization,
  { rulebook, secrets, tenantId, connectionId }: BackfillDesk,
  nowMs: number,
) {
  const [identity] = Array.isArray(user.identities) ? user.identities : []
  const connection = typeof identity?.connection === 'string' ? identity.connection : ''
  const event = {
    authentication: { methods: [{ name: 'pwd', timestamp: new Date(nowMs).toISOString() }] },
    client: { client_id: '', name: '', metadata: {} },
    connection: {
      id: connectionId(connection),
      name: connection,
      strategy: identity?.provider ?? '',
    },
    organization,
    request: { query: {} },
    tenant: { id: tenantId },
    transaction: { protocol: 'oidc-basic-profile' },
    // Other than an event, an export and the Management API leave out what is empty.
    user: { ...user, app_metadata: user.app_metadata ?? {} },
    secrets,
  } as unknown as Event
  return readLogin(event, rulebook, nowMs)
}
