/**
 * Runs the unmodified Deploy CLI in a process of its own. Its settings come on standard input, so
 * that no secret is in the arguments, in the environment or on disk; `env: false` keeps it from
 * taking this process's environment for keyword values. Plain JavaScript: it is forked as it stands.
 */
import { text } from 'node:stream/consumers'
import { tsImport } from 'tsx/esm/api'

const { folder, config } = JSON.parse(await text(process.stdin))

// Its SDK asks with the `fetch` that is built into Node, which follows redirects with the body.
const { pinnedFetch } = await tsImport('../pinned-fetch.ts', import.meta.url)
const ask = pinnedFetch(`https://${config.AUTH0_DOMAIN}`, { certificate: null })
globalThis.fetch = async (...request) => {
  try {
    return await ask(...request)
  } catch (error) {
    // The SDK keeps the reason to itself.
    if (error.name === 'FetchRefused') console.log(`${config.AUTH0_DOMAIN}: ${error.message}`)
    throw error
  }
}
const { default: deployCli } = await import('auth0-deploy-cli')

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
