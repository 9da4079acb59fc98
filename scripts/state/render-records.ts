import { readPersonAddress } from '../../actions/records/address-mark.ts'
import { type StoredBlock, storedBlocks } from '../../actions/records/block-record.ts'
import type { Keyring } from '../../actions/records/keyring.ts'
import { type Block, isActive } from '../../policies/block.ts'
import { isReasonWord } from '../administration/is-reason-word.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import type { PersonRecords } from './person-records.ts'
import { type ProfileSize, renderSize } from './render-size.ts'

/** What is told of a person's records, without a single address and without a mark. */
export type ShownRecords = {
  /** Why nobody believes the lock; null where it is believed, or there is none. */
  readonly refused: string | null
  readonly locks: readonly {
    readonly organization: string
    readonly isAddressOfToday: boolean
    readonly origin: string
    /** ISO 8601. */
    readonly lockedAt: string
    /** Under a key that is being retired. */
    readonly isOutdated: boolean
  }[]
  /** Null where they cannot be read: every login is refused then. */
  readonly blocks:
    | readonly {
        /** Null for everywhere. */
        readonly organization: string | null
        /** The word that whoever blocked wrote; null where it is no word. The record is not signed. */
        readonly reason: string | null
        /** ISO 8601, as the record says. */
        readonly since: string
        /** Who did it, as the audit says; null where nobody looked, or it is not there. */
        readonly by: string | null
        /** ISO 8601; null without end. */
        readonly until: string | null
        readonly isOver: boolean
      }[]
    | null
  /** Null where it would tell of what else there is of the person. */
  readonly size: ProfileSize | null
}

/** What is locked, and whether it matches today. */
export function showRecords(
  { lock, blocks, storedBlocks: stored, email, size }: PersonRecords,
  organizationName: (id: string) => string,
  keyring: Keyring,
  tenantId: string,
  nowMs: number,
): ShownRecords {
  const address = readPersonAddress(email, keyring, tenantId)
  const marks: readonly string[] = address.kind === 'usable' ? address.marks : []
  return {
    refused: lock.kind === 'unreadable' ? lock.reason : null,
    locks: lock.kind === 'held' ? locksOf(lock, marks, organizationName) : [],
    blocks:
      blocks.kind === 'unreadable'
        ? null
        : blocksOf(blocks.blocks, storedBlocks(stored) ?? [], organizationName, nowMs),
    size,
  }
}

const locksOf = (
  { entries, isOutdated }: Extract<PersonRecords['lock'], { kind: 'held' }>,
  marks: readonly string[],
  organizationName: (id: string) => string,
): ShownRecords['locks'] =>
  entries.flatMap(({ mark, memberships }) =>
    memberships.map(({ organization, origin, lockedAtMs }) => ({
      organization: organizationName(organization),
      isAddressOfToday: marks.includes(mark),
      origin,
      lockedAt: new Date(lockedAtMs).toISOString(),
      isOutdated,
    })),
  )

/** @param stored the same blocks, in the same order, as they were read */
const blocksOf = (
  blocks: readonly Block[],
  stored: readonly StoredBlock[],
  organizationName: (id: string) => string,
  nowMs: number,
): ShownRecords['blocks'] =>
  blocks.map((block, at) => ({
    organization: block.from === 'everywhere' ? null : organizationName(block.from.organization),
    reason: isReasonWord(stored[at]?.r ?? '') ? (stored[at]?.r ?? null) : null,
    since: isoOf((stored[at]?.t ?? 0) * 1000),
    by: null,
    until: block.untilMs === null ? null : new Date(block.untilMs).toISOString(),
    isOver: !isActive(block, nowMs),
  }))

/** A number of seconds may be more than a date can be. */
const isoOf = (ms: number): string => {
  const at = new Date(ms)
  return Number.isNaN(at.getTime()) ? 'no date' : at.toISOString()
}

export const renderRecords = (shown: ShownRecords): Lines =>
  lines(
    ...renderLocks(shown),
    ...renderBlocks(shown),
    ...(shown.size === null ? [] : renderSize(shown.size)),
  )

/**
 * Of one organization alone, by the name that the records show it by: what others have written of the person is not its
 * administrator's to know. A block of everywhere stays.
 */
export const recordsOfOne = (shown: ShownRecords, organization: string | null): ShownRecords => ({
  ...shown,
  locks: shown.locks.filter((lock) => lock.organization === organization),
  blocks:
    shown.blocks?.filter(
      (block) => block.organization === null || block.organization === organization,
    ) ?? null,
  size: null,
})

function renderLocks({ refused, locks }: ShownRecords): readonly string[] {
  if (refused !== null) return [`lock    refused: ${refused}`]
  if (locks.length === 0) return ['lock    none']
  return locks.map(({ organization, isAddressOfToday, origin, lockedAt, isOutdated }) => {
    const match = isAddressOfToday ? 'the address of today' : 'another address'
    const age = isOutdated ? ', under a key that is being retired' : ''
    return `lock    ${organization}: ${match}, ${origin}, ${lockedAt}${age}`
  })
}

function renderBlocks({ blocks }: ShownRecords): readonly string[] {
  if (blocks === null) return ['block   cannot be read: every login is refused']
  if (blocks.length === 0) return ['block   none']
  return blocks.map(({ organization, reason, since, by, until, isOver }) => {
    const end = until === null ? 'without end' : `until ${until}`
    const why = reason ?? 'for a reason that is no word'
    const whose = by === null ? '' : `, by ${by}`
    return `block   ${organization ?? 'everywhere'}: ${why} since ${since}${whose}, ${end}${isOver ? ' (over)' : ''}`
  })
}
