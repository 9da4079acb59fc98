/**
 * Loaded into the Deploy CLI's process before it. It removes what makes one import take 12 s: the compiled
 * schema of prompts, the throttle, and, unless they are to be kept, the fixed waits. The sequence of
 * requests stays as it is; `test/gateway/same-writes.test.ts` shows that for the installed version.
 */
const prompts = require('auth0-deploy-cli/lib/tools/auth0/handlers/prompts')
const utils = require('auth0-deploy-cli/lib/tools/utils')
const pools = require('promise-pool-executor')

const promptsSchema = prompts.schema
prompts.schema = { type: 'object' }
pools.PromisePoolExecutor = class extends pools.PromisePoolExecutor {
  constructor({ concurrencyLimit }) {
    super({ concurrencyLimit })
  }
}

/** After a creation Auth0 may need a moment before it knows what it has made. */
exports.skipWaits = () => {
  utils.sleep = () => new Promise((resolve) => setTimeout(resolve, 5))
}

/** Where a folder has texts of prompts, they are validated after all. */
exports.validatePrompts = ({ prompts: loaded }) => {
  const { default: schema } = require('auth0-deploy-cli/lib/tools/auth0/schema')
  const isPlain = Object.values(loaded ?? {}).every((part) => typeof part !== 'object')
  if (!isPlain) schema.properties.prompts = promptsSchema
}
