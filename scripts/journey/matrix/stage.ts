import {
  type Application,
  openApplication,
  SAMPLE_API,
} from '../../auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../../auth0/login-client/browser.ts'
import { idOf } from '../scene.ts'
import type { Estate } from './estate.ts'

/** Where one row is played: its own application, and what that asks for. */
export type Stage = {
  readonly estate: Estate
  readonly row: string
  /** An application with every grant there is. */
  readonly kiosk: Application
  readonly kioskId: string
  /** Id of the organization that requests name; null where they name none. */
  readonly organization: string | null
  readonly newBrowser: () => Browser
  /** Closes every browser. */
  close(): void
}

const CALLBACK = 'https://kiosk.example.com/callback'
const GRANTS = [
  'authorization_code',
  'implicit',
  'refresh_token',
  'http://auth0.com/oauth/grant-type/password-realm',
  'http://auth0.com/oauth/grant-type/passwordless/otp',
  'urn:ietf:params:oauth:grant-type:device_code',
]
const CONNECTIONS = ['acme-oidc', 'email', 'members']

export async function openStage(
  estate: Estate,
  row: string,
  organization: string | null,
): Promise<Stage> {
  const { address, names } = estate.scene
  const kioskId = await addKiosk(estate, `Kiosk: ${row}`)
  const kiosk = await openApplication(address, kioskId, CALLBACK)
  const browsers: Browser[] = []
  return {
    estate,
    row,
    kiosk: { ...kiosk, audience: SAMPLE_API },
    kioskId,
    organization: organization === null ? null : idOf(names, 'organizations', organization),
    newBrowser: () => {
      const browser = openBrowser(`${address.certificate ?? ''}${estate.upstream.certificate}`)
      browsers.push(browser)
      return browser
    },
    close: () => {
      for (const browser of browsers) browser.close()
    },
  }
}

async function addKiosk({ scene }: Estate, name: string): Promise<string> {
  const { management } = scene
  const { client_id: id = '' } = await management.clients.create({
    name,
    app_type: 'native',
    oidc_conformant: true,
    token_endpoint_auth_method: 'none',
    grant_types: GRANTS,
    callbacks: [CALLBACK],
    organization_usage: 'allow',
    token_exchange: { allow_any_profile_of_type: ['custom_authentication'] },
    refresh_token: {
      rotation_type: 'rotating',
      expiration_type: 'expiring',
      token_lifetime: 86_400,
      idle_token_lifetime: 86_400,
    },
  })
  for await (const connection of await management.connections.list({ take: 100 })) {
    if (!CONNECTIONS.includes(connection.name ?? '')) continue
    await management.connections.clients.update(connection.id ?? '', [
      { client_id: id, status: true },
    ])
  }
  return id
}

/** The application, and the service behind it, demand policies of the guard from now on. */
export async function demand(
  { estate, kioskId }: Stage,
  modes: string,
): Promise<() => Promise<void>> {
  const { clients } = estate.scene.management
  const ids = [kioskId, estate.service.clientId]
  for (const id of ids) await clients.update(id, { client_metadata: { og_modes: modes } })
  return async () => {
    for (const id of ids) await clients.update(id, { client_metadata: { og_modes: null } })
  }
}
