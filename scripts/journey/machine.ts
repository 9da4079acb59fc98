import { trustingFetch } from '../tenant-connection.ts'
import type { Answer } from './outcome.ts'
import { idOf, type Scene } from './scene.ts'

/** The client credentials grant of `Nightly Export`, with the organization it wants to act for. */
export async function askMachineToken(
  { address, management, names }: Scene,
  request: { readonly audience: string; readonly organization?: string },
): Promise<Answer> {
  const { client_id, client_secret } = await management.clients.get(
    idOf(names, 'clients', 'Nightly Export'),
  )
  const response = await trustingFetch(address.certificate)(
    `https://${address.domain}/oauth/token`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id,
        client_secret,
        ...request,
      }),
    },
  )
  const body = (await response.json()) as Readonly<Record<string, unknown>>
  if (response.ok) return { kind: 'admitted', organization: null, refreshToken: null }
  return {
    kind: 'refused',
    error: String(body.error),
    description: String(body.error_description),
  }
}
