/**
 * The runtimes of rows other than post-login v1 and v3 are assumed alike. The last three are not in
 * that record.
 * @fact A tenant answers `GET /actions/triggers` with 20 versions of 13 ids. (recordings of
 * auth0-deploy-cli's own tests, triggers; recorded 2026-08-10)
 * @fact Tenants that send mail through an Action have the last three. (`ActionTriggerTypeEnum` of
 * auth0 7.1.0; auth0-deploy-cli pull request 950; read 2026-11-30)
 */
export type Trigger = {
  readonly id: string
  readonly version: string
  readonly status: 'CURRENT' | 'DEPRECATED'
  readonly runtimes: readonly string[]
  readonly default_runtime: string
  readonly binding_policy: 'trigger-bound' | 'entity-bound'
  readonly compatible_triggers: readonly { readonly id: string; readonly version: string }[]
}

const current = (
  id: string,
  version: string,
  binding_policy: Trigger['binding_policy'] = 'trigger-bound',
): Trigger => ({
  id,
  version,
  status: 'CURRENT',
  runtimes: ['node18-actions', 'node22'],
  default_runtime: 'node22',
  binding_policy,
  compatible_triggers: [],
})

const deprecated = (id: string, version: string): Trigger => ({
  ...current(id, version),
  status: 'DEPRECATED',
  runtimes: ['node22'],
  default_runtime: 'node12',
})

export const TRIGGER_CATALOGUE: readonly Trigger[] = [
  { ...current('post-login', 'v3'), compatible_triggers: [{ id: 'post-login', version: 'v2' }] },
  current('post-login', 'v2'),
  deprecated('post-login', 'v1'),
  current('credentials-exchange', 'v2'),
  deprecated('credentials-exchange', 'v1'),
  current('pre-user-registration', 'v2'),
  deprecated('pre-user-registration', 'v1'),
  current('post-user-registration', 'v2'),
  deprecated('post-user-registration', 'v1'),
  current('post-change-password', 'v2'),
  deprecated('post-change-password', 'v1'),
  current('send-phone-message', 'v2'),
  deprecated('send-phone-message', 'v1'),
  current('password-reset-post-challenge', 'v1'),
  current('login-post-identifier', 'v1'),
  current('signup-post-identifier', 'v1'),
  current('custom-token-exchange', 'v1', 'entity-bound'),
  current('event-stream', 'v1', 'entity-bound'),
  current('password-hash-migration', 'v1', 'entity-bound'),
  current('mcp-tool', 'v1', 'entity-bound'),
  current('custom-email-provider', 'v1'),
  current('custom-phone-provider', 'v1'),
  current('post-credential-validation', 'v1'),
]
