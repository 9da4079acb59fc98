import { createHmac } from 'node:crypto'
import type { ManagementAccess } from '../management/management-access.ts'
import { deriveBytes } from '../records/keyring.ts'

/** For so long an earlier reading may stand in for one that cannot be made now. */
export const LATELY_MS = 120_000
/** More are not kept: Auth0 gives all Actions of the trigger 8 kB, and the token must fit. */
const MOST_KEPT = 150
const TAG_BYTES = 5

export type InvitedLately = {
  /** The invitations were read lately. */
  readonly isKnown: boolean
  includes(form: string): boolean
  /** @param formsOf of each organization: many of one leave room for the others' */
  keep(formsOf: readonly (readonly string[])[]): void
}

/**
 * Who was invited by `organizations` when their invitations were last read: keyed tags, of which
 * nobody can find another address with the same. It can say yes, and never no.
 */
export function invitedLately(
  organizations: readonly string[],
  { cache, clientSecret }: Pick<ManagementAccess, 'cache' | 'clientSecret'>,
): InvitedLately {
  const key = deriveBytes(clientSecret, 'invited')
  const tagOf = (text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const name = `og_invited_${tagOf(JSON.stringify(organizations)).toString('base64url').slice(0, 11)}`
  const tag = (form: string): string =>
    tagOf(JSON.stringify([organizations, form]))
      .subarray(0, TAG_BYTES)
      .toString('base64url')
  const kept = cache.get(name)?.split(' ')
  return {
    isKnown: kept !== undefined,
    includes: (form) => kept?.includes(tag(form)) === true,
    keep(formsOf) {
      const share = Math.floor(MOST_KEPT / formsOf.length)
      const tags = formsOf.flatMap((forms) => [...new Set(forms)].slice(0, share).map(tag))
      cache.set(name, tags.join(' '), LATELY_MS)
    },
  }
}
