import { readPersonAddress } from '../../actions/records/address-mark.ts'
import type { Keyring } from '../../actions/records/keyring.ts'
import { isActive } from '../../policies/block.ts'
import type { PersonRecords } from './person-records.ts'
import { renderSize } from './render-size.ts'

/** The records of a person without a single address: what is locked, and whether it matches today. */
export function renderRecords(
  { lock, blocks, email, size }: PersonRecords,
  organizationName: (id: string) => string,
  keyring: Keyring,
  tenantId: string,
  nowMs: number,
): readonly string[] {
  const address = readPersonAddress(email, keyring, tenantId)
  const marks: readonly string[] = address.kind === 'usable' ? address.marks : []
  return [
    ...renderLock(lock, marks, organizationName),
    ...renderBlocks(blocks, organizationName, nowMs),
    ...renderSize(size),
  ]
}

function renderLock(
  lock: PersonRecords['lock'],
  marks: readonly string[],
  organizationName: (id: string) => string,
): readonly string[] {
  if (lock.kind === 'absent' || (lock.kind === 'held' && lock.entries.length === 0)) {
    return ['lock    none']
  }
  if (lock.kind === 'unreadable') return [`lock    refused: ${lock.reason}`]
  const age = lock.isOutdated ? ', under a key that is being retired' : ''
  return lock.entries.flatMap(({ mark, memberships }) =>
    memberships.map(({ organization, origin, lockedAtMs }) => {
      const match = marks.includes(mark) ? 'the address of today' : 'another address'
      const when = new Date(lockedAtMs).toISOString()
      return `lock    ${organizationName(organization)}: ${match}, ${origin}, ${when}${age}`
    }),
  )
}

function renderBlocks(
  blocks: PersonRecords['blocks'],
  organizationName: (id: string) => string,
  nowMs: number,
): readonly string[] {
  if (blocks.kind === 'unreadable') return ['block   cannot be read: every login is refused']
  if (blocks.blocks.length === 0) return ['block   none']
  return blocks.blocks.map((block) => {
    const where =
      block.from === 'everywhere' ? block.from : organizationName(block.from.organization)
    const end =
      block.untilMs === null ? 'without end' : `until ${new Date(block.untilMs).toISOString()}`
    return `block   ${where}: ${end}${isActive(block, nowMs) ? '' : ' (over)'}`
  })
}
