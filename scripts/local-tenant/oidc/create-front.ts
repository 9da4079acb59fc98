import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ActionRuntime } from '../runtime/trigger-outcome.ts'
import type { Tenant } from '../store.ts'
import { activateEndpoint } from './endpoints/activate.ts'
import { answerBelow500 } from './endpoints/answer-below-500.ts'
import { authorizeEndpoint } from './endpoints/authorize.ts'
import { backChannelEndpoint } from './endpoints/back-channel.ts'
import { changePasswordEndpoint } from './endpoints/change-password.ts'
import { continueEndpoint } from './endpoints/continue.ts'
import { loginPageEndpoint } from './endpoints/login-page.ts'
import { logoutEndpoint } from './endpoints/logout.ts'
import { passwordlessStartEndpoint } from './endpoints/passwordless-start.ts'
import { proofOfPossessionEndpoint } from './endpoints/proof-of-possession.ts'
import { readBody } from './endpoints/read-body.ts'
import { resetPageEndpoint } from './endpoints/reset-page.ts'
import { signupEndpoint } from './endpoints/signup.ts'
import { tokenEndpoint } from './endpoints/token.ts'
import { upstreamCallbackEndpoint } from './endpoints/upstream-callback.ts'
import { userinfoEndpoint } from './endpoints/userinfo.ts'
import { usersExportEndpoint } from './endpoints/users-export.ts'
import { verificationPageEndpoint } from './endpoints/verification-page.ts'
import type { Endpoint, Front } from './front.ts'
import { createProvider } from './provider/create-provider.ts'

/** In the order in which a request meets them; what none of them answers is oidc-provider's. */
const ENDPOINTS: readonly Endpoint[] = [
  answerBelow500,
  readBody,
  continueEndpoint,
  authorizeEndpoint,
  proofOfPossessionEndpoint,
  backChannelEndpoint,
  activateEndpoint,
  resetPageEndpoint,
  verificationPageEndpoint,
  usersExportEndpoint,
  loginPageEndpoint,
  upstreamCallbackEndpoint,
  signupEndpoint,
  changePasswordEndpoint,
  passwordlessStartEndpoint,
  tokenEndpoint,
  userinfoEndpoint,
  logoutEndpoint,
]

export function createFront(
  tenant: Tenant,
  runtime: ActionRuntime,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const provider = createProvider(tenant, runtime)
  const front: Front = { tenant, runtime, provider }
  for (const endpoint of ENDPOINTS) provider.use(endpoint(front))
  return provider.callback()
}
