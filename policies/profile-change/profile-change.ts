import { isActive } from '../block.ts'
import { deny, PASS, type Policy, type Verdict } from '../policy.ts'
import type { ProfileChangeFacts, SourceKind } from './facts.ts'
import type { ProfileField, ProfileFieldKind } from './profile-field.ts'
import type { ProfileChangeSettings } from './settings.ts'

type Rule = (facts: ProfileChangeFacts, settings: ProfileChangeSettings) => Verdict

/**
 * profile-change: a profile changes only where that opens no door and overwrites nobody's word.
 * Why: the platform lets whoever may write a profile write all of it, and an address, a telephone
 * number or a password decides who signs in next.
 */
export const profileChange: Policy<ProfileChangeFacts, ProfileChangeSettings> = {
  id: 'profile-change',
  question: 'May this actor change this field of this person?',
  isHumanDecision: true,
  evaluate: (facts, settings) =>
    RULES.map((rule) => rule(facts, settings)).find(({ kind }) => kind !== 'pass') ?? PASS,
}

/** Whoever is shut out anywhere changes nothing of their own: by a deletion they would shed the block. */
const isNotBlocked: Rule = ({ actor, blocks, nowMs }) => {
  if (actor !== 'self') return PASS
  if (blocks.kind === 'unreadable') return deny('BLOCK_UNREADABLE')
  const active = blocks.blocks.filter((block) => isActive(block, nowMs))
  if (active.length === 0) return PASS
  return deny(active.some(({ from }) => from === 'everywhere') ? 'USER_SUSPENDED' : 'ORG_BLOCKED')
}

const isOpen: Rule = ({ actor, field }, { profileChange: rules }) => {
  const isClosed = actor !== 'operator' && !rules[actor].includes(field.kind)
  return isClosed || !isListed(field, rules) ? deny('PROFILE_FIELD_CLOSED') : PASS
}

// An own property only: ids come from outside, and `constructor` is a string too.
const isListed = (
  field: ProfileField,
  { attributes }: ProfileChangeSettings['profileChange'],
): boolean =>
  field.kind !== 'attribute' ||
  (Object.hasOwn(attributes, field.application) &&
    attributes[field.application]?.includes(field.name) === true)

/** What stays with the account, whatever its identity source is. */
const OURS: readonly ProfileFieldKind[] = ['attribute', 'deletion']
const WITHOUT: Readonly<Record<Exclude<SourceKind, 'unknown'>, readonly ProfileFieldKind[]>> = {
  database: [],
  enterprise: ['password'],
  social: ['password'],
  passwordless: ['password', 'username'],
}

const isOfAccount: Rule = ({ source, field: { kind } }) => {
  if (OURS.includes(kind)) return PASS
  if (source === 'unknown') return deny('PROFILE_SOURCE_UNKNOWN')
  if (WITHOUT[source].includes(kind)) return deny('PROFILE_FIELD_ABSENT')
  const isUpstreams = source === 'enterprise' || source === 'social'
  return isUpstreams ? deny('PROFILE_UPSTREAM_OWNED') : PASS
}

/**
 * A link for a new password goes to the person, who may ask for it anywhere. An attribute is of an application,
 * and nobody says whose customers use it: of somebody of several it may be another's.
 */
const isOfOne: Rule = ({ actor, field, organizations }) =>
  actor !== 'administrator' || organizations === 1 || field.kind === 'password'
    ? PASS
    : deny('PROFILE_OF_SEVERAL')

/** An operator may: they can put the lock right as well. */
const isNotFrozen: Rule = ({ actor, field: { kind }, lock }, { identifierLock }) => {
  if (!OPENS_DOORS.includes(kind)) return PASS
  if (lock.kind === 'unreadable') return deny(lock.reason)
  if (actor === 'operator' || lock.kind === 'absent') return PASS
  const isFrozen =
    (kind === 'phone' || kind === 'username') &&
    identifierLock[kind] === 'frozen' &&
    lock[kind] !== null
  return isFrozen ? deny('PROFILE_FIELD_FROZEN') : PASS
}
/** What a person signs in by: nobody knows what holds for it where the lock cannot be read. */
const OPENS_DOORS: readonly ProfileFieldKind[] = ['email', 'phone', 'username', 'password']

const RULES: readonly Rule[] = [isNotBlocked, isOpen, isOfAccount, isOfOne, isNotFrozen]
