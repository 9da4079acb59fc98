import { relative } from 'node:path'
import type { RunningTenant } from 'auth0-local-tenant'
import { buildSignInAddress, openApplication } from '../auth0/login-client/application.ts'
import { createPerson } from '../auth0/login-client/person.ts'
import type { Lines } from '../ground/printing/lines.ts'
import { chooseDoor, type OwnDoor } from '../journey/choose-door.ts'
import { enrol, type OwnTenant, suspend } from '../journey/walk-own-folder.ts'
import type { OwnDemo } from './own-demo.ts'
import { renderOwnGuide } from './render-own-guide.ts'
import { openSecondShell } from './second-shell.ts'

export type OpenOwnDemo = {
  /** Null where nobody could sign in to anything that the folder declares. */
  readonly demo: OwnDemo | null
  readonly guide: Lines
  /** Where the tenant's certificate was written to, absolute. */
  readonly certificateFile: string
  stop(): Promise<void>
}

/** @param root where the certificate is written to, below `.build` */
export async function openOwnDemo(
  running: RunningTenant,
  tenant: OwnTenant,
  root: string,
): Promise<OpenOwnDemo> {
  const door = await chooseDoor(tenant.management)
  const demo = door === null ? null : await createOwnDemo(tenant, door)
  const signIn = demo === null ? null : await signInAddress(tenant, demo.door)
  const { certificateFile, stop } = await openSecondShell(root, running)
  const trust = {
    certificate: running.certificate,
    certificateFile: relative(root, certificateFile),
  }
  const guide = renderOwnGuide({ ...trust, domain: running.domain, demo, signIn })
  return { demo, guide, certificateFile, stop }
}

async function createOwnDemo(tenant: OwnTenant, door: OwnDoor): Promise<OwnDemo> {
  const dana = createPerson('Dana', 'dana@example.com')
  const sam = createPerson('Sam', 'sam@example.com')
  const danaId = await enrol(tenant, door, dana)
  const samId = await enrol(tenant, door, sam)
  await suspend(tenant, samId)
  return { door, dana, danaId, sam, samId }
}

async function signInAddress({ address }: OwnTenant, door: OwnDoor): Promise<string> {
  const { client, organization, connection } = door
  const opened = await openApplication(address, client.id, client.redirectUri, client.secret)
  const where = organization === null ? {} : { organization: organization.id }
  const { url } = await buildSignInAddress({ ...opened, audience: null }, { ...where, connection })
  return url.href
}
