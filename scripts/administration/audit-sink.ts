import type { AuditLine, AuditLog } from './audit-log.ts'

export type AuditSink = {
  /** `https:` */
  readonly url: string
  readonly timeoutMs: number
}

export type SinkTools = {
  /** `fetch`, which takes as long as it is let. */
  readonly send: typeof fetch
  /** Hears of a line that did not arrive, and nothing of what is in it. */
  readonly tell: (text: string) => void
}

/**
 * The same log, whose lines are sent on when they are on the disk. The file is the audit: a sink that is slow,
 * gone or unwilling keeps no operation from being done, and a line that did not arrive is missing there, which
 * its number and the hash of the one before show.
 */
export const withAuditSink = (
  log: AuditLog,
  sink: AuditSink | null,
  tools: SinkTools,
): AuditLog => ({
  append: async (entry) => {
    const line = await log.append(entry)
    if (sink !== null) await sendLine(line, sink, tools)
    return line
  },
})

async function sendLine(line: AuditLine, { url, timeoutMs }: AuditSink, { send, tell }: SinkTools) {
  try {
    const { ok } = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(line),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (ok) return
  } catch {
    // Said below, as for an answer that is none.
  }
  tell(`line ${line.number} of the audit did not reach its sink; it is in the file`)
}
