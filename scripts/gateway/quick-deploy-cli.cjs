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

const { sleep } = utils
let isWaiting = true
utils.sleep = (ms) => (isWaiting ? sleep(ms) : new Promise((resolve) => setTimeout(resolve, 5)))

/** After a creation Auth0 may need a moment before it knows what it has made. */
exports.setWaits = (waits) => {
  isWaiting = waits
}

/** Where a folder has texts of prompts, they are validated after all. */
exports.fitPromptsSchema = ({ prompts: loaded }) => {
  const { default: schema } = require('auth0-deploy-cli/lib/tools/auth0/schema')
  const { customText = {}, partials = {} } = loaded ?? {}
  const hasTexts = [customText, partials].some((texts) => Object.keys(texts).length > 0)
  schema.properties.prompts = hasTexts ? promptsSchema : prompts.schema
}
