import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type ChildChannel, openChannel } from './child-channel.ts'
import { eachLine } from './each-line.ts'

/** The process in which the Deploy CLI runs. */
export type Child = { readonly process: ChildProcess; readonly channel: ChildChannel }

const CHILD = fileURLToPath(new URL('./deploy-cli-child.mjs', import.meta.url))

/** Nothing of it is in arguments or environment. */
export function startChild(): Child {
  const stdio = ['ignore', 'pipe', 'pipe', 'pipe'] as const
  const child = spawn(process.execPath, [CHILD], { env: {}, stdio: [...stdio] })
  return { process: child, channel: openChannel(child) }
}

/** While it runs, this process waits for it; afterwards it keeps nobody. */
export function hold({ process: child, channel }: Child): void {
  child.ref()
  channel.hold(true)
}

export function release(child: Child): Child {
  child.process.unref()
  child.channel.hold(false)
  for (const stream of [child.process.stdout, child.process.stderr])
    (stream as Socket | null)?.unref()
  return child
}

const LINES_KEPT = 200
const LONGEST_LINE = 10_000

/** What a child prints from now on, the last lines of it; until `stop`. */
export function readLines({ process: child }: Child, onLine: (line: string) => void) {
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
