import type { Trigger } from '../bundle/bundle-action.ts'

/** The version of each trigger that the guard is written for. */
const VERSIONS: Readonly<Record<Trigger, string>> = {
  'post-login': 'v3',
  'pre-user-registration': 'v2',
  'credentials-exchange': 'v2',
  'password-reset-post-challenge': 'v1',
}

/**
 * The triggers that are guarded.
 * @param looksUp whether sign-ups are compared with invitations; without one to look for, that guard is not needed
 */
export const guardedTriggers = (looksUp: boolean): readonly Trigger[] =>
  (Object.keys(VERSIONS) as Trigger[]).filter(
    (trigger) => looksUp || trigger !== 'pre-user-registration',
  )

export const guardName = (trigger: Trigger): string => `org-guard-${trigger}`

/** What the guard asks the tenant with, at a sign-up: the invitations that there are. */
export const LOOK_UP_SECRETS = ['OG_DOMAIN', 'OG_CLIENT_ID', 'OG_CLIENT_SECRET']

/** The declaration of the guard's Action, as a team commits it. */
export function declareGuard(trigger: Trigger): object {
  const name = guardName(trigger)
  const secrets = [
    'OG_SIGNING_KEY',
    ...(trigger === 'pre-user-registration' ? LOOK_UP_SECRETS : []),
  ]
  return {
    name,
    code: `./actions/${name}/code.js`,
    runtime: 'node22',
    dependencies: [],
    secrets: secrets.map((secret) => ({ name: secret, value: `@@${secret}@@` })),
    supported_triggers: [{ id: trigger, version: VERSIONS[trigger] }],
    deployed: true,
  }
}
