import { askToken } from '../auth0/login-client/ask-token.ts'
import type { DoorAnswer } from '../auth0/login-client/outcome.ts'
import { idOf, type Scene } from './scene.ts'

/** The client credentials grant of `Nightly Export`, with the organization it wants to act for. */
export async function askMachineToken(
  { address, management, names }: Scene,
  request: { readonly audience: string; readonly organization?: string },
): Promise<DoorAnswer> {
  const id = idOf(names, 'clients', 'Nightly Export')
  const { client_secret: secret = '' } = await management.clients.get(id)
  return askToken(address, {
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
    ...request,
  })
}
