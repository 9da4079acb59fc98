/**
 * Runs the unmodified Deploy CLI in a process of its own. Its settings come on standard input, so
 * that no secret is in the arguments, in the environment or on disk; `env: false` keeps it from
 * taking this process's environment for keyword values. Plain JavaScript: it is forked as it stands.
 */
import { text } from 'node:stream/consumers'
import deployCli from 'auth0-deploy-cli'

const { folder, config } = JSON.parse(await text(process.stdin))

try {
  await deployCli.deploy({ input_file: folder, config, env: false })
} catch (error) {
  // `type` and `stage` are the Deploy CLI's own fields: the resource type and the step that failed.
  console.log(
    `deploy failed at ${error.stage ?? 'start'} of ${error.type ?? 'everything'}: ${error.message}`,
  )
  process.exitCode = 1
}
// Its SDK leaves the timer of a broken connection running, a minute long (auth0 6.4.0, seen 2026-11-23).
process.stdout.write('', () => process.exit())
