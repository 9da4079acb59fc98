import { type Keyring, readKeyring } from '../../actions/records/keyring.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { type Fault, refuseFaults, UserFault } from '../ground/user-fault.ts'
import { checkKeys } from './check-secrets.ts'
import type { Project } from './load-project.ts'
import { DEVELOPMENT_SIGNING_KEY, isLocalEnvironment } from './local-environments.ts'

/**
 * The keys that the environment names, from the variables of whoever calls.
 * @throws UserFault when one is missing or is another
 */
export function openKeyring(
  project: Project,
  variables: Surroundings['environmentVariables'],
): Keyring {
  const secrets = {
    ...(isLocalEnvironment(project) ? { OG_SIGNING_KEY: DEVELOPMENT_SIGNING_KEY } : {}),
    ...variables,
  }
  refuseFaults(checkKeys(project, secrets))
  const keyring = readKeyring(secrets as Record<string, string>, project.environment.keys)
  if (keyring !== null) return keyring
  const missing = (secrets.OG_SIGNING_KEY ?? '') === '' ? 'OG_SIGNING_KEY' : 'OG_VERIFYING_KEY'
  throw new UserFault([keyMissing(missing)])
}

const keyMissing = (name: string): Fault => ({
  code: 'option_missing',
  message: `\`${name}\` has no value`,
  fix: `set \`${name}\``,
})
