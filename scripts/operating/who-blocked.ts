import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { StoredBlock } from '../../actions/records/block-record.ts'
import { type AuditLine, parseLine } from '../administration/audit-log.ts'
import { recordOf } from '../ground/json-value.ts'

/** What an audit says of one person: who set which block, between which moments. */
type Setting = {
  readonly where: unknown
  readonly reason: unknown
  /** Whole seconds. */
  readonly from: number
  readonly to: number
  readonly by: string
}

/**
 * Who set each of these blocks, by the audit of this machine: the record itself does not say it. A block that
 * another tool has set is in no audit.
 * @param file of the audit; one that is not there says nothing
 * @param ids by which the audit may name the person
 * @returns in the order of the blocks; null for what the audit does not have
 */
export async function whoBlocked(
  file: string,
  ids: readonly string[],
  blocks: readonly StoredBlock[],
): Promise<readonly (string | null)[]> {
  if (blocks.length === 0) return []
  const settings = await settingsOf(file, ids)
  return blocks.map(({ o, r, t }) => {
    const own = settings.filter((one) => one.where === o && one.reason === r)
    return own.findLast(({ from, to }) => from <= t && t <= to)?.by ?? null
  })
}

async function settingsOf(file: string, ids: readonly string[]): Promise<readonly Setting[]> {
  const begun = new Map<string, number>()
  const settings: Setting[] = []
  for await (const line of linesOf(file)) {
    if (line.person === null || !ids.includes(line.person)) continue
    const seconds = Math.floor(Date.parse(line.at) / 1000)
    if (line.phase === 'begun') begun.set(line.receipt, seconds)
    const { blocked: where, reason } = recordOf(line.after)
    if (line.phase !== 'ended' || where === undefined) continue
    const { kind, userId } = recordOf(line.actor)
    const from = begun.get(line.receipt) ?? seconds
    settings.push({ where, reason, from, to: seconds, by: `${kind} ${userId}` })
  }
  return settings
}

/** Those that can be read: `audit verify` names the others. */
async function* linesOf(file: string): AsyncGenerator<AuditLine> {
  const input = createReadStream(file, 'utf8')
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = parseLine(text)
      if (line !== null) yield line
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
  } finally {
    input.destroy()
  }
}
