import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { verifyAuditLog } from '../administration/audit-log.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { defineCommand } from './command.ts'
import { choice, text } from './options.ts'

export const audit = defineCommand({
  name: 'audit',
  summary: 'whether an audit of what was done to people is as it was written',
  options: {},
  words: {
    verb: choice(['verify'], 'verify', 'what is done'),
    file: text('audit.ndjson'),
  },
  notes: [
    'exits 3 where a line does not follow from the one before',
    'a log that was cut off at its end follows from itself: compare the last hash with a later receipt',
  ],
  async run({ file }, { root }) {
    const { faults, ...read } = await verifyFile(resolve(root, file), file)
    return {
      exit: faults.length === 0 ? EXIT.ok : EXIT.differences,
      json: { ...read, faults },
      text: lines(
        `${read.lines} lines, the last with hash ${read.last}`,
        ...faults.map(({ line, why }) => `line ${line}: ${why}`),
      ),
    }
  },
})

async function verifyFile(path: string, told: string) {
  const input = createReadStream(path, 'utf8')
  try {
    return await verifyAuditLog(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw new UserFault([fileMissing(told)])
  } finally {
    input.destroy()
  }
}

const fileMissing = (file: string): Fault => ({
  code: 'file_missing',
  message: file === '' ? 'no audit was named' : `\`${file}\` cannot be read`,
  fix: 'name the file of an audit, such as `.build/<environment>/audit.ndjson`',
})
