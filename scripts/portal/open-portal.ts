import { INVITING_SCOPES } from '../administration/invitations.ts'
import { TOMBSTONE_SCOPES } from '../administration/keep-tombstones.ts'
import {
  type OpenAdministration,
  openAdministration,
} from '../administration/open-administration.ts'
import { resetSenderOf } from '../administration/reset-sender.ts'
import { REVOKING_SCOPES } from '../administration/revoke-access.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { developmentRebindKey } from '../project/development-rebind-key.ts'
import { loadProject, type Project } from '../project/load-project.ts'
import { isLocalEnvironment } from '../project/local-environments.ts'
import { readPortalSettings } from './portal-settings.ts'
import { type RunningPortal, startPortal } from './start-portal.ts'

/** What the portal writes, beside what the library asks for. */
const PORTAL_SCOPES = [
  ...INVITING_SCOPES,
  'delete:organization_members',
  // Whoever leaves is deleted, whatever becomes of those who are taken out.
  'delete:users',
  ...TOMBSTONE_SCOPES,
  // Who was refused, in the organization of whoever asks.
  'read:logs',
  'read:logs_users',
]

/** The token of the Management API lives for a day unless the tenant says less. */
const RENEWAL_MS = 8 * 3_600_000

export type PortalRequest = {
  readonly environment: string
  /** File of the audit; empty for the usual one. */
  readonly audit: string
  readonly port: number
}

/**
 * Starts the portal of one environment, as its variables say.
 * @throws UserFault for variables that are missing or cannot be used
 */
export async function openPortal(
  { environment, audit, port }: PortalRequest,
  surroundings: Surroundings,
): Promise<RunningPortal> {
  const { environmentVariables, nowMs, print, root } = surroundings
  const project = await loadProject(root, environment)
  const { host, origin, ...settings } = readPortalSettings(project, environmentVariables)
  const variables = { ...localKeys(project), ...environmentVariables }
  const open = (): Promise<OpenAdministration> =>
    openAdministration(
      { environment, audit },
      { ...surroundings, environmentVariables: variables },
      scopesFor(project),
    )
  let administration = await open()
  const renewal = setInterval(() => {
    open().then(
      (renewed) => {
        administration = renewed
      },
      // The token of before may serve until the next try.
      () => print(JSON.stringify({ at: new Date(nowMs()).toISOString(), error: 'renewal failed' })),
    )
  }, RENEWAL_MS)
  const { address } = administration.access
  const options = {
    ...settings,
    tenant: address,
    audience: project.environment.administration.audience,
    wayOut: project.rulebook.wayOut,
    nowMs,
    sendReset: resetSenderOf(address),
    log: print,
    administration: () => administration,
  }
  const running = await startPortal(options, { host, port }, origin)
  return {
    url: running.url,
    stop: async () => {
      clearInterval(renewal)
      await running.stop()
    },
  }
}

const localKeys = (project: Project): Readonly<Record<string, string>> =>
  isLocalEnvironment(project) ? { OG_REBIND_PRIVATE_KEY: developmentRebindKey() } : {}

const scopesFor = ({ environment }: Project): readonly string[] => [
  ...PORTAL_SCOPES,
  ...(environment.administration.revocation ? [...REVOKING_SCOPES, 'read:sessions'] : []),
]
