import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { terminalLines } from './printing/terminal-lines.ts'
import { runCommandLine } from './run-command-line.ts'

/** The only file that knows `process`: arguments, environment, output and exit code. */
process.exitCode = await runCommandLine(process.argv.slice(2), {
  root: dirname(dirname(fileURLToPath(import.meta.url))),
  environmentVariables: process.env,
  nowMs: Date.now,
  ...terminalLines(process.stdout, process.stderr),
  untilStopped: () =>
    new Promise((resolve) => {
      process.once('SIGINT', () => resolve())
      process.once('SIGTERM', () => resolve())
    }),
})

// The SDK leaves the timer of a broken connection running; whoever waits for us should not.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
)
process.exit()
