import { isDisarmed } from '../../bundle/disarm-rulebook.ts'
import type { Fault } from '../../failures.ts'
import { isObject, type Json, objectsIn, textOf } from '../json-value.ts'
import {
  type ActualTenant,
  type DesiredTenant,
  keyOf,
  type Resource,
} from '../tenant-state/resource.ts'

/** What about the tenant as it is forbids a deploy. Pure. */
export function judgeTenant(desired: DesiredTenant, actual: ActualTenant): readonly Fault[] {
  const wanted = new Set(desired.resources.map(keyOf))
  const keys = actual.resources.map(keyOf)
  const twice = keys.filter((key, index) => wanted.has(key) && keys.indexOf(key) < index)
  const down = actual.resources.filter((remote) => isDisarmed(remote.action?.code ?? null))
  return [
    ...(down.length === 0 ? [] : [disarmed(down.map(({ name }) => name))]),
    ...[...new Set(twice)].map(ambiguous),
    ...desired.resources.flatMap((resource) => immutable(resource, actual)),
    ...actual.resources
      .filter((remote) => wanted.has(keyOf(remote)) && remote.keptBecause === OWN_CLIENT)
      .map(({ name }) => ownClient(name)),
  ]
}

/** The Deploy CLI passes over the client it signs in with, so a plan for it would never be done. */
export const OWN_CLIENT = 'this project signs in with it'

const immutable = (resource: Resource, actual: ActualTenant): readonly Fault[] => {
  const { strategy } = resource.value
  const existing = actual.resources.find((remote) => keyOf(remote) === keyOf(resource))
  const isSame = strategy === undefined || existing === undefined
  if (isSame || existing.value.strategy === strategy) return []
  return [
    {
      code: 'field_immutable',
      message: `\`strategy\` of \`${keyOf(resource)}\` is \`${textOf(existing.value.strategy)}\` in the tenant and cannot become \`${textOf(strategy)}\``,
      fix: 'give the connection another name',
    },
  ]
}

/**
 * Names that lead nowhere. The Deploy CLI drops them without a word, which unlinks an organization
 * or leaves a connection without its application.
 */
export function unresolvedReferences(
  desired: DesiredTenant,
  actual: ActualTenant,
): readonly Fault[] {
  const known = (names: readonly string[], ...types: readonly string[]): ReadonlySet<string> =>
    new Set([
      ...names,
      ...desired.resources.filter(({ type }) => types.includes(type)).map(({ name }) => name),
    ])
  const clients = known(actual.names.clients, 'clients')
  const connections = known(actual.names.connections, 'connections', 'databases')
  const actions = known(actual.names.actions, 'actions')
  return desired.resources.flatMap((resource) => {
    const { value } = resource
    const check = (kind: string, set: ReadonlySet<string>, names: readonly string[]) =>
      names.filter((name) => !set.has(name)).map((name) => unresolved(resource, kind, name))
    switch (resource.type) {
      case 'clientGrants':
        return check('client', clients, textsIn([value.client_id ?? null]))
      case 'connections':
      case 'databases':
        return check('client', clients, textsIn(value.enabled_clients))
      case 'organizations':
        return [
          ...check('connection', connections, members(value.connections, 'name')),
          ...check('client', clients, members(value.client_grants, 'client_id')),
        ]
      case 'triggers':
        return check('action', actions, members(value.bindings, 'action_name'))
      default:
        return []
    }
  })
}

const textsIn = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => !isObject(item)).map(textOf) : []

const members = (value: unknown, member: string): readonly string[] =>
  objectsIn(value).map((item) => textOf(item[member]))

const unresolved = (resource: Resource, kind: string, name: string): Fault => ({
  code: 'reference_unknown',
  message: `\`${keyOf(resource)}\` names the ${kind} \`${name}\`, which is neither in git nor in the tenant`,
  fix: `correct the name, or add the ${kind} first`,
})

const ambiguous = (key: string): Fault => ({
  code: 'name_ambiguous',
  message: `the tenant has more than one \`${key}\``,
  fix: 'rename all but one of them: a deploy must not change whichever comes first',
})

const TENANT_DISARMED = 'tenant_disarmed'

/** Whoever took the guard down knows that the tenant differs from git: what differs is no news. */
export const ofDisarmed = (refusals: readonly Fault[]): readonly Fault[] =>
  refusals.filter(({ code }) => code === TENANT_DISARMED)

const disarmed = (names: readonly string[]): Fault => ({
  code: TENANT_DISARMED,
  message: `disarmed: ${names.map((name) => `\`${name}\``).join(', ')}: somebody took the guard down, and a deploy would put it up again`,
  fix: 'run `npm run rearm` when the night is over',
})

const ownClient = (name: string): Fault => ({
  code: 'own_client',
  message: `\`clients/${name}\` is the client that this deploy signs in with`,
  fix: 'take it out of the tenant folder',
})
