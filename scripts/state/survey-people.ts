import type { Keyring } from '../../actions/records/keyring.ts'
import { lockOwner } from '../../actions/records/lock-owner.ts'
import { isCurrent, type Judgement, judgeLock, type REFUSALS } from './judge-lock.ts'
import type { ExportedPerson } from './read-export.ts'
import type { Survey } from './survey.ts'

export type Surveyed = Pick<Survey, 'people' | 'records' | 'marks' | 'foreign'> &
  Pick<Survey, (typeof REFUSALS)[number]> & {
    /** Whoever's record is not whole under the signing key. */
    readonly behind: readonly { readonly userId: string; readonly judged: Judgement }[]
  }

/** Counts the records of an export by key, with the very reader that the Actions have. */
export async function surveyPeople(
  people: AsyncIterable<ExportedPerson>,
  keyring: Keyring,
  tenantId: string,
): Promise<Surveyed> {
  const behind: { userId: string; judged: Judgement }[] = []
  const records: Record<string, number> = {}
  const marks: Record<string, number> = {}
  const others = { people: 0, foreign: 0, unreadable: 0, tampered: 0, copied: 0 }
  for await (const { profile, storedLock } of people) {
    const owner = lockOwner(tenantId, profile)
    const { userId } = owner
    const judged = judgeLock(storedLock, keyring, owner)
    others.people += 1
    if (!isCurrent(judged, keyring)) behind.push({ userId, judged })
    if (judged.kind === 'none') continue
    if (judged.kind === 'refused') {
      others[judged.why] += 1
      continue
    }
    count(records, judged.key)
    if (judged.kind === 'foreign') others.foreign += 1
    else for (const key of judged.marks) count(marks, key)
  }
  return { ...others, records, marks, behind }
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}
