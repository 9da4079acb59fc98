import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { UserFault } from '../ground/user-fault.ts'
import { openPortal } from '../portal/open-portal.ts'
import { defineCommand } from './command.ts'
import { ENVIRONMENT, port, text } from './options.ts'

export const portal = defineCommand({
  name: 'portal',
  summary: 'start the web application in which an organization looks after its own people',
  options: {
    ...ENVIRONMENT,
    port: port('4181', 'port to listen on'),
    audit: text('file of the audit instead of .build/<environment>/audit.ndjson'),
  },
  notes: [
    'OG_PORTAL_KEY encrypts session cookies; docs/portal.md lists the other variables, and the scopes',
  ],
  async run({ environment, port, audit }, surroundings) {
    const running = await openPortal({ environment, port, audit }, surroundings).catch(
      (error: unknown) => refuseTakenPort(error, port),
    )
    return {
      exit: EXIT.ok,
      json: { url: running.url },
      text: lines(`the portal listens at ${running.url}; Ctrl-C ends it`),
      meanwhile: async () => {
        await surroundings.untilStopped()
        await running.stop()
      },
    }
  },
})

function refuseTakenPort(error: unknown, port: number): never {
  if ((error as { code?: unknown }).code !== 'EADDRINUSE') throw error
  throw new UserFault([
    {
      code: 'port_taken',
      message: `port \`${port}\` is already in use`,
      fix: 'stop what listens there, or pass another with `--port`',
    },
  ])
}
