import { markOf } from '../../../actions/records/address-mark.ts'
import type { Keyring } from '../../../actions/records/keyring.ts'
import { normaliseAddress } from '../../../policies/address.ts'
import { isObject } from '../../ground/json-value.ts'
import { textAt } from '../../state/search-log.ts'

/** That a person accepted an invitation to an organization: to which address, and when. */
export type Acceptance = { readonly mark: string; readonly atMs: number }

/** What invitations say of people who are members now. Addresses are kept as marks alone. */
export type InvitationEvidence = {
  /** The newest acceptance; null where the log tells of none. */
  readonly acceptanceOf: (userId: string, organization: string) => Acceptance | null
  /** Whether an invitation to one of these addresses stands open there. */
  readonly isInvited: (organization: string, marks: readonly string[]) => boolean
}

/** Collects evidence; each entry takes about 200 bytes. */
export type EvidenceCollector = InvitationEvidence & {
  /** An entry of the tenant log; all others than a whole `si` say nothing. */
  readonly addLogEntry: (entry: unknown) => void
  readonly addInvitation: (organization: string, address: unknown) => void
  /** How many entries told of an acceptance. */
  readonly acceptances: () => number
}

export function createInvitationEvidence(
  { signing }: Pick<Keyring, 'signing'>,
  tenantId: string,
): EvidenceCollector {
  const accepted = new Map<string, Acceptance>()
  const open = new Set<string>()
  let told = 0
  const markOfAddress = (address: unknown): string | null => {
    if (typeof address !== 'string') return null
    const read = normaliseAddress(address)
    return read.kind === 'unacceptable' ? null : markOf('address', read.form, signing, tenantId)
  }
  return {
    acceptanceOf: (userId, organization) => accepted.get(key(userId, organization)) ?? null,
    isInvited: (organization, marks) => marks.some((mark) => open.has(key(organization, mark))),
    acceptances: () => told,
    addInvitation(organization, address) {
      const mark = markOfAddress(address)
      if (mark !== null) open.add(key(organization, mark))
    },
    addLogEntry(entry) {
      const read = readAcceptance(entry)
      const mark = markOfAddress(read?.address)
      if (read === null || mark === null) return
      told += 1
      const known = accepted.get(key(read.userId, read.organization))
      if (known !== undefined && known.atMs >= read.atMs) return
      accepted.set(key(read.userId, read.organization), { mark, atMs: read.atMs })
    },
  }
}

const key = (one: string, other: string): string => `${one}\n${other}`

type ReadAcceptance = {
  readonly userId: string
  readonly organization: string
  readonly address: string
  readonly atMs: number
}

/**
 * An entry of the Management API, or of a log stream, which puts it under `data`.
 * @fact An accepted invitation leaves an entry `si` with the whole invitation: `details.invitation` has
 * `invitee.email` and `inviter.organization_id`. (Auth0's schema of tenant logs; read 2026-08-20)
 */
function readAcceptance(given: unknown): ReadAcceptance | null {
  const entry = isObject(given) && isObject(given.data) ? given.data : given
  const userId = textAt(entry, 'user_id')
  const invited = ['details', 'invitation'] as const
  const organization =
    textAt(entry, ...invited, 'inviter', 'organization_id') || textAt(entry, 'organization_id')
  const address = textAt(entry, ...invited, 'invitee', 'email')
  const atMs = Date.parse(textAt(entry, 'date'))
  const isWhole = [userId, organization, address].every((text) => text !== '')
  if (textAt(entry, 'type') !== 'si' || !isWhole || Number.isNaN(atMs)) return null
  return { userId, organization, address, atMs }
}
