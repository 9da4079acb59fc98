/**
 * Preloaded into the Deploy CLI's process by the sweep, and nowhere else. It removes what makes one
 * import take 12 s, the compiled schema of prompts, the fixed sleeps and the throttle, and leaves
 * the sequence of requests as it is (measured against auth0-deploy-cli 8.44.0, 2026-11-22).
 */
const prompts = require('auth0-deploy-cli/lib/tools/auth0/handlers/prompts')
const utils = require('auth0-deploy-cli/lib/tools/utils')
const pools = require('promise-pool-executor')

prompts.schema = { type: 'object' }
utils.sleep = () => new Promise((resolve) => setTimeout(resolve, 5))
pools.PromisePoolExecutor = class extends pools.PromisePoolExecutor {
  constructor({ concurrencyLimit }) {
    super({ concurrencyLimit })
  }
}
