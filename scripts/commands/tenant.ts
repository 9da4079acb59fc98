import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EXIT, UserFault } from '../failures.ts'
import { type RunningTenant, startTenant } from '../local-tenant/start-tenant.ts'
import { type Command, textOption } from './command.ts'

const DEFAULT_PORT = '4443'

export const tenant: Command = {
  name: 'tenant',
  summary: 'start an empty local tenant, for any client of Auth0',
  options: {
    port: { type: 'string', default: DEFAULT_PORT, description: 'port on localhost; 0 for any' },
  },
  async run(options, _words, { root, print, untilStopped }) {
    const running = await startTenantAt(textOption(options, 'port'))
    const certificateFile = '.build/local/certificate.pem'
    await mkdir(join(root, '.build/local'), { recursive: true })
    await writeFile(join(root, certificateFile), running.certificate)
    print(`local tenant at ${running.url}; Ctrl-C ends it, and with it everything in it`)
    print(`AUTH0_DOMAIN=${running.domain}`)
    print(`AUTH0_CLIENT_ID=${running.machineClients.deploy.clientId}`)
    print(`AUTH0_CLIENT_SECRET=${running.machineClients.deploy.clientSecret}`)
    print(`NODE_EXTRA_CA_CERTS=${certificateFile}`)
    await untilStopped()
    await running.stop()
    return EXIT.ok
  },
}

/** @throws UserFault when the port is no port, or is taken */
export async function startTenantAt(text: string): Promise<RunningTenant> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) {
    throw new UserFault([
      {
        code: 'port_invalid',
        message: `\`${text}\` is not a port: accepted \`0\` to \`65535\``,
        fix: 'pass such a number with `--port`',
      },
    ])
  }
  try {
    return await startTenant({ port })
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'EADDRINUSE') throw error
    throw new UserFault([
      {
        code: 'port_taken',
        message: `port \`${port}\` is already in use`,
        fix: 'stop what listens there, or pass another with `--port`',
      },
    ])
  }
}
