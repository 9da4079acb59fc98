import { createHmac } from 'node:crypto'
import type { ManagementAccess } from '../management/management-access.ts'
import { deriveBytes } from '../records/keyring.ts'

/** For so long an earlier reading may stand in for one that cannot be made now. */
export const LATELY_MS = 120_000
/** Of one list, so that it leaves room for others. */
const MOST_OF_ONE = 150
/** Of all lists: Auth0 gives all Actions of the trigger 8 kB, and the token must fit. */
const MOST_KEPT = 200
/** Characters of base64url: 42 bits. */
const TAG_LENGTH = 7
const KEY = 'og_invited'

export type InvitedLately = {
  /** The invitations were read lately. */
  readonly isKnown: boolean
  includes(form: string): boolean
  /** @param formsOf of each organization: many of one leave room for the others' */
  keep(formsOf: readonly (readonly string[])[]): void
}

type Reading = { readonly name: string; readonly untilMs: number; readonly tags: readonly string[] }

/**
 * Who was invited by `organizations` when their invitations were last read: keyed tags, of which
 * nobody can find another address with the same. It can say yes, and never no. All lists are one
 * record, from which the oldest go: records of their own would leave the budget no room.
 */
export function invitedLately(
  organizations: readonly string[],
  nowMs: number,
  { cache, clientSecret }: Pick<ManagementAccess, 'cache' | 'clientSecret'>,
): InvitedLately {
  const key = deriveBytes(clientSecret, 'invited')
  const tagOf = (value: unknown, length: number): string =>
    createHmac('sha256', key).update(JSON.stringify(value)).digest('base64url').slice(0, length)
  const name = tagOf(organizations, 11)
  const tag = (form: string): string => tagOf([organizations, form], TAG_LENGTH)
  const kept = readReadings(cache.get(KEY), nowMs)
  const tags = kept.find((reading) => reading.name === name)?.tags
  return {
    isKnown: tags !== undefined,
    includes: (form) => tags?.includes(tag(form)) === true,
    keep(formsOf) {
      const share = Math.floor(MOST_OF_ONE / formsOf.length)
      const read = formsOf.flatMap((forms) => [...new Set(forms)].slice(0, share).map(tag))
      // Read again: others have read lists meanwhile.
      const others = readReadings(cache.get(KEY), nowMs).filter((reading) => reading.name !== name)
      const readings = [{ name, untilMs: nowMs + LATELY_MS, tags: read }, ...others]
      cache.set(KEY, renderReadings(withinRoom(readings)), LATELY_MS)
    },
  }
}

/** A name and an end take the room of four tags. */
const roomOf = ({ tags }: Reading): number => 4 + tags.length

/** The newest first; one that does not fit leaves its room to older ones. */
function withinRoom(readings: readonly Reading[]): readonly Reading[] {
  let room = MOST_KEPT
  return readings.filter((reading) => {
    const fits = roomOf(reading) <= room
    if (fits) room -= roomOf(reading)
    return fits
  })
}

const renderReadings = (readings: readonly Reading[]): string =>
  readings.map(({ name, untilMs, tags }) => [name, untilMs, ...tags].join(' ')).join('\n')

const readReadings = (text: string | null, nowMs: number): readonly Reading[] =>
  (text ?? '')
    .split('\n')
    .map((line) => {
      const [name = '', untilMs = '', ...tags] = line.split(' ')
      return { name, untilMs: Number(untilMs), tags }
    })
    .filter(({ untilMs }) => nowMs < untilMs)
