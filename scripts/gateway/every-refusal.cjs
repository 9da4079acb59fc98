/**
 * Loaded into the Deploy CLI's process after a validation that failed. It stops at the first thing it does
 * not take; whoever mends a folder wants to know of all. The same schema and the same validations of
 * types, each by itself.
 */
const Ajv = require('ajv/lib/ajv')
const { default: schema } = require('auth0-deploy-cli/lib/tools/auth0/schema')

exports.everyRefusal = async (auth0) => {
  const { assets, handlers } = auth0
  const ofSchema = schemaRefusals(assets)
  const refused = new Set(ofSchema.map(({ type }) => type))
  const ofHandlers = []
  for (const handler of handlers.filter(({ type }) => !refused.has(type))) {
    auth0.handlers = [handler]
    try {
      await auth0.runStage('validate')
    } catch (error) {
      const message = String(error.message ?? error)
      ofHandlers.push({ type: handler.type, stage: 'validate', message, path: [] })
    }
  }
  return [...ofSchema, ...ofHandlers]
}

function schemaRefusals(assets) {
  const ajv = new Ajv({ useDefaults: true, nullable: true, allErrors: true, jsonPointers: true })
  const there = Object.entries(assets).filter(([, value]) => value !== null && value !== undefined)
  if (ajv.validate(schema, Object.fromEntries(there))) return []
  return ajv.errors.filter(isWhole).map(({ dataPath, message, params }) => {
    const path = dataPath
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    const { allowedValues: values, additionalProperty: unknown } = params
    const accepted = values === undefined ? '' : `: ${values.join(', ')}`
    const found = unknown === undefined ? '' : `, such as ${unknown}`
    return {
      type: path[0] ?? '',
      stage: 'validate',
      message: `${message}${accepted}${found}`,
      path: unknown === undefined ? path : [...path, unknown],
    }
  })
}

// What does not fit any branch is one refusal, and not one for each branch.
const isWhole = ({ schemaPath, keyword }) =>
  !/\/(anyOf|oneOf)\/\d/.test(schemaPath) && keyword !== 'if'
