/** Runs the Deploy CLI as programs call it, with settings that come on standard input. Plain JavaScript: it is run as it stands. */
import { text } from 'node:stream/consumers'
import deployCli from 'auth0-deploy-cli'

const {
  folder,
  config,
  steps = [{ command: 'deploy', input_file: folder }],
} = JSON.parse(await text(process.stdin))

for (const { command, ...step } of steps) {
  try {
    if (steps.length > 1) console.log(`== ${command}`)
    await deployCli[command]({ ...step, config, env: false })
  } catch (error) {
    console.log(`${command} failed at ${error.stage} of ${error.type}: ${error.message}`)
    process.exitCode = 1
    break
  }
}
// @fact The SDK of the Deploy CLI leaves the timer of a broken connection running, a minute long.
// (auth0 6.4.0; recorded 2026-11-23)
process.stdout.write('', () => process.exit())
