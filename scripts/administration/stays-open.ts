import { type Mode, stricter, weaker } from '../../policies/mode.ts'
import type { Project } from '../project/load-project.ts'

/** The policy that reads a block of one organization, or, at `*`, of the whole tenant. */
export const policyOfBlock = (where: string): 'org-blocked' | 'user-suspended' =>
  where === '*' ? 'user-suspended' : 'org-blocked'

/**
 * Where a block refuses nobody, by the rulebook: its policy may be enforced for some alone, which one test
 * person cannot see. Names nobody: it is read by administrators of one organization.
 */
export function staysOpen(
  { rulebook, environment, ids }: Pick<Project, 'rulebook' | 'environment' | 'ids'>,
  where: string,
): readonly string[] {
  const policy = policyOfBlock(where)
  const { mode, clients, organizations = {}, connections } = rulebook.policies[policy]
  const capped = (one: Mode): Mode => weaker(one, environment.ceiling)
  const own = Object.entries(organizations).find(([name]) => ids.organizations[name] === where)
  if (stricter(capped(mode), own && capped(own[1])) === 'enforce') return []
  const kinds = Object.entries({
    applications: clients,
    // Of what one organization blocks another's mode says nothing.
    organizations: where === '*' ? organizations : undefined,
    connections,
  }).flatMap(([kind, modes]) =>
    Object.values(modes ?? {}).some((one) => capped(one) === 'enforce') ? [kind] : [],
  )
  return [
    kinds.length === 0
      ? `\`${policy}\` is enforced for nobody: the person is let in`
      : `\`${policy}\` is enforced for some ${kinds.join(' and ')} alone: elsewhere the person may be let in`,
  ]
}
