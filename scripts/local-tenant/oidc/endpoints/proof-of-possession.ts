import type { Endpoint } from '../front.ts'
import { NO_PROOF_OF_POSSESSION } from '../login/assert-no-proof-needed.ts'
import { logTransaction } from '../login/login-log.ts'
import { allowCallers } from './allow-callers.ts'
import { exchangeLogOf } from './exchange-log-types.ts'

/**
 * A DPoP proof (RFC 9449) asks for a token that is bound to a key, which is not to be had here. Said
 * before anything is used up: the code or token that came along is still good without a proof.
 */
export const proofOfPossessionEndpoint: Endpoint =
  ({ tenant }) =>
  async (ctx, next) => {
    const isPush = ctx.path === '/oauth/par'
    if (ctx.method !== 'POST' || (ctx.path !== '/oauth/token' && !isPush)) return next()
    if (ctx.get('dpop') === '') return next()
    allowCallers(tenant, ctx)
    ctx.status = 400
    ctx.body = { error: 'invalid_request', error_description: NO_PROOF_OF_POSSESSION }
    const { client_id: clientId } = ctx.state.body
    logTransaction(tenant, ctx, {
      type: isPush ? 'fpar' : (exchangeLogOf(ctx.state.body)?.failed ?? 'feacft'),
      description: NO_PROOF_OF_POSSESSION,
      clientId: typeof clientId === 'string' ? clientId : undefined,
    })
  }
