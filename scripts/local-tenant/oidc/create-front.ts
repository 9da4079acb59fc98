import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ActionRuntime } from '../runtime/trigger-outcome.ts'
import type { Tenant } from '../store.ts'
import { activateDoor } from './doors/activate.ts'
import { answerBelow500 } from './doors/answer-below-500.ts'
import { authorizeDoor } from './doors/authorize.ts'
import { backChannelDoor } from './doors/back-channel.ts'
import { changePasswordDoor } from './doors/change-password.ts'
import { continueDoor } from './doors/continue.ts'
import { loginPageDoor } from './doors/login-page.ts'
import { logoutDoor } from './doors/logout.ts'
import { passwordlessStartDoor } from './doors/passwordless-start.ts'
import { proofOfPossessionDoor } from './doors/proof-of-possession.ts'
import { readBody } from './doors/read-body.ts'
import { resetPageDoor } from './doors/reset-page.ts'
import { signupDoor } from './doors/signup.ts'
import { tokenDoor } from './doors/token.ts'
import { upstreamCallbackDoor } from './doors/upstream-callback.ts'
import { userinfoDoor } from './doors/userinfo.ts'
import { usersExportDoor } from './doors/users-export.ts'
import { verificationPageDoor } from './doors/verification-page.ts'
import type { Door, Front } from './front.ts'
import { createProvider } from './provider/create-provider.ts'

/** In the order in which a request meets them; what none of them answers is oidc-provider's. */
const DOORS: readonly Door[] = [
  answerBelow500,
  readBody,
  continueDoor,
  authorizeDoor,
  proofOfPossessionDoor,
  backChannelDoor,
  activateDoor,
  resetPageDoor,
  verificationPageDoor,
  usersExportDoor,
  loginPageDoor,
  upstreamCallbackDoor,
  signupDoor,
  changePasswordDoor,
  passwordlessStartDoor,
  tokenDoor,
  userinfoDoor,
  logoutDoor,
]

export function createFront(
  tenant: Tenant,
  runtime: ActionRuntime,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const provider = createProvider(tenant, runtime)
  const front: Front = { tenant, runtime, provider }
  for (const door of DOORS) provider.use(door(front))
  return provider.callback()
}
