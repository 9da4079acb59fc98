import { type TenantAddress, tenantFetch } from '../tenant-fetch.ts'
import type { DoorAnswer } from './outcome.ts'

/** One call of the token endpoint, as any program can make it. */
export async function askToken(
  address: TenantAddress,
  request: Readonly<Record<string, string>>,
): Promise<DoorAnswer> {
  const response = await tenantFetch(address)(`https://${address.domain}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  const body = (await response.json()) as Readonly<Record<string, unknown>>
  if (!response.ok) {
    return {
      kind: 'refused',
      error: String(body.error),
      description: String(body.error_description),
    }
  }
  return {
    kind: 'admitted',
    organization: null,
    refreshToken: typeof body.refresh_token === 'string' ? body.refresh_token : null,
    accessToken: String(body.access_token),
  }
}
