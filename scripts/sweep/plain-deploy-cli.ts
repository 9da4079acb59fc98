import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunningTenant } from '../local-tenant/start-tenant.ts'

export const SLIM: readonly string[] = [
  '--require',
  fileURLToPath(new URL('./slim-deploy-cli.cjs', import.meta.url)),
]
const CHILD = fileURLToPath(new URL('../shipping/deploy-cli-child.mjs', import.meta.url))

export type PlainRun = { readonly failed: boolean; readonly output: string }

/**
 * The Deploy CLI as people call it: a folder, credentials, settings; nothing of ours around it.
 * @param settings laid over the usual ones, e.g. `AUTH0_ALLOW_DELETE`
 */
export async function runPlainDeployCli(
  folder: string,
  { domain, certificate, machineClients }: RunningTenant,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<PlainRun> {
  const scratch = await mkdtemp(join(tmpdir(), 'auth0-org-guard-plain-'))
  const certificateFile = join(scratch, 'certificate.pem')
  await writeFile(certificateFile, certificate)
  const child = spawn(process.execPath, [...SLIM, CHILD], {
    env: { NODE_EXTRA_CA_CERTS: certificateFile },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  const config = {
    AUTH0_DOMAIN: domain,
    AUTH0_CLIENT_ID: machineClients.deploy.clientId,
    AUTH0_CLIENT_SECRET: machineClients.deploy.clientSecret,
    AUTH0_API_MAX_RETRIES: 2,
    AUTH0_KEYWORD_REPLACE_MAPPINGS: {},
    ...settings,
  }
  child.stdin.end(JSON.stringify({ folder, config }))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  await rm(scratch, { recursive: true, force: true })
  return { failed: code !== 0, output }
}
