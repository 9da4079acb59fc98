import { type Fault, refuseFaults } from '../../failures.ts'
import type { SecretSource } from '../../project/check-secrets.ts'
import { asking } from '../access/asking.ts'
import type { TenantAccess } from '../access/tenant-access.ts'
import { isObject, type Json } from '../json-value.ts'
import type { Plan } from '../plan/plan.ts'
import type { ImportFolder } from '../run-deploy-cli.ts'
import { type ActualTenant, type DesiredTenant, keyOf } from '../tenant-state/resource.ts'
import { isSecretMark } from '../tenant-state/secret-mark.ts'
import { writeChangesFolder } from './changes-folder.ts'
import { deleteRemoved } from './delete-removed.ts'
import { disableLeftClients } from './disable-left-clients.ts'
import { updateRoles } from './update-roles.ts'

export type ApplyOptions = {
  readonly access: TenantAccess
  /** As loaded: with names of secrets, not with their fingerprints. */
  readonly desired: DesiredTenant
  readonly actual: ActualTenant
  readonly secrets: SecretSource
  /** Where the folder for the Deploy CLI is written. */
  readonly folder: string
  readonly importFolder: ImportFolder
  readonly network: Readonly<Record<string, string>>
  readonly onStep: (line: string) => void
}

/**
 * Does what the plan says and nothing else. The Deploy CLI creates, changes and binds: it uploads and
 * deploys Actions before it binds them, and binds by replacing the whole list at once, so a guard
 * that was bound stays bound. What goes, goes last.
 * @throws UserFault when something fails half-way; the next deploy carries on
 */
export async function applyPlan(plan: Plan, options: ApplyOptions): Promise<void> {
  const { access, desired, actual, onStep } = options
  const { types, kept } = await writeChangesFolder(options.folder, plan, desired, actual)
  if (types.length > 0) {
    const keywords = { ...chooseSecrets(plan, desired, options.secrets), ...kept }
    refuseFaults(markersIn(keywords))
    onStep(`the Deploy CLI imports ${types.join(', ')}; it takes its time`)
    await options.importFolder(
      {
        folder: options.folder,
        address: access.address,
        clientId: access.credentials.clientId,
        accessToken: access.token.text,
        types,
        keywords,
        network: options.network,
      },
      (line) => {
        const step = readStep(line)
        if (step !== null) onStep(step)
      },
    )
  }
  await asking(access.address.domain, 'changing the tenant', async () => {
    await updateRoles(access, plan, desired, actual, onStep)
    await disableLeftClients(access, plan, desired, onStep)
    await deleteRemoved(access, plan, onStep)
  })
}

/** What it did, in few words; null for its advice, some of which is to allow deletions. */
function readStep(line: string): string | null {
  const match =
    /(Created|Updated|Deployed) \[(\w+)\]: .*?"(?:name|trigger_id|identifier)":"([^"]*)"/.exec(line)
  return match === null ? null : `${match[1]?.toLowerCase()} ${match[2]}/${match[3]}`
}

/** Only the secrets that the changed things name leave this process, and only to the Deploy CLI's. */
function chooseSecrets(
  plan: Plan,
  desired: DesiredTenant,
  secrets: SecretSource,
): Record<string, string> {
  const changed = new Set(plan.changes.map(({ type, name }) => `${type}/${name}`))
  const isTaken = (key: string): boolean => changed.has(key) || key.startsWith('attackProtection/')
  const names = desired.resources
    .filter((resource) => isTaken(keyOf(resource)))
    .flatMap(({ value }) => secretNames(value))
  return Object.fromEntries(names.map((name) => [name, secrets[name] ?? '']))
}

function secretNames(value: Json): readonly string[] {
  if (isSecretMark(value)) return value.$secret === null ? [] : [value.$secret]
  if (Array.isArray(value)) return value.flatMap(secretNames)
  return isObject(value) ? Object.values(value).flatMap(secretNames) : []
}

/** The Deploy CLI replaces keywords one after the other, also inside what it has just put in. */
function markersIn(keywords: Readonly<Record<string, unknown>>): readonly Fault[] {
  const names = Object.keys(keywords)
  return Object.entries(keywords)
    .filter(([, value]) => {
      const text = JSON.stringify(value) ?? ''
      return names.some((name) => text.includes(`@@${name}@@`) || text.includes(`##${name}##`))
    })
    .map(([name]) => ({
      code: 'secret_holds_keyword',
      message: `the value of \`${name}\` holds a keyword, which the Deploy CLI would replace`,
      fix: `choose another value for \`${name}\``,
    }))
}
