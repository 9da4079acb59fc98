import * as oidc from 'openid-client'
import { Agent, fetch as undiciFetch } from 'undici'
import { isOnThisMachine, type UpstreamAddress } from './upstream-address.ts'

/** Against a provider that hangs; one on a busy machine may take its time. */
const TIMEOUT_SECONDS = 60

/**
 * Runs `work` as a client of an identity provider, by the unmodified openid-client. ID tokens are
 * checked in full, their signature too.
 * @throws what openid-client throws, and Error when the provider leads off this machine
 */
export async function asRelyingParty<T>(
  { issuer, clientId, clientSecret, certificate }: UpstreamAddress,
  work: (configuration: oidc.Configuration) => Promise<T>,
): Promise<T> {
  const agent = new Agent({ connect: certificate === undefined ? {} : { ca: certificate } })
  const fetch = (url: string, init: object) => {
    assertOnThisMachine(url)
    return undiciFetch(url, { ...init, dispatcher: agent })
  }
  try {
    const configuration = await oidc.discovery(
      new URL(issuer),
      clientId,
      undefined,
      oidc.ClientSecretPost(clientSecret),
      { [oidc.customFetch]: fetch as unknown as oidc.CustomFetch, timeout: TIMEOUT_SECONDS },
    )
    oidc.enableNonRepudiationChecks(configuration)
    return await work(configuration)
  } finally {
    await agent.destroy()
  }
}

/** @throws Error for any other host, whatever a discovery document says */
export function assertOnThisMachine(address: string | URL): void {
  if (isOnThisMachine(address)) return
  throw new Error(`${URL.parse(String(address))?.host} is not on this machine`)
}
