import type { Trigger } from '../bundle/bundle-action.ts'

/** Guarded from the beginning; who hears of changes between logins is added where a team turns `drift` on. */
export type AdoptedTrigger = Exclude<Trigger, 'event-stream'>

/** The version of each trigger that the guard is written for. */
export const TRIGGER_VERSIONS: Readonly<Record<AdoptedTrigger, string>> = {
  'post-login': 'v3',
  'pre-user-registration': 'v2',
  'credentials-exchange': 'v2',
  'password-reset-post-challenge': 'v1',
}

/**
 * The triggers that are guarded.
 * @param looksUp whether sign-ups are compared with invitations; without one to look for, that guard is not needed
 */
export const guardedTriggers = (looksUp: boolean): readonly AdoptedTrigger[] =>
  (Object.keys(TRIGGER_VERSIONS) as AdoptedTrigger[]).filter(
    (trigger) => looksUp || trigger !== 'pre-user-registration',
  )

/** Where it is declared, as a clone has it. */
export const guardFile = (trigger: AdoptedTrigger): string =>
  `tenant/actions/${guardName(trigger)}.json`

export const guardName = (trigger: AdoptedTrigger): string => `org-guard-${trigger}`

/** What the guard asks the tenant with, at a sign-up: the invitations that there are. */
export const LOOK_UP_SECRETS = ['OG_DOMAIN', 'OG_CLIENT_ID', 'OG_CLIENT_SECRET']

/** The declaration of the guard's Action, as a team commits it. */
export function declareGuard(trigger: AdoptedTrigger): object {
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
    supported_triggers: [{ id: trigger, version: TRIGGER_VERSIONS[trigger] }],
    deployed: true,
  }
}
