import {
  type Application,
  openApplication,
  type SignInRequest,
} from '../auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../auth0/login-client/browser.ts'
import type { Person } from '../auth0/login-client/person.ts'
import type { TenantAddress } from '../auth0/tenant-fetch.ts'
import type { Fault } from '../ground/user-fault.ts'
import type { Canary } from './environment-file.ts'
import { environmentPath, idsPath, type Project } from './load-project.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** A canary at the door of its application, in a browser of its own, which whoever opened it closes. */
export type OpenCanary = {
  readonly application: Application
  readonly browser: Browser
  readonly person: Person
  readonly request: SignInRequest
}

export async function openCanary(
  canary: Canary,
  { ids }: Project,
  address: TenantAddress,
  variables: Variables,
): Promise<OpenCanary> {
  const { name, client, redirectUri, organization: called = '' } = canary
  const application = await openApplication(address, ids.clients[client] ?? '', redirectUri)
  const organization = ids.organizations[called]
  return {
    application: { ...application, audience: null },
    // A canary's password is typed in at its tenant, wherever that would send it.
    browser: openBrowser(address.certificate, new URL(`https://${address.domain}`).origin),
    person: {
      name,
      email: variables[canary.identifier] ?? '',
      password: variables[canary.password] ?? '',
    },
    request: organization === undefined ? {} : { organization },
  }
}

/** What keeps a canary from signing in. */
export function canaryFaults(
  { name: canary, client, organization, identifier, password }: Canary,
  { ids, environmentName }: Project,
  variables: Variables,
): readonly Fault[] {
  return [
    ...[identifier, password]
      .filter((name) => (variables[name] ?? '') === '')
      .map((name) => variableMissing(canary, name)),
    ...(ids.clients[client] === undefined ? [idMissing(canary, client, environmentName)] : []),
    ...(organization !== undefined && ids.organizations[organization] === undefined
      ? [idMissing(canary, organization, environmentName)]
      : []),
  ]
}

const variableMissing = (canary: string, name: string): Fault => ({
  code: 'canary_without_credentials',
  message: `canary \`${canary}\` signs in with the environment variable \`${name}\`, which has no value`,
  fix: `set \`${name}\`, or take the canary out of the environment file`,
})

const idMissing = (canary: string, name: string, environment: string): Fault => ({
  code: 'name_without_id',
  message: `canary \`${canary}\` names \`${name}\`, which has no id in \`${idsPath(environment)}\``,
  fix: `correct it in \`${environmentPath(environment)}\`, or run \`npm run resolve -- --environment ${environment}\``,
})
