import { type JsonObject, objectsIn, textOf } from '../json-value.ts'
import {
  type ActualTenant,
  type DesiredTenant,
  keyOf,
  type RemoteResource,
  type Resource,
  type ResourceType,
} from '../tenant-state/resource.ts'
import { compareAction, compareCode, type KnownSecrets } from './compare-action.ts'
import { compareFields } from './compare-fields.ts'
import { deletionNotes, withMeaning } from './consequences.ts'
import type { Change, Plan } from './plan.ts'
import { planBindings } from './plan-bindings.ts'
import { judgeTenant } from './refusals.ts'

export type PlanInputs = {
  readonly environment: string
  readonly domain: string
  readonly keyId: string | null
  /** With its secrets sealed. */
  readonly desired: DesiredTenant
  readonly actual: ActualTenant
  readonly known: KnownSecrets
  /** Names of Actions that earlier deploys from here shipped: git may have dropped them since. */
  readonly shipped: readonly string[]
}

/** What has to be done to `actual` so that it is as `desired` says. Pure: equal inputs, equal plan. */
export function planChanges(inputs: PlanInputs): Plan {
  const { desired, actual, environment, domain, keyId, shipped } = inputs
  const wanted = desired.resources.filter(({ type }) => type !== 'triggers')
  const planned = wanted.map((resource) => planResource(resource, inputs))
  const bindings = planBindings(desired, actual, shipped)
  return {
    version: 1,
    environment,
    domain,
    desired: desired.hash,
    keyId,
    changes: [
      ...planned.flatMap(({ change }) => (change === null ? [] : [change])),
      ...bindings.changes,
      ...planDeletions(desired, actual),
    ],
    refusals: [...judgeTenant(desired, actual), ...bindings.refusals],
    notes: [...desired.notes, ...planned.flatMap(({ notes }) => notes), ...bindings.notes],
    fingerprints: Object.fromEntries(
      actual.resources.map((resource) => [keyOf(resource), resource.fingerprint]),
    ),
  }
}

type Planned = { readonly change: Change | null; readonly notes: readonly string[] }

function planResource(desired: Resource, { actual, known, keyId }: PlanInputs): Planned {
  const existing = actual.resources.find((remote) => keyOf(remote) === keyOf(desired))
  if (existing === undefined) return { change: planCreation(desired), notes: [] }
  if (desired.type === 'actions') {
    return planAction(desired, existing, known[desired.name] ?? {}, keyId)
  }
  const fields = compareFields(desired.value, existing.value).map((field) =>
    withMeaning(desired.type, field),
  )
  if (fields.length === 0) return { change: null, notes: [] }
  const { type, name } = desired
  const notes = [...keptNotes(desired, existing)]
  return { change: { kind: 'update', type, name, id: existing.id, notes, fields }, notes: [] }
}

function planAction(
  desired: Resource,
  existing: RemoteResource,
  known: KnownSecrets[string],
  keyId: string | null,
): Planned {
  const { fields, code, notes } = compareAction(desired, existing, known, keyId)
  const { type, name } = desired
  const prefixed = notes.map((note) => `${name}: ${note}`)
  if (fields.length === 0 && code === null) return { change: null, notes: prefixed }
  return {
    change: {
      kind: 'update',
      type,
      name,
      id: existing.id,
      notes: [],
      fields: [...fields],
      ...(code === null ? {} : { code }),
    },
    notes: prefixed,
  }
}

function planCreation({ type, name, value }: Resource): Change {
  const { code: text, secrets, ...settings } = value
  const code = type === 'actions' ? compareCode(name, null, textOf(text)) : null
  return {
    kind: 'create',
    type,
    name,
    notes: [],
    fields: [
      ...compareFields(type === 'actions' ? settings : value, {}),
      ...(type === 'actions' ? objectsIn(secrets) : []).map((secret) => ({
        path: `secrets[${textOf(secret.name)}]`,
        kind: 'added' as const,
      })),
    ],
    ...(code === null ? {} : { code }),
  }
}

/** What git does not have, of the types it manages. Only what may be removed at all. */
function planDeletions(desired: DesiredTenant, actual: ActualTenant): readonly Change[] {
  const wanted = new Set(desired.resources.map(keyOf))
  const removable = ({ type, keptBecause }: RemoteResource): boolean =>
    keptBecause === null && type !== 'triggers' && !SINGLE.includes(type)
  return actual.resources
    .filter((remote) => removable(remote) && !wanted.has(keyOf(remote)))
    .map(({ type, name, id }) => ({
      kind: 'delete',
      type,
      name,
      id,
      notes: [...deletionNotes({ type })],
    }))
}

const SINGLE: readonly ResourceType[] = ['attackProtection', 'prompts', 'tenant']

/** Told because the plain Deploy CLI would take away what it does not find in a file. */
function keptNotes(desired: Resource, existing: RemoteResource): readonly string[] {
  const { type, value } = desired
  if (type === 'organizations') {
    return ['connections', 'client_grants']
      .filter((member) => !(member in value) && objectsIn(existing.value[member]).length > 0)
      .map((member) => `${member}: not in git, so kept; the Deploy CLI alone would unlink them`)
  }
  if (type === 'roles' && !('permissions' in value)) {
    return ['permissions: not in git, so kept; the Deploy CLI alone would remove them']
  }
  if (type !== 'connections') return []
  const declared = (value.options ?? {}) as JsonObject
  const others = Object.keys((existing.value.options ?? {}) as JsonObject).filter(
    (name) => !(name in declared),
  )
  if (others.length === 0) return []
  return [
    `options ${others.sort().join(', ')}: not in git, so kept; the Deploy CLI alone would drop them`,
  ]
}
