import { type ChildProcess, spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type SandboxSettings = {
  /** Limit of the JavaScript heap (MB); Buffers are outside it. Auth0's is not published. */
  heapMb: number
  /** PEM file the Action's process trusts beside the public authorities. */
  certificateFile: string | null
  /** Folder whose npm packages the Action may read beside the sandbox's text; absolute, resolved. */
  dependenciesFolder: string | null
}

/**
 * Starts an empty sandbox: no environment, nothing to read but the sandbox's own text, no child
 * processes, workers, add-ons or inspector. Node's permission flags are not Auth0's sandbox, but what
 * an Action must not reach on this machine is out of its reach. The network is open, as at Auth0.
 */
export function spawnSandbox(settings: SandboxSettings): {
  child: ChildProcess
  input: Socket
  output: Socket
} {
  const { dependenciesFolder } = settings
  const folder = realpathSync(fileURLToPath(new URL('./sandbox', import.meta.url)))
  const flags = [
    ...permissionFlags(),
    `--allow-fs-read=${join(folder, '*')}`,
    // Node 20 aborts when it is told the same path twice.
    ...(dependenciesFolder === null ? [] : [`--allow-fs-read=${join(dependenciesFolder, '*')}`]),
    `--max-old-space-size=${settings.heapMb}`,
    '--no-warnings',
  ]
  const env: Record<string, string> =
    settings.certificateFile === null ? {} : { NODE_EXTRA_CA_CERTS: settings.certificateFile }
  const child = spawn(process.execPath, [...flags, join(folder, 'sandbox.mjs')], {
    cwd: '/',
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const input = child.stdio[3] as Socket
  const output = child.stdio[4] as Socket
  output.setEncoding('utf8')
  // An idle process does not keep the tenant's own alive; whoever gives it work refers to its output.
  child.unref()
  for (const socket of [input, output]) {
    socket.unref()
    // A dead process is noticed by its exit.
    socket.on('error', () => {})
  }
  return { child, input, output }
}

function permissionFlags(): string[] {
  const known = process.allowedNodeEnvironmentFlags
  const permission = known.has('--permission') ? '--permission' : '--experimental-permission'
  // Newer Node closes the network as well.
  return known.has('--allow-net') ? [permission, '--allow-net'] : [permission]
}
