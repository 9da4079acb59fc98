/** Auth0's protocol of each door that a login can be imagined at. */
export const IMAGINED_DOORS = {
  'sign-in': 'oidc-basic-profile',
  silent: 'oidc-basic-profile',
  refresh: 'oauth2-refresh-token',
  password: 'oauth2-password',
  device: 'oauth2-device-code',
  exchange: 'oauth2-token-exchange',
} as const
export type ImaginedDoor = keyof typeof IMAGINED_DOORS
