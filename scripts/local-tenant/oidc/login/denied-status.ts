import type { Tenant } from '../../store.ts'
import { readSwitch } from '../../switch-positions.ts'
import type { SwitchName } from '../../switches.ts'

/** How post-login Actions are told of the token endpoint’s ways in, and what each answers. */
const SWITCHES_BY_PROTOCOL = {
  'oauth2-password': 'passwordDeniedIs500',
  'oauth2-resource-owner': 'passwordlessDeniedIs500',
  'oauth2-token-exchange': 'exchangeDeniedIs500',
  'oauth2-refresh-token': 'refreshDeniedIs500',
} as const satisfies Readonly<Record<string, SwitchName>>

/** `event.transaction.protocol` of a login without a browser. */
export type TokenProtocol = keyof typeof SWITCHES_BY_PROTOCOL

/** HTTP status of `/oauth/token` where a post-login Action denied, or failed. */
export const deniedStatus = (tenant: Tenant, protocol: TokenProtocol): 403 | 500 =>
  readSwitch(tenant, SWITCHES_BY_PROTOCOL[protocol]) ? 500 : 403
