import { plainHash } from '../records/keyring.ts'
import {
  type ManagementAccess,
  ManagementUnavailable,
  NotAnswered,
  TenantBusy,
  TooManyPages,
} from './management-access.ts'

/** After so many people's look-ups in a row without an answer, none is tried for a while. */
const PEOPLE_TO_OPEN = 3
const OPEN_FOR_MS = 30_000

export type Breaker = {
  /** What it keeps from being asked: its name in the cache. */
  readonly name: string
  /** For whom is asked: however often one person fails, that is one failure. */
  readonly who: string
}

/**
 * Asks, unless asking has failed for too many lately; null is "it cannot be known now". It throws only
 * what a missing or broken cache throws.
 * The breaker keeps a tenant that is in trouble from being asked at every login. It is sealed: where
 * a rulebook admits people while nothing can be known, whoever opens it opens the door. For the same
 * reason it counts what is the tenant's own trouble: not a list that is too long, an answer that may
 * follow from whom is asked about, or a tenant that is busy, each of which one person can bring about.
 */
export async function askWithBreaker<Answer>(
  access: ManagementAccess,
  { name, who }: Breaker,
  ask: () => Promise<Answer>,
): Promise<Answer | null> {
  if (readFailed(access, name).length >= PEOPLE_TO_OPEN) return null
  try {
    const answer = await ask()
    if (readFailed(access, name).length > 0) access.cache.delete(name)
    return answer
  } catch (error) {
    // Read again: others have failed meanwhile.
    const failed = readFailed(access, name)
    const tag = tagOf(who)
    if (isTrouble(error) && !failed.includes(tag)) {
      access.cache.set(name, [...failed, tag].join(' '), OPEN_FOR_MS)
    }
    return null
  }
}

/** Those for whom it failed, as tags: nobody's id is kept. */
const readFailed = (access: ManagementAccess, name: string): readonly string[] =>
  access.cache.get(name)?.split(' ') ?? []

const tagOf = (who: string): string => plainHash(who).toString('base64url').slice(0, 8)

const isTrouble = (error: unknown): boolean => !NO_TROUBLE.some((kind) => error instanceof kind)

/** The last is an answer that is no JSON: it may be lost on the way, and is asked for again. */
const NO_TROUBLE = [TooManyPages, NotAnswered, TenantBusy, SyntaxError]

/**
 * Once more, within the same budget, when the first answer is late or was lost on the way; what the
 * tenant refused is not asked for again, and a tenant that is busy only after a while. A slow answer
 * still counts: the first that comes is taken. Not for what anybody may bring about: it doubles that.
 */
export async function askAgainIfLate<Answer>(
  access: ManagementAccess,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const first = ask()
  const isLate = whenAborted(access.late)
  const isOver = first.then(
    () => false,
    (error) => (error instanceof TenantBusy ? isLate : isLost(error)),
  )
  const lost = await Promise.race([isOver, isLate])
  if (!lost || access.deadline.aborted) return await first
  // Whatever it waited for may be what was late.
  access.token = null
  return await Promise.any([first, ask()]).catch(({ errors }: AggregateError) => {
    throw errors.find((error) => !isTrouble(error)) ?? errors.at(-1)
  })
}

const isLost = (error: unknown): boolean =>
  !(error instanceof ManagementUnavailable || error instanceof TooManyPages)

const whenAborted = (signal: AbortSignal): Promise<true> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(true)
    else signal.addEventListener('abort', () => resolve(true))
  })
