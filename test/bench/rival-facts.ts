import { entriesFor } from '../../policies/lock.ts'
import { INTERACTIVE_DOORS } from '../../policies/login/door.ts'
import type { LoginFacts, PersonAddress } from '../../policies/login/facts.ts'

/**
 * The facts of a login as general-purpose engines can read them: flat, without absence, and with
 * everything worked out already that their languages cannot ask of nested lists. Made before the
 * clock starts, so what they are spared is in their favour.
 */
export type RivalFacts = Readonly<Record<string, string | number | boolean | string[]>>

/** Beyond any date, and small enough to add to. */
const NEVER_ENDS_MS = 8_640_000_000_000_000

export function toRivalFacts(facts: LoginFacts): RivalFacts {
  const { person, scope, membership, organizationStatus, actors, vouchedAtMs } = facts
  return {
    nowMs: facts.nowMs,
    door: facts.door,
    isInteractive: INTERACTIVE_DOORS.has(facts.door),
    application: scope.application,
    organizationKind: scope.organization.kind,
    organization: organizationOf(facts) ?? '',
    identitySource: scope.identitySource,
    person: person.id,
    createdAtMs: person.createdAtMs,
    addressVerified: person.addressVerified,
    addressIsOfSource: person.addressIsOfSource,
    isShadowed: person.isShadowed,
    hasKeys: facts.keys === 'ready',
    live: membership.live,
    lastConfirmedMs: Math.max(0, membership.lastConfirmedMs),
    status: organizationStatus ?? '',
    saysStatus: organizationStatus !== null,
    actor: actors[0] ?? '',
    hasActor: actors.length > 0,
    vouchedAtMs: vouchedAtMs ?? 0,
    isVouched: vouchedAtMs !== null,
    breakGlassUntilMs: Math.max(0, facts.breakGlassUntilMs),
    ...addressFacts(facts),
    ...identifierFacts(facts),
    ...lockFacts(facts),
    ...rebindFacts(facts),
    ...blockFacts(facts),
  }
}

const organizationOf = ({ scope }: LoginFacts): string | null =>
  scope.organization.kind === 'named' ? scope.organization.id : null

const marksOf = (address: PersonAddress): string[] =>
  address.kind === 'usable' ? [...address.marks] : []

function addressFacts(facts: LoginFacts): RivalFacts {
  const { address, linkedAddresses } = facts.person
  const organization = organizationOf(facts)
  const former = address.kind === 'usable' ? address.formerly : []
  const stillGood = former.filter(
    (one) =>
      (organization === null || one.organization === organization) && facts.nowMs < one.untilMs,
  )
  const marks = marksOf(address)
  return {
    addressKind: address.kind,
    marks,
    acceptedMarks: [...marks, ...stillGood.flatMap((one) => [...one.marks])],
    linkedAreSame: linkedAddresses.every((one) => marks.includes(marksOf(one)[0] ?? '')),
  }
}

function identifierFacts({ person: { phone, username } }: LoginFacts): RivalFacts {
  return {
    hasPhone: phone.kind === 'present',
    phoneVerified: phone.verified,
    phoneMarks: phone.kind === 'present' ? [...phone.marks] : [],
    usernameMarks: username.kind === 'present' ? [...username.marks] : [],
  }
}

function lockFacts(facts: LoginFacts): RivalFacts {
  const { lock } = facts
  const organization = organizationOf(facts)
  const entries = lock.kind === 'held' ? lock.entries : []
  const here = organization === null ? entries : entriesFor(entries, organization)
  const memberships = here
    .flatMap((entry) => entry.memberships)
    .filter((one) => organization === null || one.organization === organization)
  const phone = lock.kind === 'held' ? lock.phone : null
  const username = lock.kind === 'held' ? lock.username : null
  return {
    lockKind: lock.kind,
    lockReason: lock.kind === 'unreadable' ? lock.reason : '',
    lockedAnywhere: entries.map(({ mark }) => mark),
    lockedHere: organization === null ? [] : here.map(({ mark }) => mark),
    lockedSources: memberships.map(({ identitySource }) => identitySource),
    lockedPhone: phone ?? '',
    lockedUsername: username ?? '',
  }
}

function rebindFacts(facts: LoginFacts): RivalFacts {
  const { lock, rebinds } = facts
  const spent = lock.kind === 'held' ? lock.spent : []
  const organization = organizationOf(facts)
  const found = rebinds.find(
    (one) =>
      one.organization === organization &&
      marksOf(facts.person.address).includes(one.mark) &&
      !spent.includes(one.id),
  )
  return { hasRebind: found !== undefined, rebindEndsMs: found?.expiresAtMs ?? 0 }
}

function blockFacts(facts: LoginFacts): RivalFacts {
  const { blocks, scope } = facts
  const listed = blocks.kind === 'listed' ? blocks.blocks : []
  const endOf = (concerns: (from: string | null) => boolean): number =>
    Math.max(
      0,
      ...listed
        .filter(({ from }) => concerns(from === 'everywhere' ? null : from.organization))
        .map(({ untilMs }) => untilMs ?? NEVER_ENDS_MS),
    )
  return {
    blocksReadable: blocks.kind === 'listed',
    suspendedUntilMs: endOf((from) => from === null),
    blockedUntilMs: endOf(
      (from) =>
        from !== null && (scope.organization.kind === 'unknown' || from === organizationOf(facts)),
    ),
  }
}
