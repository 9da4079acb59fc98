import { hkdfSync, randomBytes } from 'node:crypto'
import { type Fault, refuseFaults } from '../ground/user-fault.ts'
import type { Project } from '../project/load-project.ts'
import { isLocalEnvironment } from '../project/local-environments.ts'
import type { PortalOptions } from './portal-options.ts'

export type PortalSettings = Pick<
  PortalOptions,
  'clientId' | 'clientSecret' | 'invitationClientId' | 'key' | 'proxies'
> & {
  readonly host: string
  /** Null: as it listens, on this machine only. */
  readonly origin: string | null
}

/** The application of the sample tenant that is the portal, and the one that its invitations open. */
const LOCAL_CLIENTS = { portal: 'Back Office', invitations: 'Member Portal' } as const
const SHORTEST_KEY = 32

/** @throws UserFault with every variable that is missing or cannot be used */
export function readPortalSettings(
  project: Project,
  variables: Readonly<Record<string, string | undefined>>,
): PortalSettings {
  const isLocal = isLocalEnvironment(project)
  const read = (name: string): string => variables[name] ?? ''
  const localId = (name: string): string => (isLocal ? (project.ids.clients[name] ?? '') : '')
  const secret = read('OG_PORTAL_KEY') || (isLocal ? randomBytes(32).toString('base64') : '')
  const clientId = read('OG_PORTAL_CLIENT_ID') || localId(LOCAL_CLIENTS.portal)
  const origin = read('OG_PORTAL_ORIGIN')
  const proxies = read('OG_PORTAL_PROXIES') || '0'
  const { audience } = project.environment.administration
  refuseFaults([
    ...(audience === '' ? [audienceMissing(project.environmentName)] : []),
    ...(secret.length < SHORTEST_KEY ? [unusable('OG_PORTAL_KEY', KEY_FIX)] : []),
    ...(clientId === '' ? [unusable('OG_PORTAL_CLIENT_ID', CLIENT_FIX)] : []),
    ...(isOrigin(origin) || (isLocal && origin === '')
      ? []
      : [unusable('OG_PORTAL_ORIGIN', ORIGIN_FIX)]),
    ...(/^\d$/.test(proxies) ? [] : [unusable('OG_PORTAL_PROXIES', PROXIES_FIX)]),
  ])
  const clientSecret = read('OG_PORTAL_CLIENT_SECRET')
  return {
    clientId,
    ...(clientSecret === '' ? {} : { clientSecret }),
    invitationClientId:
      read('OG_PORTAL_INVITATION_CLIENT_ID') || localId(LOCAL_CLIENTS.invitations) || clientId,
    key: new Uint8Array(hkdfSync('sha256', secret, '', 'org-guard portal session', 32)),
    proxies: Number(proxies),
    host: read('OG_PORTAL_HOST') || '127.0.0.1',
    origin: origin === '' ? null : origin,
  }
}

/** Session cookies are kept on secure origins only. */
const isOrigin = (text: string): boolean =>
  text.startsWith('https://') && URL.canParse(text) && new URL(text).origin === text

const unusable = (name: string, fix: string): Fault => ({
  code: 'portal_setting_unusable',
  message: `the environment variable \`${name}\` is missing or cannot be used`,
  fix,
})

const KEY_FIX = 'set it to a key of its own, made with `openssl rand -base64 48`'
const CLIENT_FIX = 'set it to the id of the application that the portal signs in with'
const ORIGIN_FIX =
  'set it to where browsers find the portal, such as `https://people.example.com`, without a path'
const PROXIES_FIX = 'set it to how many proxies of yours stand before the portal, `0` to `9`'

const audienceMissing = (environment: string): Fault => ({
  code: 'audience_missing',
  message: `\`administration.audience\` of the environment \`${environment}\` is empty: no token proves who acts`,
  fix: 'name the API there whose access tokens the portal asks for',
})
