import type { ManagementAccess } from '../management/management-access.ts'

const BUDGET_KEY = 'og_reads'
const MINUTE_MS = 60_000
/** So many reads may come at once, for lists that were read lately and for others. */
const MOST_AT_ONCE = { known: 6, unknown: 12 } as const

/**
 * What counts as used where the tenant is busy: so much, not so much more, however many meet it at
 * once. A map that was read lately must be read again before that reading ends.
 */
const USED_UP = MOST_AT_ONCE.known + MOST_AT_ONCE.unknown

export type ReadBudget = {
  /**
   * Whether there is anything left; if so, `reads` are used up. Nothing is left where that cannot be
   * kept: what nobody counts has no bound.
   * @param isKnown what would be read was read lately: it waits for what was not
   */
  take(reads: number, isKnown: boolean): boolean
  /** Corrects what was taken by what was really used. */
  settle(taken: number, used: number, isBusy: boolean): void
}

/**
 * How often sign-ups may ask the Management API, whose limits are the whole tenant's: anybody can try
 * to sign up, and must not use up what logins need. A sign-up that begins reads to the end, and the
 * next ones wait for what that was beyond the budget; a busy tenant is left alone as if all were used up.
 * It is as good as `api.cache`: sign-ups of the same moment may not see one another.
 */
export function readBudget(
  { readsPerMinute, nowMs }: { readonly readsPerMinute: number; readonly nowMs: number },
  { cache }: Pick<ManagementAccess, 'cache'>,
): ReadBudget {
  const perReadMs = MINUTE_MS / readsPerMinute
  /** As of now; or, where somebody wrote since this sign-up began, as of then: no time comes back twice. */
  const kept = (): readonly [reads: number, atMs: number] => {
    const [reads = 0, atMs = nowMs] = (cache.get(BUDGET_KEY) ?? '0').split(' ').map(Number)
    return [Math.max(0, reads - Math.max(0, nowMs - atMs) / perReadMs), Math.max(nowMs, atMs)]
  }
  const keep = (reads: number, atMs: number): boolean =>
    reads <= 0 || cache.set(BUDGET_KEY, `${reads} ${atMs}`, Math.ceil(reads * perReadMs))
  return {
    take(reads, isKnown) {
      const [before, atMs] = kept()
      if (before >= MOST_AT_ONCE[isKnown ? 'known' : 'unknown']) return false
      return keep(before + reads, atMs)
    },
    settle(taken, reads, isBusy) {
      const [before, atMs] = kept()
      keep(Math.max(before - taken + reads, isBusy ? USED_UP : 0), atMs)
    },
  }
}
