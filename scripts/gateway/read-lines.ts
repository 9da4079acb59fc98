import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

const LINES_KEPT = 200

/** What a child prints from now on, the last lines of it. */
export function readLines(child: ChildProcess, onLine: (line: string) => void) {
  const lines: string[] = []
  const readLine = (line: string): void => {
    if (line.trim() === '') return
    lines.push(line.trim())
    if (lines.length > LINES_KEPT) lines.shift()
    onLine(line.trim())
  }
  const readers = [child.stdout, child.stderr].flatMap((input) =>
    input === null ? [] : [createInterface({ input }).on('line', readLine)],
  )
  return { lines, readers }
}
