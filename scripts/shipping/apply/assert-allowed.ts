import { type Fault, refuseFaults } from '../../ground/user-fault.ts'
import { environmentPath, type LoadedEnvironment } from '../../project/load-project.ts'
import type { Plan } from '../plan/plan.ts'

/** How many of each type may be deleted; what a person typed with `--allow-delete`. */
export type AllowedDeletions = Readonly<Record<string, number>>

/**
 * Whether this plan may be applied at all: nothing in the tenant forbids it, and nothing is deleted
 * that nobody allowed by its number.
 * @throws UserFault with every objection
 */
export function assertAllowed(plan: Plan, allowed: AllowedDeletions): void {
  refuseFaults([
    ...plan.refusals,
    ...[...deletionsIn(plan)]
      .filter(([type, names]) => names.length > (allowed[type] ?? 0))
      .map(([type, names]) => deletionNotAllowed(type, names, plan)),
  ])
}

/** Names of what a deploy takes out of the tenant, by type. */
export function deletionsIn({
  changes,
}: Pick<Plan, 'changes'>): ReadonlyMap<string, readonly string[]> {
  const deleted = new Map<string, readonly string[]>()
  for (const { kind, type, name } of changes) {
    if (kind === 'delete') deleted.set(type, [...(deleted.get(type) ?? []), name])
  }
  return deleted
}

/** What has to be typed for so many to go. */
export const allowingDeletions = (type: string, names: readonly string[]): string =>
  `--allow-delete ${type}=${names.length}`

/** @throws UserFault unless the domain was typed, where the environment is protected */
export function assertTyped(
  { environment, environmentName }: LoadedEnvironment,
  domain: string,
  typed: string,
): void {
  refuseFaults([
    ...(typed !== '' && typed !== domain ? [domainMistyped(typed, domain)] : []),
    ...(environment.protected && typed === '' ? [domainNotTyped(environmentName, domain)] : []),
  ])
}

/** What has to be typed after a command for it to change this tenant. */
export const typedAddress = (
  { environment, environmentName }: LoadedEnvironment,
  domain: string,
): string => `--environment ${environmentName}${environment.protected ? ` --domain ${domain}` : ''}`

const deletionNotAllowed = (type: string, names: readonly string[], plan: Plan): Fault => ({
  code: 'deletion_not_allowed',
  message: `the plan deletes \`${names.length}\` of the ${type}, which git does not have: ${names.map((name) => `\`${name}\``).join(', ')}`,
  fix: `allow it with \`${allowingDeletions(type, names)}\`, or name what is to stay under \`keeps\` in \`${environmentPath(plan.environment)}\``,
})

const domainMistyped = (typed: string, domain: string): Fault => ({
  code: 'domain_mistyped',
  message: `\`--domain ${typed}\` is not the tenant of this environment, which is \`${domain}\``,
  fix: 'make sure which tenant you mean',
})

const domainNotTyped = (environment: string, domain: string): Fault => ({
  code: 'domain_not_typed',
  message: `\`${environment}\` is protected: who changes it types its domain`,
  fix: `add \`--domain ${domain}\``,
})
