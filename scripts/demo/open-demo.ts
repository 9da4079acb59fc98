import { createServer } from 'node:http'
import { relative } from 'node:path'
import {
  type Certificate,
  closeServer,
  listenOnLoopback,
  type RunningTenant,
} from 'auth0-local-tenant'
import { deriveKeys } from '../../actions/records/keyring.ts'
import type { Lines } from '../ground/printing/lines.ts'
import { idOf, openScene, type Scene } from '../journey/scene.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../project/local-environments.ts'
import type { DemoOptions } from './demo-options.ts'
import { createDemoPeople, type DemoPeople } from './demo-people.ts'
import { type DemoUpstreams, startDemoUpstreams } from './demo-upstreams.ts'
import { renderGuide } from './render-guide.ts'
import { openSecondShell } from './second-shell.ts'
import { type RunningDemo, startDemoApplication } from './start-demo-application.ts'

export type OpenDemo = {
  /** What to print. */
  readonly guide: Lines
  readonly people: DemoPeople
  readonly upstreams: DemoUpstreams
  readonly portal: RunningDemo
  readonly reports: RunningDemo
  /** Where the tenant's certificate was written to, absolute. */
  readonly certificateFile: string
  stop(): Promise<void>
}

export type DemoPorts = Readonly<Record<'Member Portal' | 'Reports', number>>

export type DemoPlace = {
  readonly root: string
  readonly call: (command: string, rest: string) => string
}

/** The ports that the callbacks of the declared clients name. */
export const DEMO_PORTS: DemoPorts = { 'Member Portal': 4180, Reports: 4182 }

/**
 * Applications, identity providers and people for somebody at a browser, around a deployed tenant.
 * @param place where the certificate is written to, below `.build`, and how commands are called there
 * @throws Error with code `EADDRINUSE` when one of the applications' ports is taken
 */
export async function openDemo(
  tenant: RunningTenant,
  certificate: Certificate,
  { root, call }: DemoPlace,
  ports: DemoPorts = DEMO_PORTS,
): Promise<OpenDemo> {
  const started: { stop(): Promise<void> }[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((one) => one.stop()))
  }
  try {
    const upstreams = await startDemoUpstreams(tenant, certificate)
    started.push(upstreams)
    const keys = [deriveKeys(DEVELOPMENT_SIGNING_KEY)]
    const scene = await openScene(tenant, tenant.machineClients.deploy, keys, {
      readLogLines: () => [],
      readMail: () => '',
    })
    const people = await createDemoPeople(scene, upstreams)
    const openReference = (reference: string) => call('reference', `"${reference}"`)
    const portal = await start({ scene, openReference }, 'Member Portal', ports)
    started.push(portal)
    const reports = await start({ scene, openReference }, 'Reports', ports)
    started.push(reports)
    const secondShell = await openSecondShell(root, tenant)
    started.push(secondShell)
    const { certificateFile } = secondShell
    const urls = { portal: portal.url, reports: reports.url }
    const trust = {
      certificate: tenant.certificate,
      certificateFile: relative(root, certificateFile),
    }
    const guide = renderGuide({ ...urls, ...trust, people, upstreams })
    return { guide, people, upstreams, portal, reports, certificateFile, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Before a deployment that takes half a minute, not after it.
 * @throws Error with code `EADDRINUSE`, and the `port`
 */
export async function assertDemoPortsFree(...others: readonly number[]): Promise<void> {
  for (const port of [...Object.values(DEMO_PORTS), ...others]) {
    const server = createServer()
    await listenOnLoopback(server, port)
    await closeServer(server)
  }
}

type Around = { readonly scene: Scene } & Pick<DemoOptions, 'openReference'>

const start = (
  { scene: { address, names }, openReference }: Around,
  name: keyof DemoPorts,
  ports: DemoPorts,
): Promise<RunningDemo> =>
  startDemoApplication({
    name,
    clientId: idOf(names, 'clients', name),
    port: ports[name],
    tenant: address,
    openReference,
    organizations: [
      { id: idOf(names, 'organizations', 'acme'), displayName: 'Acme Ltd.' },
      { id: idOf(names, 'organizations', 'globex'), displayName: 'Globex plc' },
    ],
    withoutOrganization: name === 'Reports',
  })
