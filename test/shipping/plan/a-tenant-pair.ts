import type { JsonObject } from '../../../scripts/json-value.ts'
import type { PlanInputs } from '../../../scripts/shipping/plan/plan-changes.ts'
import {
  type ActualTenant,
  type DesiredTenant,
  keyOf,
  type RemoteResource,
  type Resource,
  type ResourceType,
} from '../../../scripts/shipping/tenant-state/resource.ts'

/** What git wants and what a tenant has: by default the same, one guard bound to one trigger. */

export const GUARD_CODE = 'exports.onExecutePostLogin = async () => {}\n'

export const wanted = (type: ResourceType, name: string, value: JsonObject = {}): Resource => ({
  type,
  name,
  value: { name, ...value },
})

export const aGuard = (value: JsonObject = {}): Resource =>
  wanted('actions', 'guard', {
    code: GUARD_CODE,
    runtime: 'node22',
    dependencies: [],
    secrets: [{ name: 'KEY', value: { $secret: 'KEY', $fingerprint: 'as-uploaded' } }],
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
    deployed: true,
    ...value,
  })

export const aTrigger = (...names: readonly string[]): Resource => ({
  type: 'triggers',
  name: 'post-login',
  value: { bindings: names.map((name) => ({ action_name: name, display_name: name })) },
})

/** The same thing in the tenant; `differences` are what is not the same. */
export const existing = (
  resource: Resource,
  differences: Partial<RemoteResource> = {},
): RemoteResource => {
  const { code, ...settings } = resource.value
  return {
    ...resource,
    id: `id of ${keyOf(resource)}`,
    fingerprint: `print of ${keyOf(resource)}`,
    keptBecause: null,
    ...(resource.type === 'actions'
      ? {
          value: settings,
          action: {
            code: String(code),
            versionId: 'version 1',
            versionNumber: 1,
            hasOtherDraft: false,
            secretsWrittenAt: { KEY: 'yesterday' },
          },
        }
      : {}),
    ...differences,
  }
}

export const desiredTenant = (...resources: readonly Resource[]): DesiredTenant => ({
  types: [...new Set(resources.map(({ type }) => type))],
  resources,
  hash: 'desired',
  notes: [],
})

export const actualTenant = (...resources: readonly RemoteResource[]): ActualTenant => {
  const names = (...types: readonly ResourceType[]): readonly string[] =>
    resources.filter(({ type }) => types.includes(type)).map(({ name }) => name)
  return {
    resources,
    names: {
      actions: names('actions'),
      clients: names('clients'),
      connections: names('connections', 'databases'),
    },
  }
}

/** A receipt that knows the guard's secret as it is. */
export const KNOWN = {
  guard: { KEY: { fingerprint: 'as-uploaded', keyId: 'key', writtenAt: 'yesterday' } },
}

export const inputs = (
  desired: DesiredTenant,
  actual: ActualTenant,
  differences: Partial<PlanInputs> = {},
): PlanInputs => ({
  environment: 'local',
  domain: 'tenant.example.com',
  keyId: 'key',
  known: KNOWN,
  shipped: [],
  ...differences,
  desired,
  actual,
})
