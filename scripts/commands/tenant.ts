import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  createCertificate,
  LIMIT_PROFILE_NAMES,
  type RunningTenant,
  StateFileFault,
  startTenant,
  type TenantOptions,
} from 'auth0-local-tenant'
import { renderUpstreams, startDemoUpstreams } from '../demo/demo-upstreams.ts'
import { renderExports, variablesFor } from '../demo/render-exports.ts'
import { openSecondShell } from '../demo/second-shell.ts'
import { EXIT } from '../ground/exit.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import { UserFault } from '../ground/user-fault.ts'
import { defineCommand } from './command.ts'
import { choice, optionalPort, port, text } from './options.ts'

/** Auth0 installs what an Action declares; here somebody does it before. */
export const DEPENDENCIES = {
  dependencies: text('folder in which the npm packages are installed that Actions declare'),
}

const USUAL_PORT = 4443

export const tenant = defineCommand({
  name: 'tenant',
  summary: 'start an empty local tenant, for any client of Auth0',
  options: {
    port: optionalPort('port on localhost (default: 4443, or any where that is taken)'),
    controlPort: port('0', 'port for clock, faults, outbox and switches'),
    state: text('file that keeps the tenant, its signing key and its secrets across restarts'),
    limits: choice(
      ['none', ...LIMIT_PROFILE_NAMES],
      'none',
      'plan of Auth0 whose rate limits hold',
    ),
    ...DEPENDENCIES,
  },
  async run({ port, controlPort, state, limits, dependencies }, { root, untilStopped }) {
    const certificate = await createCertificate()
    const running = await startWhereFree(port, {
      certificate,
      controlPort,
      ...(state === '' ? {} : { stateFile: resolve(root, state) }),
      ...(limits === 'none' ? {} : { limits }),
      ...findDependencies(root, dependencies),
    })
    const secondShell = await openSecondShell(root, running)
    const { certificateFile } = secondShell
    const upstreams = await startDemoUpstreams(running, certificate)
    const after = state === '' ? 'with it everything in it' : `\`${state}\` keeps what is in it`
    return {
      exit: EXIT.ok,
      json: describeTenant(running, certificateFile),
      text: lines(
        `local tenant at ${running.url}; Ctrl-C ends it, and ${after}`,
        renderSecondShell(running, certificateFile),
        ...renderUpstreams(upstreams),
      ),
      meanwhile: async () => {
        await untilStopped()
        await Promise.all([upstreams.stop(), running.stop(), secondShell.stop()])
      },
    }
  },
})

/** Where nobody named a port, a tenant of another checkout may have the usual one. */
async function startWhereFree(
  port: number | undefined,
  options: Omit<TenantOptions, 'port'>,
): Promise<RunningTenant> {
  try {
    return await startTenantAt(port ?? USUAL_PORT, options)
  } catch (error) {
    const isTaken = error instanceof UserFault && error.faults[0]?.code === 'port_taken'
    if (port !== undefined || !isTaken) throw error
    return startTenantAt(0, options)
  }
}

/** What a program needs of a tenant that runs. */
export const describeTenant = (running: RunningTenant, certificateFile: string): object => ({
  url: running.url,
  variables: variablesFor(running, certificateFile),
})

/** Where a person finds the tenant's clock, mail, faults and switches, and what commands need. */
export const renderSecondShell = (running: RunningTenant, certificateFile: string): Lines =>
  lines(
    `clock and outbox, in a browser: ${running.controlUrl}/#${running.controlToken}`,
    'commands of this project find it by themselves; for anything else:',
    ...renderExports(variablesFor(running, certificateFile)),
  )

/** @throws UserFault for a folder in which nothing is installed */
export function findDependencies(
  root: string,
  named: string,
): Pick<TenantOptions, 'dependenciesFolder'> {
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

/** @throws UserFault when the port is taken, or the state file cannot be used */
export async function startTenantAt(
  port: number,
  options: Omit<TenantOptions, 'port'> = {},
): Promise<RunningTenant> {
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

const stateFileUnusable = ({ message, file }: StateFileFault): UserFault =>
  new UserFault([
    {
      code: 'state_file_unusable',
      message,
      fix: `put back a good copy of \`${file}\`, move it away to begin anew, or pass another with \`--state\``,
    },
  ])
