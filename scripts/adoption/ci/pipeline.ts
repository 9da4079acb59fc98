/** One environment that the branch deploys to. */
export type Target = {
  /** Name of its file. */
  readonly name: string
  readonly domain: string
  /** Whether a deploy has to type the domain. */
  readonly isProtected: boolean
  /** Names of variables that a deploy is given, beside those of the machine client. */
  readonly secrets: readonly string[]
  /**
   * Those that a plan needs to be the one of a deploy. Of Actions and triggers it needs none; of clients and connections, a
   * secret says which client is the guard's own, and what has changed.
   */
  readonly planSecrets: readonly string[]
  /** Names of variables with addresses and passwords of canaries. */
  readonly canaries: readonly string[]
}

/** What a team's CI does with the project, whichever system runs it. */
export type Pipeline = {
  /** That is deployed. */
  readonly branch: string
  /** In the order in which they are deployed to. */
  readonly targets: readonly Target[]
  /** Whether there is an environment for a tenant of the machine that runs a job. */
  readonly walks: boolean
  /** Arguments of the command that writes this pipeline. */
  readonly writtenBy: string
}

/**
 * How a step calls a command: what is installed, and nothing else.
 * @fact Where CI runs, npx installs a missing package without a question, unless it is told `--no`. (npm docs, npx, and
 * npm/cli#5881; read 2026-12-03)
 */
export const COMMAND = 'npx --no auth0-org-guard'

/** What a job that only reads is named after, so that it holds another machine client than a deploy. */
export const readingName = (target: Target): string => `${target.name}-read`

/** The same where a plan needs secrets: only the deployed branch is given those. */
export const planningName = (target: Target): string =>
  target.planSecrets.length === 0 ? readingName(target) : `${target.name}-plan`

/** A machine client proves itself with one of the last two. */
export const CREDENTIALS = [
  'AUTH0_CLIENT_ID',
  'AUTH0_CLIENT_SECRET',
  'AUTH0_CLIENT_PRIVATE_KEY',
] as const

/** Of the plan that somebody approves of. */
export const PLAN_FILE = 'org-guard-plan.json'

/** Made by a reader: what it is not given is not demanded, and not compared. */
export const proposeCommand = ({ name }: Target): string =>
  `${COMMAND} plan --environment ${name} --without-secrets --out ${PLAN_FILE}`

/** The plan, or nothing. */
export const deployCommand = ({ name, domain, isProtected }: Target): string =>
  `${COMMAND} deploy ${PLAN_FILE} --environment ${name}${isProtected ? ` --domain ${domain}` : ''}`

/** What it is not given is not demanded, and not compared. */
export const verifyCommand = ({ name }: Target): string =>
  `${COMMAND} verify --environment ${name} --without-secrets`
