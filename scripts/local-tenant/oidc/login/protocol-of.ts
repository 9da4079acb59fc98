import type { KoaContextWithOIDC } from 'oidc-provider'

const DEVICE_ROUTES = new Set(['code_verification', 'device_resume'])

/** Auth0's name of the protocol, at the authorization endpoint and on the page for devices. */
export function protocolOf({ oidc }: KoaContextWithOIDC): string {
  if (DEVICE_ROUTES.has(oidc.route)) return 'oauth2-device-code'
  const types = String(oidc.params?.response_type ?? 'code').split(' ')
  if (!types.includes('code')) return 'oidc-implicit-profile'
  return types.length === 1 ? 'oidc-basic-profile' : 'oidc-hybrid-profile'
}
