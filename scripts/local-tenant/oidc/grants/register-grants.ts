import type { Provider } from 'oidc-provider'
import type { Engine } from '../front.ts'
import { registerClientCredentials } from './client-credentials.ts'
import { registerPasswordGrants } from './password.ts'
import { registerPasswordlessOtp } from './passwordless-otp.ts'
import { registerTokenExchange } from './token-exchange.ts'

/** The grants of `/oauth/token` that are not oidc-provider's own. */
export function registerGrants(provider: Provider, engine: Engine): void {
  registerClientCredentials(provider, engine)
  registerPasswordGrants(provider, engine)
  registerPasswordlessOtp(provider, engine)
  registerTokenExchange(provider, engine)
}
