/**
 * Loaded into the Deploy CLI's process beside it. It removes what makes one import take 12 s: most of the
 * compiled schema of prompts, the throttle, and, unless they are to be kept, the fixed waits. The sequence of
 * requests stays as it is; `test/gateway/same-writes.proof.test.ts` shows that for the installed version.
 */
const prompts = require('auth0-deploy-cli/lib/tools/auth0/handlers/prompts')
const utils = require('auth0-deploy-cli/lib/tools/utils')
const pools = require('promise-pool-executor')

const promptsSchema = prompts.schema
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

/**
 * Of the schema of prompts, 8 MB of texts in every language, only what the folder speaks of is compiled. It
 * demands nothing and forbids nothing, so that what is absent is not judged by the whole of it either.
 */
exports.fitPromptsSchema = ({ prompts: loaded }) => {
  const { default: schema } = require('auth0-deploy-cli/lib/tools/auth0/schema')
  schema.properties.prompts = spokenOf(promptsSchema, loaded ?? {}, 2)
}

function spokenOf(schema, value, depth) {
  if (depth === 0 || typeof value !== 'object' || value === null) return schema
  const properties = Object.entries(schema.properties ?? {})
    .filter(([name]) => name in value)
    .map(([name, inner]) => [name, spokenOf(inner, value[name], depth - 1)])
  return { ...schema, properties: Object.fromEntries(properties) }
}
