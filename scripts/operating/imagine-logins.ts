import type { ManagementClient } from 'auth0'
import type { Reason } from '../../policies/reasons.ts'
import { eventFromTenant } from '../explain/event-from-tenant.ts'
import { explainLogin } from '../explain/explain-login.ts'
import { givenSecrets } from '../explain/given-secrets.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { bakeRulebook } from '../project/bake-rulebook.ts'
import type { Project } from '../project/load-project.ts'
import type { NameList } from '../project/resolve-names.ts'
import { tenantIdOf } from '../project/tenant-id.ts'
import { remedyFor } from './remedy-for.ts'

/** What would be said of a login of the person that did not happen. */
export type ImaginedAnswer = {
  readonly application: string
  /** Name; null without. */
  readonly organization: string | null
  /** `native`: Auth0 itself refuses, and no Action is asked. */
  readonly outcome: 'allow' | 'deny' | 'reauth' | 'native'
  readonly reason: Reason | null
  readonly policy: string | null
  readonly remedy: string | null
}

/** Each costs a few requests. */
const MOST_LOGINS = 24

/**
 * What the guard would decide now, at each application that people sign in to, and in each organization
 * that the person is a member of.
 * @param memberships names
 */
export async function imagineLogins(
  management: ManagementClient,
  { project, names }: { readonly project: Project; readonly names: NameList },
  { userId, memberships }: { readonly userId: string; readonly memberships: readonly string[] },
  { environmentVariables, nowMs }: Pick<Surroundings, 'environmentVariables' | 'nowMs'>,
): Promise<{ readonly answers: readonly ImaginedAnswer[]; readonly leftOut: number }> {
  const atMs = nowMs()
  const { rulebook } = bakeRulebook(project, atMs)
  const secrets = givenSecrets(project, environmentVariables)
  const scenes = await scenesOf(management, memberships)
  const answers: ImaginedAnswer[] = []
  for (const { application, organization } of scenes.slice(0, MOST_LOGINS)) {
    const login = {
      userId,
      client: application,
      organization: organization ?? '',
      door: 'sign-in' as const,
    }
    const tenantId = tenantIdOf(project)
    const imagined = await eventFromTenant(management, tenantId, login, atMs, names)
    const about = { application, organization }
    if (imagined.nativeRefusal !== null) {
      answers.push({ ...about, outcome: 'native', reason: null, policy: null, remedy: null })
      continue
    }
    const { decision } = explainLogin({ ...imagined.event, secrets }, rulebook, atMs)
    const why =
      decision.outcome === 'allow'
        ? { reason: null, policy: null, remedy: null }
        : {
            reason: decision.reason,
            policy: decision.policy,
            remedy: remedyFor(decision.reason),
          }
    answers.push({ ...about, outcome: decision.outcome, ...why })
  }
  return { answers, leftOut: Math.max(0, scenes.length - MOST_LOGINS) }
}

/** An application that says nothing of organizations takes none. */
async function scenesOf(management: ManagementClient, memberships: readonly string[]) {
  const scenes: { application: string; organization: string | null }[] = []
  for await (const client of await management.clients.list({
    fields: 'name,client_id,app_type,organization_usage,global',
    include_fields: true,
  })) {
    const { name, app_type, organization_usage: usage = 'deny', global } = client
    if (name === undefined || global === true || app_type === 'non_interactive') continue
    if (usage !== 'require') scenes.push({ application: name, organization: null })
    if (usage === 'deny') continue
    for (const organization of memberships) scenes.push({ application: name, organization })
  }
  return scenes
}
