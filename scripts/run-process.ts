import { createInterface } from 'node:readline/promises'
import { terminalLines } from './ground/printing/terminal-lines.ts'
import { type Commands, runCommandLine } from './run-command-line.ts'

/** Runs a command line with what this process has: arguments, environment, output and exit code. */
export async function runProcess(commands?: Commands): Promise<never> {
  const streams = [process.stdout, process.stderr]
  for (const stream of streams) stream.on('error', passClosedPipe)
  const given = {
    root: process.cwd(),
    environmentVariables: process.env,
    nowMs: Date.now,
    ...terminalLines(process.stdout, process.stderr, process.env),
    ...(process.stdin.isTTY && process.stdout.isTTY ? { confirm } : {}),
    untilStopped: () =>
      new Promise<void>((resolve) => {
        process.once('SIGINT', () => resolve())
        process.once('SIGTERM', () => resolve())
      }),
  }
  process.exitCode = await runCommandLine(process.argv.slice(2), given, commands)
  // The SDK leaves the timer of a broken connection running; whoever waits for us should not.
  await Promise.all(streams.map((stream) => new Promise((done) => stream.write('', done))))
  return process.exit()
}

async function confirm(question: string): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await asking.question(question)).trim())
  } finally {
    asking.close()
  }
}

/** Whoever reads us may stop, as `head` does; a deploy goes on, and ends with its own exit code. */
function passClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
