import type { TenantAddress } from '../auth0/tenant-fetch.ts'

export type DemoOptions = {
  readonly name: string
  readonly clientId: string
  /** The callback and the logout address of the declared client name it. */
  readonly port: number
  readonly tenant: TenantAddress
  /** The command with which support opens a reference, as it is called here. */
  readonly openReference: (reference: string) => string
  readonly organizations: readonly { readonly id: string; readonly displayName: string }[]
  /** Does it work without an organization too? */
  readonly withoutOrganization: boolean
}
