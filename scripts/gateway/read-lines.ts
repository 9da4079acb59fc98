import type { ChildProcess } from 'node:child_process'
import { eachLine } from './each-line.ts'

const LINES_KEPT = 200
const LONGEST_LINE = 10_000

/** What a child prints from now on, the last lines of it; until `stop`. */
export function readLines(child: ChildProcess, onLine: (line: string) => void) {
  const lines: string[] = []
  const readLine = (line: string): void => {
    if (line.trim() === '') return
    lines.push(line.trim())
    if (lines.length > LINES_KEPT) lines.shift()
    onLine(line.trim())
  }
  const readers = [child.stdout, child.stderr].flatMap((stream) => {
    if (stream === null) return []
    const read = eachLine(LONGEST_LINE, readLine)
    stream.setEncoding('utf8').on('data', read).resume()
    return [{ stream, read }]
  })
  const stop = (): void => {
    for (const { stream, read } of readers) {
      stream.off('data', read).pause()
      // What it was about to say.
      read('\n')
    }
  }
  return { lines, stop }
}
