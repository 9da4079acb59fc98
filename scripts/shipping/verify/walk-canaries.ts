import { deriveKeys } from '../../../actions/records/keyring.ts'
import { signIn } from '../../auth0/login-client/application.ts'
import { type DoorAnswer, readOutcome } from '../../auth0/login-client/outcome.ts'
import type { TenantAddress } from '../../auth0/tenant-fetch.ts'
import { refusalIn } from '../../ground/pinned-fetch.ts'
import { refuseFaults } from '../../ground/user-fault.ts'
import type { SecretSource } from '../../project/check-secrets.ts'
import type { Canary } from '../../project/environment-file.ts'
import type { Project } from '../../project/load-project.ts'
import { canaryFaults, openCanary } from '../../project/open-canary.ts'

export type CanaryResult = {
  readonly name: string
  readonly expected: Canary['expect']
  /** What happened, in words; never an address or a password. */
  readonly seen: string
  readonly holds: boolean
}

type Walk = {
  readonly project: Project
  readonly address: TenantAddress
  readonly secrets: SecretSource
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly onStep: (line: string) => void
}

/** @throws UserFault when a canary has no credentials, or its client or organization has no id */
export async function walkCanaries(walk: Walk): Promise<readonly CanaryResult[]> {
  const { canaries } = walk.project.environment
  refuseFaults(canaries.flatMap((canary) => canaryFaults(canary, walk.project, walk.variables)))
  const results: CanaryResult[] = []
  for (const canary of canaries) {
    walk.onStep(`canary ${canary.name} signs in`)
    results.push(await walkOne(canary, walk))
  }
  return results
}

async function walkOne(canary: Canary, walk: Walk): Promise<CanaryResult> {
  const { name, expect } = canary
  try {
    const answer = await signInAs(canary, walk)
    return { name, expected: expect, ...judge(answer, canary, walk.secrets) }
  } catch (error) {
    // A door that is broken is what a canary is there to notice.
    const why = refusalIn(error)?.message ?? (error as Error).message ?? 'an unknown failure'
    return { name, expected: expect, seen: `failed: ${why}`, holds: false }
  }
}

async function signInAs(
  canary: Canary,
  { project, address, variables }: Walk,
): Promise<DoorAnswer> {
  const opened = await openCanary(canary, project, address, variables)
  const { application, browser, person, request } = opened
  try {
    return await signIn(application, browser, person, request)
  } finally {
    browser.close()
  }
}

/** A refusal counts only with the guard's own reference in it: a mistyped password proves nothing. */
function judge(
  answer: DoorAnswer,
  { expect }: Canary,
  secrets: SecretSource,
): Pick<CanaryResult, 'seen' | 'holds'> {
  if (answer.kind === 'admitted') return { seen: 'admitted', holds: expect === 'admitted' }
  const key = secrets.OG_SIGNING_KEY ?? ''
  const outcome = readOutcome(answer, key === '' ? [] : [deriveKeys(key)], () => '')
  if (outcome.policy === '') {
    return { seen: `refused, but not by the guard: ${answer.error}`, holds: false }
  }
  return {
    seen: `refused: ${outcome.reason} by ${outcome.policy}`,
    holds: expect === 'refused',
  }
}
