import type { Certificate, RunningTenant } from 'auth0-local-tenant'
import { DEMO_PORTS, type DemoPorts, type OpenDemo, openDemo } from '../demo/open-demo.ts'
import { variablesFor } from '../demo/render-exports.ts'
import { renderTrials } from '../demo/render-guide.ts'
import type { Answer } from '../ground/answer.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { UserFault } from '../ground/user-fault.ts'
import { openPortal } from '../portal/open-portal.ts'
import type { RunningPortal } from '../portal/start-portal.ts'
import { LOCAL_ENVIRONMENT } from '../project/local-environments.ts'
import { describeTenant, renderSecondShell } from './tenant.ts'
import { callIn } from './usage.ts'

/** The callback of the declared client names it. */
export const PORTAL_PORT = 4181

export type KeptPorts = { readonly demo: DemoPorts; readonly portal: number }
const DECLARED: KeptPorts = { demo: DEMO_PORTS, portal: PORTAL_PORT }

/** The tenant goes on after the walk, with applications, people and the portal, until somebody stops it. */
export async function keepRunning(
  { exit, json, text }: Answer & { readonly json: object; readonly text: Lines },
  tenant: RunningTenant,
  certificate: Certificate,
  surroundings: Surroundings,
  ports: KeptPorts = DECLARED,
): Promise<Answer> {
  const { root, progress, untilStopped } = surroundings
  progress('making people, identity providers and applications')
  const call = callIn(surroundings)
  const demo = await openDemo(tenant, certificate, { root, call }, ports.demo).catch(
    refuseTakenPort,
  )
  const portal = await openDemoPortal(tenant, demo, surroundings, ports.portal)
  return {
    exit,
    json: { ...json, tenant: describeTenant(tenant, demo.certificateFile) },
    text: lines(
      text,
      '',
      demo.guide,
      '',
      `The portal of an organization: ${portal.url}`,
      `  sign in to acme as ${demo.people.olivia.email}, who may block people there`,
      '',
      `the tenant goes on at ${tenant.url}; Ctrl-C ends it`,
      renderSecondShell(tenant, demo.certificateFile),
      ...renderTrials(demo.people, call),
    ),
    meanwhile: async () => {
      await untilStopped()
      await portal.stop()
      await demo.stop()
      await tenant.stop()
    },
  }
}

async function openDemoPortal(
  tenant: RunningTenant,
  demo: OpenDemo,
  surroundings: Surroundings,
  port: number,
): Promise<RunningPortal> {
  const request = { environment: LOCAL_ENVIRONMENT, audit: '', port }
  const environmentVariables = variablesFor(tenant, demo.certificateFile)
  try {
    // The guide shall stay in sight: its log is for whoever starts it alone.
    return await openPortal(request, { ...surroundings, environmentVariables, print: () => {} })
  } catch (error) {
    await demo.stop()
    return refuseTakenPort(error)
  }
}

/** @throws UserFault for a port of the demo applications that something else has */
export function refuseTakenPort(error: unknown): never {
  const { code, port } = error as { code?: unknown; port?: unknown }
  if (code !== 'EADDRINUSE') throw error
  throw new UserFault([
    {
      code: 'port_taken',
      message: `port \`${port}\` of a demo application is already in use`,
      fix: 'stop what listens there: the callbacks in `tenant/clients` name this port',
    },
  ])
}
