import { deriveKeys } from '../../../actions/records/keyring.ts'
import { openApplication, signIn } from '../../auth0/login-client/application.ts'
import { openBrowser } from '../../auth0/login-client/browser.ts'
import { type Answer, readOutcome } from '../../auth0/login-client/outcome.ts'
import type { TenantAddress } from '../../auth0/tenant-fetch.ts'
import { type Fault, refuseFaults } from '../../ground/failures.ts'
import { refusalIn } from '../../ground/pinned-fetch.ts'
import type { SecretSource } from '../../project/check-secrets.ts'
import type { Canary } from '../../project/environment-file.ts'
import { environmentPath, idsPath, type Project } from '../../project/load-project.ts'

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
  refuseFaults(canaries.flatMap((canary) => missingParts(canary, walk)))
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

async function signInAs(canary: Canary, { project, address, variables }: Walk): Promise<Answer> {
  const { ids } = project
  const application = await openApplication(
    address,
    ids.clients[canary.client] ?? '',
    canary.redirectUri,
  )
  // A canary's password is typed in at its tenant, wherever that would send it.
  const browser = openBrowser(address.certificate, new URL(`https://${address.domain}`).origin)
  const person = {
    name: canary.name,
    email: variables[canary.identifier] ?? '',
    password: variables[canary.password] ?? '',
  }
  const organization = ids.organizations[canary.organization ?? '']
  try {
    return await signIn(
      { ...application, audience: null },
      browser,
      person,
      organization === undefined ? {} : { organization },
    )
  } finally {
    browser.close()
  }
}

/** A refusal counts only with the guard's own reference in it: a mistyped password proves nothing. */
function judge(
  answer: Answer,
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

function missingParts(canary: Canary, { project, variables }: Walk): readonly Fault[] {
  const { ids, environmentName } = project
  const { client, organization } = canary
  return [
    ...[canary.identifier, canary.password]
      .filter((name) => (variables[name] ?? '') === '')
      .map((name) => variableMissing(canary.name, name)),
    ...(ids.clients[client] === undefined ? [idMissing(canary.name, client, environmentName)] : []),
    ...(organization !== undefined && ids.organizations[organization] === undefined
      ? [idMissing(canary.name, organization, environmentName)]
      : []),
  ]
}

const variableMissing = (canary: string, name: string): Fault => ({
  code: 'canary_without_credentials',
  message: `canary \`${canary}\` signs in with the environment variable \`${name}\`, which has no value`,
  fix: `set \`${name}\`, or take the canary out of the environment file`,
})

const idMissing = (canary: string, name: string, environment: string): Fault => ({
  code: 'name_without_id',
  message: `canary \`${canary}\` names \`${name}\`, which has no id in \`${idsPath(environment)}\``,
  fix: `correct it in \`${environmentPath(environment)}\`, or run \`npm run resolve -- --environment ${environment}\``,
})
