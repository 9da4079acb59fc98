import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Receipt } from '../administration/receipt.ts'
import { isObject } from '../ground/json-value.ts'

type About = Pick<Receipt, 'operation' | 'person' | 'organization'>

/** What was done already, receipt by receipt; whoever is in it is not done again. */
export type DoneFile = {
  readonly has: (about: About) => boolean
  /** Done when the line cannot be lost any more. */
  readonly append: (receipt: Receipt) => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Opens, or begins, a file of receipts. What an interruption left of a line is no receipt: that person is
 * done again, which is harmless. Of each receipt only whose it is stays in memory.
 */
export async function openDoneFile(path: string): Promise<DoneFile> {
  const file = await open(path, 'a+', 0o600)
  const done = await readDone(path)
  let isTorn = !(await endsWhole(file))
  return {
    has: (about) => done.has(keyOf(about)),
    append: async (receipt) => {
      await file.appendFile(`${isTorn ? '\n' : ''}${JSON.stringify(receipt)}\n`)
      await file.sync()
      isTorn = false
      done.add(keyOf(receipt))
    },
    close: () => file.close(),
  }
}

const keyOf = ({ operation, person, organization }: About): string =>
  JSON.stringify([operation, person, organization])

async function readDone(path: string): Promise<Set<string>> {
  const done = new Set<string>()
  const input = createReadStream(path, 'utf8')
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    const receipt = parse(text)
    if (receipt !== null) done.add(keyOf(receipt))
  }
  return done
}

function parse(text: string): About | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) && typeof value.operation === 'string' ? (value as About) : null
  } catch {
    return null
  }
}

async function endsWhole(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat()
  if (size === 0) return true
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer.toString() === '\n'
}
