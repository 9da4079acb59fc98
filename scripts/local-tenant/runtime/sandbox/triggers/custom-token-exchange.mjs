import { cache } from '../api/cache.mjs'
import { exchangeAccess, exchangeAuthentication, exchangeUser } from '../api/exchange.mjs'
import { transactionMetadata } from '../api/transaction.mjs'
import { assertSwitch } from '../commands.mjs'

/** custom-token-exchange v1. */
export const customTokenExchange = {
  id: 'custom-token-exchange',
  handlers: ['onExecuteCustomTokenExchange'],
  createApi: (run) => ({
    access: exchangeAccess(run),
    authentication: exchangeAuthentication(run),
    cache: cache(run),
    transaction: transactionMetadata(run, () => assertSwitch(run, 'exchangeTransactionMetadata')),
    user: exchangeUser(run),
  }),
}
