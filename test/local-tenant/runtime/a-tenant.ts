import { afterAll, onTestFinished } from 'vitest'
import { createClock } from '../../../scripts/local-tenant/clock.ts'
import {
  type ActionRuntimeOptions,
  createActionRuntime,
} from '../../../scripts/local-tenant/runtime/create-action-runtime.ts'
import type {
  RunOptions,
  TriggerEvent,
  TriggerOutcome,
} from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import type { SigningKey } from '../../../scripts/local-tenant/signing-key.ts'
import { emptyState, type JsonObject, type Tenant } from '../../../scripts/local-tenant/store.ts'

export const NOON_MS = Date.UTC(2030, 5, 1, 12)
const NOON = new Date(NOON_MS).toISOString()
// Slow to make, and no Action ever meets it.
const signingKey = {} as SigningKey

export function aTenant(): Tenant {
  return {
    state: emptyState(),
    clock: createClock(NOON_MS),
    domain: 'tenant.example.test',
    issuer: 'https://tenant.example.test/',
    tenantId: 'example',
    signingKey,
  }
}

export type UploadedAction = {
  name?: string
  code: string
  secrets?: Record<string, string>
  trigger?: string
  dependencies?: { name: string; version: string }[]
  id?: string
}

/** Uploads, deploys and binds, after whatever is bound already. Returns the Action's id. */
export function bind(tenant: Tenant, uploaded: UploadedAction): string {
  const { name = 'guard', code, trigger = 'post-login' } = uploaded
  const id = uploaded.id ?? `act_${name}`
  const supported_triggers = [{ id: trigger, version: 'v3' }]
  const secrets = Object.entries(uploaded.secrets ?? {}).map(([secret, value]) => ({
    name: secret,
    value,
    updated_at: NOON,
  }))
  const { dependencies = [] } = uploaded
  const common = { code, runtime: 'node22', dependencies, secrets, supported_triggers }
  tenant.state.actions.set(id, {
    ...common,
    id,
    name,
    built_at_ms: NOON_MS,
    created_at: NOON,
    updated_at: NOON,
    deployed_version_id: null,
    all_changes_deployed: true,
  })
  const bindings = tenant.state.bindings.get(trigger) ?? []
  const binding = { id: `bin_${name}`, trigger_id: trigger, action_id: id, display_name: name }
  tenant.state.bindings.set(trigger, [...bindings, binding])
  deploy(tenant, id, code)
  return id
}

/** Deploys a text as the Action's next version. */
export function deploy(tenant: Tenant, actionId: string, code: string): string {
  const action = tenant.state.actions.get(actionId)
  if (action === undefined) throw new Error(`no Action ${actionId}`)
  const number = tenant.state.actionVersions.size + 1
  const id = `ver_${action.name}_${number}`
  const { runtime, dependencies, secrets, supported_triggers } = action
  const version = { id, action_id: actionId, number, code, runtime, dependencies, secrets }
  tenant.state.actionVersions.set(id, { ...version, supported_triggers, created_at: NOON })
  action.deployed_version_id = id
  return id
}

export const aLogin = (differences: JsonObject = {}): TriggerEvent => ({
  tenant: { id: 'example' },
  client: { client_id: 'app', name: 'App', metadata: {} },
  connection: { id: 'con_1', name: 'Users', strategy: 'auth0' },
  request: { ip: '192.0.2.1', method: 'GET', query: {}, body: {}, geoip: {} },
  stats: { logins_count: 1 },
  session: { id: 'session-1' },
  transaction: { protocol: 'oidc-basic-profile', metadata: {} },
  user: { user_id: 'auth0|1', email: 'mira@example.com', app_metadata: {}, user_metadata: {} },
  ...differences,
})

/** A handler of post-login with this body. */
export const handler = (body: string): string =>
  `exports.onExecutePostLogin = async function (event, api) { ${body} }`

export type Login = (differences?: JsonObject) => Promise<TriggerOutcome>

/**
 * A runtime that ends with the test, and a way to log in through it. Its budgets end by jumps of the
 * tenant's clock, unless the test is about a budget of its own.
 */
export function aRuntime(tenant: Tenant, options: ActionRuntimeOptions = {}) {
  const runtime = createActionRuntime(tenant, {
    holdsTimers: options.timeoutMs === undefined,
    ...options,
  })
  onTestFinished(() => runtime.stop())
  const login: Login = (differences) =>
    runtime.runTrigger('post-login', 'onExecutePostLogin', aLogin(differences))
  return { runtime, login }
}

/** What each trigger calls. */
const HANDLERS = {
  'post-login': 'onExecutePostLogin',
  'pre-user-registration': 'onExecutePreUserRegistration',
  'post-user-registration': 'onExecutePostUserRegistration',
  'post-change-password': 'onExecutePostChangePassword',
  'credentials-exchange': 'onExecuteCredentialsExchange',
  'custom-token-exchange': 'onExecuteCustomTokenExchange',
  'password-reset-post-challenge': 'onExecutePostChallenge',
  'event-stream': 'onExecuteEventStream',
}
export type TriggerId = keyof typeof HANDLERS

/** An Action that runs the body its event brings: no test of a method needs a process of its own. */
const evaluator = (handlerName: string) => `
  const Handler = (async () => {}).constructor
  exports.${handlerName} = async (event, api) => {
    const { body } = event
    delete event.body
    return await new Handler('event', 'api', 'require', 'module', body)(event, api, require, module)
  }`

export type Evaluation = {
  body: string
  trigger?: TriggerId
  /** Differences to `aLogin()`. */
  event?: JsonObject
  switches?: JsonObject
  options?: RunOptions
}

/**
 * One tenant and one process per trigger for all tests of a file; each evaluation finds an empty
 * cache, no switch set and the first execution id.
 */
export function sharedRuntime() {
  const tenant = aTenant()
  const runtime = createActionRuntime(tenant, { holdsTimers: true })
  afterAll(() => runtime.stop())
  for (const [trigger, name] of Object.entries(HANDLERS)) {
    bind(tenant, { id: `act_${trigger}`, trigger, code: evaluator(name) })
  }
  const evaluate = (evaluation: Evaluation): Promise<TriggerOutcome> => {
    const { trigger = 'post-login', body, event = {}, switches = {}, options } = evaluation
    tenant.state.settings.clear()
    tenant.state.settings.set('local-tenant/switches', switches)
    tenant.state.sequence = 0
    return runtime.runTrigger(trigger, HANDLERS[trigger], { ...aLogin(event), body }, options)
  }
  return { tenant, runtime, evaluate }
}

/** One login through Actions with these bodies, in a tenant of their own. */
export async function loginThrough(...bodies: string[]) {
  const tenant = aTenant()
  for (const [i, body] of bodies.entries()) bind(tenant, { name: `a${i + 1}`, code: handler(body) })
  const outcome = await aRuntime(tenant).login()
  return { tenant, outcome }
}

const NOTHING: TriggerOutcome = {
  executionId: 'exe_000000000001',
  refusal: null,
  appMetadata: {},
  userMetadata: {},
  idTokenClaims: {},
  accessTokenClaims: {},
  addedScopes: [],
  removedScopes: [],
}

/** The outcome of a first run, apart from these. */
export const anOutcome = (differences: Partial<TriggerOutcome> = {}): TriggerOutcome => ({
  ...NOTHING,
  ...differences,
})

export const aFailure = (message: string, actionName = 'guard'): TriggerOutcome =>
  anOutcome({ refusal: { kind: 'failed', actionName, message, timedOut: false } })
