import type { TenantAddress } from '../auth0/tenant-fetch.ts'
import type { Canary } from '../project/environment-file.ts'
import type { Project } from '../project/load-project.ts'
import { canaryFaults, openCanary } from '../project/open-canary.ts'
import type { ShutOut } from './observation.ts'
import type { Witness } from './observe-shut-out.ts'
import type { Tools } from './tools.ts'

export type CanaryPlace = {
  readonly project: Project
  readonly address: TenantAddress
  readonly variables: Readonly<Record<string, string | undefined>>
}

/**
 * The first canary that is to be admitted where somebody is shut out; undefined without. For a suspension
 * rather one of the person's own organization: elsewhere the guard may be told to do something else.
 */
export function canaryFor(
  { environment: { canaries }, ids }: Project,
  { where, signsInTo }: ShutOut,
): Canary | undefined {
  const admitted = canaries.filter(({ expect }) => expect === 'admitted')
  const isOf = ({ organization = '' }: Canary, id: string | null): boolean =>
    (ids.organizations[organization] ?? null) === id
  if (where !== '*') return admitted.find((one) => isOf(one, where))
  return admitted.find((one) => isOf(one, signsInTo)) ?? admitted[0]
}

/** @returns or why it cannot serve */
export async function openCanaryWitness(
  { management }: Tools,
  canary: Canary,
  { project, address, variables }: CanaryPlace,
  { person }: ShutOut,
): Promise<Witness | { readonly unobserved: string }> {
  const name = `canary ${canary.name}`
  const [fault] = canaryFaults(canary, project, variables)
  if (fault !== undefined) return { unobserved: fault.message }
  const email = variables[canary.identifier] ?? ''
  const [account, ...others] = await management.users.listUsersByEmail({ email })
  const userId = account?.user_id
  if (userId === undefined || others.length > 0) {
    return { unobserved: `${name} has ${others.length === 0 ? 'no' : 'several'} accounts` }
  }
  // Its own block must stay as it is.
  if (userId === person) return { unobserved: `${name} is the person themselves` }
  const applicationName = canary.client
  return {
    name,
    applicationName,
    userId,
    ...(await openCanary(canary, project, address, variables)),
  }
}
