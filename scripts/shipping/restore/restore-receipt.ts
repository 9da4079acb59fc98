import { ManagementError } from 'auth0'
import { type Fault, refuseFaults } from '../../failures.ts'
import { checkKeys } from '../../project/check-secrets.ts'
import { asking } from '../access/asking.ts'
import { textOf } from '../json-value.ts'
import { sha256 } from '../plan/compare-action.ts'
import type { FiledReceipt, ShippedAction } from '../receipts/receipt.ts'
import type { Session } from '../session.ts'
import type { ActualTenant } from '../tenant-state/resource.ts'
import { bind } from './bind.ts'
import { judgeGuards } from './judge-guards.ts'
import { planRestoration, type Restoration, type RestorationStep } from './plan-restoration.ts'
import { createAction, reviveVersion, shipAction } from './ship-action.ts'

/** Looks at what is needed, and refuses before the first write what cannot be done. */
export async function prepareRestoration(
  session: Session,
  target: FiledReceipt,
  actual: ActualTenant,
): Promise<Restoration> {
  const { keys } = session.project.environment
  const hashes = target.receipt.actions.map(({ sha256: hash }) => hash)
  const codes = await Promise.all(
    hashes.map(async (hash) => [hash, await session.receipts.readCode(hash)] as const),
  )
  const restoration = planRestoration({
    target,
    actual,
    keys: { signing: keys.signing, alsoVerifying: keys.alsoVerifying },
    codes: Object.fromEntries(codes),
    livingVersions: await findLivingVersions(session, target, actual),
  })
  refuseFaults([
    ...judgeGuards(target, actual),
    ...restoration.faults,
    ...restoration.steps.flatMap((step) => missingSecrets(step, session)),
    ...wrongKeys(restoration, session),
  ])
  return restoration
}

async function findLivingVersions(
  { access }: Session,
  { receipt }: FiledReceipt,
  actual: ActualTenant,
): Promise<ReadonlySet<string>> {
  const living = await asking(access.address.domain, 'looking for earlier versions', () =>
    Promise.all(
      receipt.actions.map(async ({ name, version, sha256: hash }) => {
        const id = actual.resources.find((one) => one.type === 'actions' && one.name === name)?.id
        if (id === undefined || version === null) return null
        try {
          const found = await access.management.actions.versions.get(id, version.id)
          return sha256(textOf(found.code)) === hash ? version.id : null
        } catch (error) {
          if (error instanceof ManagementError && error.statusCode === 404) return null
          throw error
        }
      }),
    ),
  )
  return new Set(living.filter((id) => id !== null))
}

const secretsOf = ({ secrets }: ShippedAction): readonly string[] => Object.keys(secrets)

/** An upload replaces all secrets, so all of them are needed. */
const missingSecrets = (
  { action, how }: RestorationStep,
  { secrets }: Session,
): readonly Fault[] =>
  how.kind !== 'upload'
    ? []
    : secretsOf(action)
        .filter((name) => (secrets[name] ?? '') === '')
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
 */
export function restore(
  session: Session,
  { steps, bindings }: Restoration,
  onStep: (line: string) => void,
): Promise<void> {
  const { management, address } = session.access
  return asking(address.domain, 'going back', async () => {
    for (const step of steps) await restoreAction(session, step, onStep)
    for (const [trigger, names] of Object.entries(bindings)) {
      onStep(`binding ${trigger}`)
      await bind(management, trigger, names)
    }
  })
}

async function restoreAction(
  { access, secrets }: Session,
  { action, id, how }: RestorationStep,
  onStep: (line: string) => void,
): Promise<void> {
  const { management } = access
  if (how.kind === 'nothing') return
  onStep(`${how.kind === 'revive' ? 'reviving' : 'uploading'} ${action.name}`)
  if (how.kind === 'revive') return reviveVersion(management, id ?? '', how.versionId)
  const content = {
    code: how.code,
    runtime: action.runtime,
    dependencies: action.dependencies,
    secrets: secretsOf(action).map((name) => ({ name, value: secrets[name] ?? '' })),
  }
  if (id !== null) return shipAction(management, id, content)
  await createAction(management, { ...content, ...action, secrets: content.secrets })
}

/** In words, for whoever is awake. */
export function describeRestoration({ steps, bindings }: Restoration): readonly string[] {
  return [
    ...steps.flatMap(({ action, how }) => {
      const what = `${action.name}: ${action.sha256.slice(0, 12)}`
      if (how.kind === 'nothing') return []
      return how.kind === 'revive'
        ? [
            `${what}, version ${action.version?.number ?? action.version?.id} with the secrets it had`,
          ]
        : [`${what}, uploaded with today’s secrets: ${how.why}`]
    }),
    ...Object.entries(bindings).map(
      ([trigger, names]) => `${trigger}: runs ${names.join(', then ') || 'nothing'}`,
    ),
  ]
}
