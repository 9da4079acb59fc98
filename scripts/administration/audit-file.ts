import { type FileHandle, open } from 'node:fs/promises'
import { lock } from 'proper-lockfile'
import { type AuditEntry, type AuditLine, type AuditLog, nextLine, parseLine } from './audit-log.ts'

/** Longer than a line can be. */
const TAIL_BYTES = 1024 * 1024

/**
 * Appends to a file that only its owner may read. Whoever else appends waits, because a line holds the
 * hash of the one before. A line is on the disk when `append` is done. What a crash left of a line stays,
 * and `verifyAuditLog` names it; an operation is not refused for it.
 */
export const auditFile = (path: string): AuditLog => ({
  async append(entry) {
    const file = await open(path, 'a+', 0o600)
    try {
      const release = await lock(path, WAIT)
      try {
        return await appendLine(file, entry)
      } finally {
        await release()
      }
    } finally {
      await file.close()
    }
  },
})

/** Each holds the lock for a few milliseconds. */
const WAIT = { retries: { retries: 100, minTimeout: 10, maxTimeout: 200 } }

async function appendLine(file: FileHandle, entry: AuditEntry): Promise<AuditLine> {
  const tail = await readTail(file)
  const isTorn = tail !== '' && !tail.endsWith('\n')
  const texts = tail.split('\n').filter((text) => text !== '')
  const wholes = texts.map(parseLine)
  const last = wholes.findLastIndex((line) => line !== null)
  const line = nextLine(wholes[last] ?? null, entry, texts.length - 1 - last)
  await file.appendFile(`${isTorn ? '\n' : ''}${JSON.stringify(line)}\n`)
  await file.sync()
  return line
}

async function readTail(file: FileHandle): Promise<string> {
  const { size } = await file.stat()
  const start = Math.max(0, size - TAIL_BYTES)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start)
  const text = buffer.toString('utf8', 0, bytesRead)
  return start === 0 ? text : text.slice(text.indexOf('\n') + 1)
}
