/**
 * Runs the unmodified Deploy CLI in a process that can reach nobody: each of its requests goes to the
 * parent, which answers. Its settings come the same way, so that nothing is in arguments, environment or
 * on disk; `env: false` keeps it from taking this process's environment for keyword values. The token
 * it is given is none. Plain JavaScript: it is started as it stands.
 */
import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { confineReads, readWithin } from './confine-reads.mjs'
import { onParentMessage, tellParent } from './parent-channel.mjs'
import { shutProcess } from './shut-process.mjs'

const require = createRequire(import.meta.url)

// Whatever would go around the gateway does not go at all.
shutProcess()
confineReads()

const waiting = new Map()
let asked = 0

globalThis.fetch = async (input, init = {}) => {
  const request = input instanceof Request ? input : null
  const body = init.body ?? (request === null ? undefined : await request.text())
  asked += 1
  const id = asked
  const answer = new Promise((resolve) => waiting.set(id, resolve))
  tellParent({
    kind: 'request',
    id,
    method: (init.method ?? request?.method ?? 'GET').toUpperCase(),
    url: request?.url ?? String(input),
    ...(body ? { body: String(body) } : {}),
  })
  const { status, text } = await answer
  const isBodiless = status === 204 || status === 205 || status === 304
  return new Response(isBodiless ? null : text, {
    status,
    headers: { 'content-type': 'application/json' },
  })
}

// At once, while nobody waits for it yet; and as a whole: some of its parts do not load alone.
const { default: deployCli } = require('auth0-deploy-cli')

onParentMessage((message) => {
  if (message.kind === 'answer') {
    waiting.get(message.id)?.(message)
    waiting.delete(message.id)
  } else {
    run(message)
  }
})

let quick = null
let isTelling = false
let isOnlyValidated = false
let refusals = []

/** What it has loaded is told before it is validated, which fills in defaults; and what it warns of. */
function tellLoaded() {
  if (isTelling) return
  isTelling = true
  const { default: logger } = require('auth0-deploy-cli/lib/logger')
  for (const level of ['warn', 'error']) {
    const say = logger[level].bind(logger)
    logger[level] = (message, ...more) => {
      tellParent({ kind: 'warned', text: String(message) })
      return say(message, ...more)
    }
  }
  const { default: Auth0 } = require('auth0-deploy-cli/lib/tools/auth0')
  const { validate, processChanges } = Auth0.prototype
  Auth0.prototype.validate = async function tellAndValidate() {
    tellParent({ kind: 'loaded', assets: JSON.parse(JSON.stringify(this.assets)) })
    quick?.fitPromptsSchema(this.assets)
    try {
      await validate.call(this)
    } catch (error) {
      if (isOnlyValidated) refusals = await require('./every-refusal.cjs').everyRefusal(this)
      throw error
    }
  }
  Auth0.prototype.processChanges = async function goOn() {
    if (!isOnlyValidated) await processChanges.call(this)
  }
}

async function deploy(folder, config) {
  readWithin(statSync(folder).isDirectory() ? folder : dirname(folder))
  await deployCli.deploy({ input_file: folder, config, env: false })
}

async function run({ folder, config, pace, ...only }) {
  isOnlyValidated = only.isOnlyValidated
  refusals = []
  if (pace !== 'as it comes') quick ??= require('./quick-deploy-cli.cjs')
  quick?.setWaits(pace !== 'without waits')
  tellLoaded()
  const failure = await deploy(folder, config).then(
    () => null,
    (error) => ({
      // The Deploy CLI's own fields: the resource type and the step that failed.
      type: String(error.type ?? ''),
      stage: String(error.stage ?? ''),
      message: String(error.message ?? error),
    }),
  )
  tellParent({ kind: 'ended', failure, refusals })
}
