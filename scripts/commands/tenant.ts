import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { removeCertificate, writeCertificate } from '../demo/certificate-file.ts'
import { renderUpstreams, startDemoUpstreams } from '../demo/demo-upstreams.ts'
import { renderExports } from '../demo/render-exports.ts'
import { type CommandOptions, textOption } from '../ground/command-options.ts'
import { EXIT, UserFault } from '../ground/failures.ts'
import { createCertificate } from '../local-tenant/certificate.ts'
import {
  type RunningTenant,
  startTenant,
  type TenantOptions,
} from '../local-tenant/start-tenant.ts'
import { StateFileFault } from '../local-tenant/state-file.ts'
import type { Command, OptionDescription } from './command.ts'

const DEFAULT_PORT = '4443'

/** Auth0 installs what an Action declares; here somebody does it before. */
export const DEPENDENCIES_OPTION: OptionDescription = {
  type: 'string',
  description: 'folder in which the npm packages are installed that Actions declare',
}

export const tenant: Command = {
  name: 'tenant',
  summary: 'start an empty local tenant, for any client of Auth0',
  options: {
    port: { type: 'string', default: DEFAULT_PORT, description: 'port on localhost; 0 for any' },
    'control-port': {
      type: 'string',
      default: '0',
      description: 'port for clock, faults, outbox and switches; 0 for any',
    },
    state: {
      type: 'string',
      description: 'file that keeps the tenant, its signing key and its secrets across restarts',
    },
    dependencies: DEPENDENCIES_OPTION,
  },
  async run(options, _words, { root, print, untilStopped }) {
    const state = textOption(options, 'state')
    const certificate = await createCertificate()
    const running = await startTenantAt(textOption(options, 'port'), {
      certificate,
      controlPort: parsePort(textOption(options, 'control-port'), '--control-port'),
      ...(state === '' ? {} : { stateFile: resolve(root, state) }),
      ...readDependencies(root, options),
    })
    const certificateFile = await writeCertificate(root, running)
    const upstreams = await startDemoUpstreams(running, certificate)
    const after = state === '' ? 'with it everything in it' : `\`${state}\` keeps what is in it`
    print(`local tenant at ${running.url}; Ctrl-C ends it, and ${after}`)
    printSecondShell(running, certificateFile, print)
    for (const line of renderUpstreams(upstreams)) print(line)
    await untilStopped()
    await Promise.all([upstreams.stop(), running.stop(), removeCertificate(certificateFile)])
    return EXIT.ok
  },
}

/** Where a person finds the tenant's clock, mail, faults and switches, and what commands need. */
export function printSecondShell(
  running: RunningTenant,
  certificateFile: string,
  print: (line: string) => void,
): void {
  print(`clock and outbox, in a browser: ${running.controlUrl}/#${running.controlToken}`)
  print('for a second shell:')
  for (const line of renderExports(running, certificateFile)) print(line)
}

/** @throws UserFault for a folder in which nothing is installed */
export function readDependencies(
  root: string,
  options: CommandOptions,
): Pick<TenantOptions, 'dependenciesFolder'> {
  const named = textOption(options, 'dependencies')
  if (named === '') return {}
  const folder = resolve(root, named)
  if (existsSync(join(folder, 'node_modules'))) return { dependenciesFolder: folder }
  throw new UserFault([
    {
      code: 'dependencies_missing',
      message: `\`${named}\` holds no \`node_modules\``,
      fix: `install what the Actions declare, \`npm install --prefix ${named} <name>@<version>\`, or pass another folder with \`--dependencies\``,
    },
  ])
}

/** @throws UserFault when the port is no port, or is taken, or the state file cannot be used */
export async function startTenantAt(
  text: string,
  options: Omit<TenantOptions, 'port'> = {},
): Promise<RunningTenant> {
  const port = parsePort(text, '--port')
  try {
    return await startTenant({ ...options, port })
  } catch (error) {
    if (error instanceof StateFileFault) throw stateFileUnusable(error)
    const { code, port: taken } = error as { code?: unknown; port?: unknown }
    if (code !== 'EADDRINUSE') throw error
    const option = taken === options.controlPort && taken !== port ? '--control-port' : '--port'
    throw new UserFault([
      {
        code: 'port_taken',
        message: `port \`${taken}\` is already in use`,
        fix: `stop what listens there, or pass another with \`${option}\``,
      },
    ])
  }
}

function parsePort(text: string, option: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new UserFault([
    {
      code: 'port_invalid',
      message: `\`${text}\` is not a port: accepted \`0\` to \`65535\``,
      fix: `pass such a number with \`${option}\``,
    },
  ])
}

const stateFileUnusable = ({ message, file }: StateFileFault): UserFault =>
  new UserFault([
    {
      code: 'state_file_unusable',
      message,
      fix: `put back a good copy of \`${file}\`, move it away to begin anew, or pass another with \`--state\``,
    },
  ])
