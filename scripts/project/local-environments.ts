/**
 * The signing key of the local environments. It is public, so whatever is signed with it can be
 * forged by anyone: the build refuses it everywhere else.
 */
export const DEVELOPMENT_SIGNING_KEY = 'local-development-only-key-never-use-it-for-a-real-tenant'

/** The environment that `npm start` deploys. */
export const LOCAL_ENVIRONMENT = 'local'
/** The one that enforces every policy; `npm start -- --matrix` deploys it. */
export const STRICT_ENVIRONMENT = 'local-strict'
const LOCAL_ENVIRONMENTS: readonly string[] = [LOCAL_ENVIRONMENT, STRICT_ENVIRONMENT]

/** A name alone says nothing, it is only a file's: the tenant must be on this machine too. */
export const isLocalEnvironment = ({
  environmentName,
  environment,
}: {
  readonly environmentName: string
  readonly environment: { readonly domain: string }
}): boolean => LOCAL_ENVIRONMENTS.includes(environmentName) && isOnThisMachine(environment.domain)

export const isOnThisMachine = (domain: string): boolean =>
  /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(domain)
