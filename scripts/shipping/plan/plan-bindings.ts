import type { Fault } from '../../failures.ts'
import { objectsIn, textOf } from '../json-value.ts'
import {
  type ActualTenant,
  type DesiredTenant,
  keyOf,
  type RemoteResource,
  type Resource,
} from '../tenant-state/resource.ts'
import type { ChangeOf } from './plan.ts'

export type PlannedBindings = {
  readonly changes: readonly ChangeOf<'bind'>[]
  readonly refusals: readonly Fault[]
  readonly notes: readonly string[]
}

/**
 * Triggers: which Actions run, in which order. The tenant takes the whole list or nothing, so an
 * Action that somebody else bound would be unbound without a word; that is refused instead. Pure.
 */
export function planBindings(
  desired: DesiredTenant,
  actual: ActualTenant,
  shipped: readonly string[],
): PlannedBindings {
  const triggers = desired.resources.filter(({ type }) => type === 'triggers')
  const remote = actual.resources.filter(({ type }) => type === 'triggers')
  const managed = triggers.map((trigger) => ({
    trigger,
    existing: remote.find(({ name }) => name === trigger.name),
  }))
  const unmanaged = remote.filter(({ name }) => triggers.every((trigger) => trigger.name !== name))
  return {
    changes: managed.flatMap(({ trigger, existing }) => planTrigger(trigger, existing)),
    refusals: [
      ...managed.flatMap(({ trigger, existing }) =>
        foreignActions(trigger, existing, desired, actual)
          .filter((name) => !shipped.includes(name))
          .map((name) => foreign(trigger.name, name)),
      ),
      ...unmanaged.flatMap((trigger) => stillBound(trigger, desired, actual)),
    ],
    notes: unmanaged.flatMap(leftAsItIs),
  }
}

function planTrigger(
  trigger: Resource,
  existing: RemoteResource | undefined,
): readonly ChangeOf<'bind'>[] {
  const before = actionNames(existing)
  const after = actionNames(trigger)
  const isSame = before.join('\n') === after.join('\n') && !isRelabelled(trigger, existing)
  if (isSame) return []
  const { type, name } = trigger
  return [{ kind: 'bind', type, name, notes: bindingNotes(before, after), before, after }]
}

function bindingNotes(before: readonly string[], after: readonly string[]): string[] {
  const unbound = before.filter((name) => !after.includes(name))
  const sameSet = before.length === after.length && unbound.length === 0
  return [
    ...unbound.map((name) => `\`${name}\` no longer runs`),
    ...(sameSet && before.join() !== after.join() ? ['only the order changes'] : []),
  ]
}

const actionNames = (trigger: Resource | undefined): string[] =>
  objectsIn(trigger?.value.bindings).map(({ action_name: name }) => textOf(name))

// A label that git does not give is the tenant's to choose.
function isRelabelled(trigger: Resource, existing: RemoteResource | undefined): boolean {
  const labels = objectsIn(existing?.value.bindings)
  return objectsIn(trigger.value.bindings).some(
    ({ display_name: label }, index) =>
      textOf(label) !== '' && label !== labels[index]?.display_name,
  )
}

function foreignActions(
  trigger: Resource,
  existing: RemoteResource | undefined,
  desired: DesiredTenant,
  actual: ActualTenant,
): readonly string[] {
  const inGit = new Set(desired.resources.map(keyOf))
  const isKept = (name: string): boolean =>
    actual.resources.some(
      (remote) => keyOf(remote) === `actions/${name}` && remote.keptBecause !== null,
    )
  const listed = actionNames(trigger)
  return actionNames(existing).filter(
    (name) => !listed.includes(name) && !inGit.has(`actions/${name}`) && !isKept(name),
  )
}

/** An Action that goes while a trigger that git does not name goes on running it. */
function stillBound(
  trigger: RemoteResource,
  desired: DesiredTenant,
  actual: ActualTenant,
): readonly Fault[] {
  const stays = new Set(desired.resources.map(keyOf))
  const bound = actionNames(trigger)
  return actual.resources
    .filter(({ type, name }) => type === 'actions' && bound.includes(name))
    .filter((remote) => remote.keptBecause === null && !stays.has(keyOf(remote)))
    .map(({ name }) => ({
      code: 'action_still_bound',
      message: `\`${name}\` is not in git any more, but \`${trigger.name}\`, which \`tenant/triggers\` does not name, still runs it`,
      fix: `name \`${trigger.name}\` in \`tenant/triggers\` with what it shall run; \`[]\` for nothing`,
    }))
}

function leftAsItIs(trigger: RemoteResource): readonly string[] {
  const bound = actionNames(trigger)
  const what = bound.length === 0 ? 'nothing is bound' : `${bound.join(', ')} stays bound`
  return [`${trigger.name}: not in triggers.json, so left as it is: ${what}`]
}

const foreign = (trigger: string, action: string): Fault => ({
  code: 'binding_unknown',
  message: `\`${trigger}\` runs \`${action}\`, which git does not know, and a deploy would unbind it`,
  fix: `add \`${action}\` to \`tenant/triggers\` where it belongs in the order, or unbind it in the tenant first; if it was ours and git dropped it, deploy where its receipts are`,
})
