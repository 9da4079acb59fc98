import { deriveKeys } from '../../actions/records/keyring.ts'
import type { Fault } from '../ground/user-fault.ts'
import { developmentRebindPublicKey } from './development-rebind-key.ts'
import { environmentPath, type LoadedEnvironment } from './load-project.ts'
import { DEVELOPMENT_SIGNING_KEY, isLocalEnvironment } from './local-environments.ts'

/** Values by name, as the caller got them: from its environment, or made for one run. */
export type SecretSource = Readonly<Record<string, string | undefined>>

/** Shorter roots could be guessed; the Action refuses them too. */
const SHORTEST_KEY = 43

/**
 * What is wrong with the secrets, without ever showing one: missing ones, keys that are not those
 * whose ids were committed, and development keys anywhere but in the local environment.
 * @param demanded names of those that have to be there
 */
export function checkSecrets(
  project: LoadedEnvironment,
  secrets: SecretSource,
  demanded: readonly string[] = demandedSecrets(project.environment),
): readonly Fault[] {
  return [...missingFaults(project, secrets, demanded), ...checkKeys(project, secrets)]
}

/** What the environment lists, and the keys it names whether it lists them or not. */
export const demandedSecrets = ({
  secrets,
  keys,
}: LoadedEnvironment['environment']): readonly string[] => [
  ...new Set([
    ...secrets,
    'OG_SIGNING_KEY',
    ...(keys.alsoVerifying === null ? [] : ['OG_VERIFYING_KEY']),
  ]),
]

const missingFaults = (
  { environmentName }: LoadedEnvironment,
  secrets: SecretSource,
  demanded: readonly string[],
): readonly Fault[] =>
  demanded
    .filter((name) => (secrets[name] ?? '') === '')
    .map((name) => ({
      code: 'secret_missing',
      message: `secret \`${name}\`, which \`secrets\` in \`${environmentPath(environmentName)}\` demands, has no value`,
      fix: `set the environment variable \`${name}\``,
      place: { file: environmentPath(environmentName), path: 'secrets' },
    }))

/** Only the faults of keys that are there: a build without secrets can still be checked. */
export function checkKeys(
  { environment, environmentName }: LoadedEnvironment,
  secrets: SecretSource,
): readonly Fault[] {
  const { signing, alsoVerifying } = environment.keys
  const demanded = [
    { name: 'OG_SIGNING_KEY', path: 'keys.signing', id: signing },
    { name: 'OG_VERIFYING_KEY', path: 'keys.alsoVerifying', id: alsoVerifying },
  ]
  const faults = demanded.flatMap(({ name, path, id }) => {
    const value = secrets[name] ?? ''
    if (value === '' || id === null) return []
    if (value.length < SHORTEST_KEY) return [tooShort(name, path, environmentPath(environmentName))]
    const found = deriveKeys(value).id
    return found === id ? [] : [wrongKey(name, path, id, found, environmentPath(environmentName))]
  })
  const developmentId = deriveKeys(DEVELOPMENT_SIGNING_KEY).id
  const usesDevelopmentKey =
    demanded.some(({ id }) => id === developmentId) ||
    environment.keys.rebindPublicKey === developmentRebindPublicKey()
  return !isLocalEnvironment({ environment, environmentName }) && usesDevelopmentKey
    ? [...faults, developmentKey(environmentPath(environmentName))]
    : faults
}

const wrongKey = (name: string, path: string, id: string, found: string, file: string): Fault => ({
  code: 'key_mismatch',
  message: `secret \`${name}\` is not the key that \`${path}\` in \`${file}\` names: found the key with id \`${found}\`, accepted is \`${id}\``,
  fix: `set \`${name}\` from the team's vault, or commit the id of the new key as a rotation does`,
  place: { file, path },
})

const tooShort = (name: string, path: string, file: string): Fault => ({
  code: 'key_too_short',
  message: `secret \`${name}\` is too short for a key: accepted are at least \`${SHORTEST_KEY}\` characters`,
  fix: 'make one with `openssl rand -base64 48`',
  place: { file, path },
})

const developmentKey = (file: string): Fault => ({
  code: 'development_key',
  message: `\`keys\` in \`${file}\` names a development key, which everyone knows: accepted in the local environments only`,
  fix: 'make a key of its own with `openssl rand -base64 48` and commit what `npm run key` prints of it; for `rebindPublicKey` see `npm run key -- --help`',
  place: { file, path: 'keys' },
})
