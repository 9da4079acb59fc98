/** Every door of the matrix, with how it is entered. */
export const MATRIX_DOORS = {
  code: 'authorization code with PKCE, in a fresh browser',
  par: 'the same, with a pushed authorization request',
  implicit: 'implicit, the answer posted by a form',
  session: 'authorization code, in a browser that has a session',
  silent: 'the same with `prompt=none`',
  federated: 'authorization code, through the identity provider of a company',
  'federated-silent': '`prompt=none`, in a session that began there',
  refresh: 'a refresh token',
  password: 'password-realm grant: knows no organization',
  otp: 'one-time code by e-mail, at the token endpoint: knows no organization',
  device: 'device code, confirmed in a browser: knows no organization',
  exchange: 'custom token exchange',
  'on-behalf': 'on-behalf-of exchange of an access token',
  machine: 'client credentials',
  reset: 'new password, by the link in a mail',
  'sign-up': 'the sign-up endpoint',
  invitation: 'the sign-up page, with an invitation if there is one',
} as const satisfies Readonly<Record<string, string>>

export type MatrixDoor = keyof typeof MATRIX_DOORS

export const MATRIX_DOOR_NAMES = Object.keys(MATRIX_DOORS) as readonly MatrixDoor[]

// Doors that answer alike, by what they have in common: ways in with fresh credentials first.
export const FRESH = ['code', 'par', 'implicit'] as const
export const LIVE = ['session', 'silent'] as const
export const FEDERATED = ['federated', 'federated-silent'] as const
export const EXCHANGES = ['exchange', 'on-behalf'] as const
/** Doors at which a request can name the organization. */
export const ORGANIZED = [...FRESH, ...LIVE, ...FEDERATED, 'refresh', ...EXCHANGES] as const
/** Doors that know no organization. */
export const BARE = ['password', 'otp', 'device'] as const
export const PEOPLE = [...ORGANIZED, ...BARE] as const
export const SIGN_UPS = ['sign-up', 'invitation'] as const
