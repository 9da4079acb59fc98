import { asking } from '../../auth0/asking.ts'
import { guardedTrigger } from '../../bundle/bundle-action.ts'
import { fitSecretNames } from '../../bundle/fit-secrets.ts'
import { askTenant } from '../../gateway/ask-tenant.ts'
import { below, CallRefused } from '../../gateway/call.ts'
import { ACTIONS, type Uploads } from '../../gateway/draft-difference.ts'
import type { TenantPort } from '../../gateway/tenant-port.ts'
import { type JsonObject, textOf } from '../../ground/json-value.ts'
import { sha256 } from '../../ground/sha256.ts'
import { type Fault, refuseFaults } from '../../ground/user-fault.ts'
import { checkKeys } from '../../project/check-secrets.ts'
import type { FiledReceipt, ShippedAction } from '../receipts/receipt.ts'
import type { Session } from '../session.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'
import { bindingsMoved } from './bindings-moved.ts'
import { boundTo } from './bound-to.ts'
import { judgeGuards } from './judge-guards.ts'
import { planRestoration, type Restoration, type RestorationStep } from './plan-restoration.ts'
import { readBound } from './read-bound.ts'
import { bindActions, createAction, reviveVersion, shipAction } from './ship-action.ts'

/** Looks at what is needed, and refuses before the first write what cannot be done. */
export async function prepareRestoration(
  session: Session,
  target: FiledReceipt,
  actual: GuardedTenant,
): Promise<Restoration> {
  const { keys } = session.project.environment
  const living = await findLivingVersions(session, target, actual)
  const codes = {
    ...(target.isSealed ? await storedCodes(session, target) : {}),
    ...Object.fromEntries(living.map(({ code }) => [sha256(code), code])),
  }
  const filed = await session.receipts.list()
  const restoration = planRestoration({
    target,
    // Whoever can write a receipt must not decide whose Actions are ours: others' stay bound.
    ours: new Set(
      [...filed.filter(({ isSealed }) => isSealed), target].flatMap(({ receipt }) =>
        receipt.actions.map(({ name }) => name),
      ),
    ),
    actual,
    keys: { signing: keys.signing, alsoVerifying: keys.alsoVerifying },
    codes,
    livingVersions: new Set(living.map(({ id }) => id)),
  })
  refuseFaults([
    ...judgeGuards(target, actual),
    ...restoration.faults,
    ...restoration.steps.flatMap((step) => missingSecrets(step, session)),
    ...wrongKeys(restoration, session),
  ])
  return restoration
}

/** Beside a sealed receipt, which names it by its hash; no other file is believed. */
async function storedCodes(
  { receipts }: Session,
  { receipt }: FiledReceipt,
): Promise<Readonly<Record<string, string | null>>> {
  const hashes = receipt.actions.map(({ sha256: hash }) => hash)
  return Object.fromEntries(
    await Promise.all(hashes.map(async (hash) => [hash, await receipts.readCode(hash)] as const)),
  )
}

type LivingVersion = { readonly id: string; readonly code: string }

/** What of the receipt the tenant itself still has: it vouches for its own code. */
async function findLivingVersions(
  { access }: Session,
  { receipt }: FiledReceipt,
  actual: GuardedTenant,
): Promise<readonly LivingVersion[]> {
  const living = await asking(access.address.domain, 'looking for earlier versions', () =>
    Promise.all(
      receipt.actions.map(async ({ name, version, sha256: hash }) => {
        const id = actual.resources.find((one) => one.type === 'actions' && one.name === name)?.id
        if (id === undefined || version === null) return null
        try {
          const versions = `${below('/actions/actions', id)}/versions`
          const found = await askTenant(access.port, 'GET', below(versions, version.id))
          const code = textOf(found.code)
          return sha256(code) === hash ? { id: version.id, code } : null
        } catch (error) {
          if (error instanceof CallRefused && error.status === 404) return null
          throw error
        }
      }),
    ),
  )
  return living.filter((one) => one !== null)
}

/** What an upload gives it today: the second key of a rotation only where one is going on. */
const secretsOf = (
  { name, secrets }: ShippedAction,
  { project }: Pick<Session, 'project'>,
): readonly string[] =>
  guardedTrigger(name) === null
    ? Object.keys(secrets)
    : fitSecretNames(Object.keys(secrets), project.environment.keys)

