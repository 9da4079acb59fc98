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
  const counts = new Map<string, number>()
  for (const { kind, type } of plan.changes) {
    if (kind === 'delete') counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  refuseFaults([
    ...plan.refusals,
    ...[...counts]
      .filter(([type, count]) => count > (allowed[type] ?? 0))
      .map(([type, count]) => deletionNotAllowed(type, count, plan)),
  ])
}

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

function deletionNotAllowed(type: string, count: number, plan: Plan): Fault {
  const names = plan.changes.flatMap((change) =>
    change.kind === 'delete' && change.type === type ? [`\`${change.name}\``] : [],
  )
  return {
    code: 'deletion_not_allowed',
    message: `the plan deletes \`${count}\` of the ${type}, which git does not have: ${names.join(', ')}`,
    fix: `allow it with \`--allow-delete ${type}=${count}\`, or name what is to stay under \`keeps\` in \`${environmentPath(plan.environment)}\``,
  }
}

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
