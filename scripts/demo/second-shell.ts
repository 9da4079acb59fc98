import type { RunningTenant } from 'auth0-local-tenant'
import { announceTenant } from '../project/running-tenant.ts'
import { removeCertificate, writeCertificate } from './certificate-file.ts'
import { variablesFor } from './render-exports.ts'

/** What others on this machine find of a tenant for as long as it runs. */
export type SecondShell = {
  /** Absolute. */
  readonly certificateFile: string
  stop(): Promise<void>
}

/** Writes the certificate that others are to trust, and lets commands of this checkout find the tenant. */
export async function openSecondShell(root: string, running: RunningTenant): Promise<SecondShell> {
  const certificateFile = await writeCertificate(root, running)
  const withdraw = await announceTenant(root, variablesFor(running, certificateFile))
  return {
    certificateFile,
    stop: async () => {
      await Promise.all([withdraw(), removeCertificate(certificateFile)])
    },
  }
}