/** An upload replaces all secrets, so all of them are needed. */
const missingSecrets = ({ action, how }: RestorationStep, session: Session): readonly Fault[] =>
  how.kind !== 'upload'
    ? []
    : secretsOf(action, session)
        .filter((name) => (session.secrets[name] ?? '') === '')
        .map((name) => ({
          code: 'secret_missing',
          message: `\`${action.name}\` has to be uploaded anew (${how.why}), and its secret \`${name}\` has no value here`,
          fix: `set the environment variable \`${name}\``,
        }))

/** Code uploaded with another key than the one it names would refuse every login. */
const wrongKeys = ({ steps }: Restoration, { project, secrets }: Session): readonly Fault[] =>
  steps.some(({ how }) => how.kind === 'upload') ? checkKeys(project, secrets) : []

/**
 * Does it: first every Action, then the bindings, each list in one call. Whatever is bound stays
 * bound until then, so nobody passes unguarded.
 * @param actual what it was planned for
 * @returns what the tenant answered to each upload
 * @throws UserFault also where somebody else changed a list meanwhile: it would be written over
 */
export function restore(
  session: Pick<Session, 'access' | 'project' | 'secrets'>,
  { steps, bindings }: Pick<Restoration, 'steps' | 'bindings'>,
  actual: GuardedTenant,
  onStep: (line: string) => void,
): Promise<Uploads> {
  const { port, address } = session.access
  return asking(address.domain, 'going back', async () => {
    const uploads = new Map<string, JsonObject>()
    for (const step of steps) {
      const uploaded = await restoreAction(session, step, onStep)
      if (uploaded !== null) uploads.set(below(ACTIONS, step.id ?? textOf(uploaded.id)), uploaded)
    }
    for (const [trigger, names] of Object.entries(bindings)) {
      onStep(`binding ${trigger}`)
      const planned = boundTo(actual, trigger)
      await assertBound(port, trigger, [planned])
      // A call that was not answered may have been carried out: then the list is as it shall be.
      await bindActions(port, trigger, names, () => assertBound(port, trigger, [planned, names]))
    }
    return uploads
  })
}

/** @throws UserFault where a trigger runs none of these lists: somebody else changed it */
async function assertBound(
  port: TenantPort,
  trigger: string,
  lists: readonly (readonly string[])[],
): Promise<void> {
  const bound = (await readBound(port, trigger)).join('\n')
  if (lists.every((one) => one.join('\n') !== bound)) throw bindingsMoved(trigger)
}

/** @returns what the tenant answered to an upload; null where there was none */
async function restoreAction(
  session: Pick<Session, 'access' | 'project' | 'secrets'>,
  { action, id, how }: RestorationStep,
  onStep: (line: string) => void,
): Promise<JsonObject | null> {
  const { access, secrets } = session
  if (how.kind === 'nothing') return null
  onStep(`${how.kind === 'revive' ? 'reviving' : 'uploading'} ${action.name}`)
  if (how.kind === 'revive') {
    await reviveVersion(access.port, id ?? '', how.versionId)
    return null
  }
  const content = {
    code: how.code,
    runtime: action.runtime,
    dependencies: action.dependencies,
    secrets: secretsOf(action, session).map((name) => ({ name, value: secrets[name] ?? '' })),
  }
  if (id !== null) return shipAction(access.port, id, content)
  return createAction(access.port, { ...content, ...action, secrets: content.secrets })
}

/** In words, for whoever is awake. */
export function describeRestoration({ steps, bindings, gone }: Restoration): readonly string[] {
  return [
    ...steps.flatMap(({ action, how }) => {
      const what = `${action.name}: ${action.sha256.slice(0, 12)}`
      if (how.kind === 'nothing') return []
      return how.kind === 'revive'
        ? [
            `${what}, version ${action.version?.number ?? action.version?.id} with the secrets it had`,
          ]
        : [`${what}, uploaded with today’s secrets and modules: ${how.why}`]
    }),
    ...gone.map((name) => `${name}: no longer in the tenant, so nothing runs it`),
    ...Object.entries(bindings).map(
      ([trigger, names]) => `${trigger}: runs ${names.join(', then ') || 'nothing'}`,
    ),
  ]
}
