import { createClock } from '../../../scripts/local-tenant/clock.ts'
import { createActionRuntime } from '../../../scripts/local-tenant/runtime/create-action-runtime.ts'
import type { SigningKey } from '../../../scripts/local-tenant/signing-key.ts'
import { emptyState } from '../../../scripts/local-tenant/store.ts'

/** A program that logs in once, prints the outcome, and forgets to stop the runtime. */
const now = new Date().toISOString()
const supported_triggers = [{ id: 'post-login', version: 'v3' }]
const code =
  "exports.onExecutePostLogin = async (e, api) => { api.user.setAppMetadata('ran', true) }"
const common = { code, runtime: 'node22', dependencies: [], secrets: [], supported_triggers }
const state = emptyState()
state.actionVersions.set('v', { ...common, id: 'v', action_id: 'a', number: 1, created_at: now })
state.actions.set('a', {
  ...common,
  id: 'a',
  name: 'guard',
  built_at_ms: 0,
  created_at: now,
  updated_at: now,
  deployed_version_id: 'v',
  all_changes_deployed: true,
})
const binding = { id: 'b', trigger_id: 'post-login', action_id: 'a', display_name: 'guard' }
state.bindings.set('post-login', [binding])
const runtime = createActionRuntime({
  state,
  clock: createClock(),
  domain: 'tenant.example.test',
  issuer: 'https://tenant.example.test/',
  tenantId: 'example',
  signingKey: {} as SigningKey,
})
const outcome = await runtime.runTrigger('post-login', 'onExecutePostLogin', {
  tenant: { id: 'example' },
  user: { app_metadata: {}, user_metadata: {} },
})
console.log(JSON.stringify(outcome))
