import { isDisarmed } from '../../bundle/disarm-rulebook.ts'
import { boundActions, type ResourceEffect } from '../../gateway/net-effect.ts'
import type { Rehearsal } from '../../gateway/rehearse.ts'
import {
  listActions,
  listClients,
  listConnections,
  listOrganizations,
  listRoles,
} from '../../gateway/tenant-lists.ts'
import { openVirtualTenant } from '../../gateway/virtual-tenant.ts'
import { isObject, type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'
import type { Fault } from '../../ground/user-fault.ts'
import { clientReferences } from './unresolved-references.ts'
import { wouldRun } from './would-run.ts'

export type JudgedRehearsal = Pick<Rehearsal, 'assets' | 'effects' | 'tenant'> & {
  /** Of the clients that this deploy, or the guard, signs in with. */
  readonly ownClientIds: ReadonlySet<string>
  /** Of this deploy alone. */
  readonly deployClientId: string
  /** Names of Actions that earlier deploys from here shipped: git may have dropped them since. */
  readonly shipped: readonly string[]
  readonly keeps: Readonly<Partial<Record<string, readonly string[]>>>
  /** What one types after a command to change this tenant: its options. */
  readonly address: string
}

/** What about the tenant as it is, or about what would be done to it, forbids a deploy. */
export async function judgeRehearsal(judged: JudgedRehearsal): Promise<readonly Fault[]> {
  const { effects, tenant } = judged
  const actions = await listActions(tenant)
  const down = actions.filter(isGuardDown)
  const twice = await namedTwice(judged)
  return [
    ...(down.length === 0
      ? []
      : [
          disarmed(
            down.map(({ name }) => textOf(name)),
            judged.address,
          ),
        ]),
    ...twice.map(ambiguous),
    ...(await judgeOwnClient(judged)),
    // Of two of one name, one goes in any folder.
    ...deletedAndCreated(effects.filter((one) => !twice.includes(keyOf(one)))),
    ...foreignBindings(judged, actions),
    ...(await stillBound(judged)),
  ]
}

const isGuardDown = ({ deployed_version: deployed, code }: JsonObject): boolean =>
  isDisarmed(textOf(isObject(deployed) ? deployed.code : code))

/** Collections in which the Deploy CLI finds things by their name, and takes the first. */
const NAMED = [
  [['clients'], listClients],
  [['connections', 'databases'], listConnections],
  [['organizations'], listOrganizations],
  [['roles'], listRoles],
] as const

async function namedTwice({
  assets,
  effects,
  tenant,
}: JudgedRehearsal): Promise<readonly string[]> {
  const gone = effects.filter(({ kind }) => kind === 'delete').map(keyOf)
  const judged = NAMED.map(async ([types, list]) => {
    const wanted = types.flatMap((type) => namesOf(type, assets).map((name) => ({ type, name })))
    if (wanted.length === 0) return []
    const [now, then] = await Promise.all([openVirtualTenant(tenant.snapshot), tenant].map(list))
    const isTwice = (name: string, items: readonly JsonObject[] = []): boolean =>
      items.filter((one) => one.name === name).length > 1
    return wanted
      .filter(
        (one) => isTwice(one.name, then) || (gone.includes(keyOf(one)) && isTwice(one.name, now)),
      )
      .map(keyOf)
  })
  return (await Promise.all(judged)).flat()
}

const keyOf = ({ type, name }: { readonly type: string; readonly name: string }): string =>
  `${type}/${name}`

/** Applications are found by name wherever one is named, also where they are not git's. */
const namesOf = (type: string, assets: JsonObject): readonly string[] => [
  ...new Set(
    [...objectsIn(assets[type]), ...(type === 'clients' ? clientReferences(assets) : [])].map(
      ({ name }) => textOf(name),
    ),
  ),
]

/** The Deploy CLI passes over the client it signs in with, and its grants: a plan for them would say nothing. */
async function judgeOwnClient({
  assets,
  tenant,
  ownClientIds,
  deployClientId,
}: JudgedRehearsal): Promise<readonly Fault[]> {
  const wanted = objectsIn(assets.clients).map(({ name }) => textOf(name))
  const granted = objectsIn(assets.clientGrants).map(({ client_id: client }) => textOf(client))
  if (wanted.length === 0 && granted.length === 0) return []
  const clients = await listClients(tenant)
  const own = clients.filter(({ client_id: id }) => ownClientIds.has(textOf(id)))
  const name = textOf(own.find(({ client_id: id }) => id === deployClientId)?.name)
  const isGranted = granted.some((client) => client === deployClientId || client === name)
  return [
    ...own
      .map((client) => textOf(client.name))
      .filter((one) => wanted.includes(one))
      .map((one) => ownClient(`clients/${one}`)),
    ...(isGranted ? [ownClient(`the grant of ${name}`)] : []),
  ]
}

/** A thing that one handler of the Deploy CLI makes and another takes for superfluous. */
function deletedAndCreated(effects: readonly ResourceEffect[]): readonly Fault[] {
  const collection = ({ root }: ResourceEffect): string => root.slice(0, root.lastIndexOf('/'))
  const wanted = effects.filter(({ kind }) => kind !== 'delete')
  return effects
    .filter(({ kind }) => kind === 'delete')
    .filter((gone) =>
      wanted.some((one) => collection(one) === collection(gone) && one.name === gone.name),
    )
    .map(({ type, name }) => bothWays(`${type}/${name}`))
}

/** The tenant takes the whole list of a trigger or nothing: what somebody else bound would go. */
function foreignBindings(
  { assets, effects, shipped, keeps }: JudgedRehearsal,
  actions: readonly JsonObject[],
): readonly Fault[] {
  const inGit = new Set(objectsIn(assets.actions).map(({ name }) => textOf(name)))
  const isOurs = (name: string): boolean =>
    inGit.has(name) || shipped.includes(name) || (keeps.actions ?? []).includes(name)
  const isFromMarketplace = (name: string): boolean =>
    actions.some((action) => action.name === name && 'integration' in action)
  return effects
    .filter(({ type }) => type === 'triggers')
    .flatMap(({ name: trigger, before, after }) =>
      boundActions(before)
        .filter((action) => !boundActions(after).includes(action))
        .filter((action) => !isOurs(action) && !isFromMarketplace(action))
        .map((action) => foreign(trigger, action)),
    )
}

/** An Action that goes while a trigger that git does not name goes on running it. */
async function stillBound({ effects, tenant }: JudgedRehearsal): Promise<readonly Fault[]> {
  const gone = effects.filter(({ kind, type }) => kind === 'delete' && type === 'actions')
  const faults = gone.map(async ({ name, before }) => {
    const triggers = objectsIn(before.supported_triggers).map(({ id }) => textOf(id))
    const running = await Promise.all(
      triggers.map(async (trigger) =>
        (await wouldRun(trigger, tenant)).includes(name) ? [actionStillBound(name, trigger)] : [],
      ),
    )
    return running.flat()
  })
  return (await Promise.all(faults)).flat()
}

const ambiguous = (key: string): Fault => ({
  code: 'name_ambiguous',
  message: `the tenant has more than one \`${key}\``,
  fix: 'rename all but one of them: a deploy must not change whichever comes first',
})

const bothWays = (key: string): Fault => ({
  code: 'deleted_and_created',
  message: `the Deploy CLI would delete \`${key}\`, which the same commit creates or changes`,
  fix: 'look at the folder it stands in: a database belongs in `tenant/database-connections`',
})

const foreign = (trigger: string, action: string): Fault => ({
  code: 'binding_unknown',
  message: `\`${trigger}\` runs \`${action}\`, which git does not know, and a deploy would unbind it`,
  fix: `add \`${action}\` to \`tenant/triggers\` where it belongs in the order, and to \`keeps.actions\` of the environment, so that it stays; or unbind it in the tenant first; if it was ours and git dropped it, deploy where its receipts are, with the credentials that sealed them`,
})

const actionStillBound = (name: string, trigger: string): Fault => ({
  code: 'action_still_bound',
  message: `\`${name}\` is not in git any more, but \`${trigger}\`, which \`tenant/triggers\` does not name, still runs it`,
  fix: `name \`${trigger}\` in \`tenant/triggers\` with what it shall run; \`[]\` for nothing`,
})

const TENANT_DISARMED = 'tenant_disarmed'

/** Whoever took the guard down knows that the tenant differs from git: what differs is no news. */
export const ofDisarmed = (refusals: readonly Fault[]): readonly Fault[] =>
  refusals.filter(({ code }) => code === TENANT_DISARMED)

const disarmed = (names: readonly string[], address: string): Fault => ({
  code: TENANT_DISARMED,
  message: `disarmed: ${names.map((name) => `\`${name}\``).join(', ')}: somebody took the guard down, and a deploy would put it up again`,
  fix: `run \`npm run rearm -- ${address}\` when the night is over`,
})

const ownClient = (what: string): Fault => ({
  code: 'own_client',
  message: `\`${what}\` is of the client that this deploy or the guard signs in with`,
  fix: 'take it out of the tenant folder',
})
