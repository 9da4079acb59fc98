import type { ManagementClient } from 'auth0'
import type { DerivedKeys } from '../../actions/records/keyring.ts'
import { connectToTenant, type MachineClient } from '../auth0/connect-to-tenant.ts'
import { type Application, openApplication } from '../auth0/login-client/application.ts'
import { type TenantAddress, tenantFetch } from '../auth0/tenant-fetch.ts'
import { listTenantNames, type NameList } from '../project/resolve-names.ts'

/** What the journey is walked in: a deployed tenant, seen from outside only. */
export type Scene = {
  readonly address: TenantAddress
  /** For the administrator's part of the journey. */
  readonly management: ManagementClient
  readonly names: NameList
  readonly applications: Readonly<Record<ApplicationName, Application>>
  /** Keys that open references, as support has them. */
  readonly keys: readonly DerivedKeys[]
  /** What Actions logged so far; at Auth0 a person would see it in the dashboard. */
  readonly readLogLines: () => readonly string[]
  /** The link in the newest mail to an address; it was never sent anywhere. */
  readonly readMail: (address: string) => string
}

/** What is read inside the tenant because nobody outside of it can. */
export type Inside = Pick<Scene, 'readLogLines' | 'readMail'>

export type ApplicationName = 'Member Portal' | 'Reports'

const REDIRECT_URIS: Readonly<Record<ApplicationName, string>> = {
  'Member Portal': 'http://127.0.0.1:4180/callback',
  Reports: 'http://127.0.0.1:4182/callback',
}

export async function openScene(
  address: TenantAddress,
  operator: MachineClient,
  keys: readonly DerivedKeys[],
  inside: Inside,
): Promise<Scene> {
  const management = connectToTenant(address, operator)
  const names = await listTenantNames(management)
  const open = (name: ApplicationName): Promise<Application> =>
    openApplication(address, idOf(names, 'clients', name), REDIRECT_URIS[name])
  const [portal, reports] = await Promise.all([open('Member Portal'), open('Reports')])
  const applications = { 'Member Portal': portal, Reports: reports }
  return { address, management, names, applications, keys, ...inside }
}

/** @throws Error when the tenant has no such thing: then it was not deployed as the folder says */
export function idOf(names: NameList, kind: keyof NameList, name: string): string {
  const found = names[kind].find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`the tenant has no \`${name}\` among its ${kind}`)
  return found.id
}

/** Auth0's sign-up endpoint, as anyone can call it. */
export async function signUp(
  { address, names }: Scene,
  person: { readonly email: string; readonly password: string },
): Promise<{ readonly accepted: boolean; readonly text: string }> {
  const response = await tenantFetch(address)(`https://${address.domain}/dbconnections/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_id: idOf(names, 'clients', 'Member Portal'),
      connection: 'members',
      email: person.email,
      password: person.password,
    }),
  })
  return { accepted: response.ok, text: await response.text() }
}
