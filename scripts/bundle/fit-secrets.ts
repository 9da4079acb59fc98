type ActionFile = { readonly secrets?: readonly { readonly name: string }[] }

const VERIFYING = 'OG_VERIFYING_KEY'

/** Whether an environment is in a rotation, and its guards know a second key. */
export type Rotation = { readonly alsoVerifying: string | null }

/**
 * The secrets of a guard in one environment. It holds none that its code has no words for: a rulebook
 * that looks nothing up must not put the credentials of the Management API within reach of every
 * login. The second key of a rotation comes and goes with the environment that rotates, whatever the
 * file says that all environments share.
 * @param action the text of its file in the tenant folder
 */
export const fitSecrets = (action: string, code: string, rotation: Rotation): string =>
  `${JSON.stringify(fitAction(JSON.parse(action), code, rotation), null, 2)}\n`

/** The same for what the file says. */
export function fitAction<File extends ActionFile>(
  file: File,
  code: string,
  rotation: Rotation,
): File {
  const secrets = file.secrets ?? []
  const fitted = fitSecretNames(
    secrets.map(({ name }) => name),
    rotation,
  )
  const entries = fitted
    .filter((name) => code.includes(name))
    .map((name) => secrets.find((one) => one.name === name) ?? { name, value: `@@${name}@@` })
  return { ...file, secrets: entries }
}

/** The same for names alone. */
export const fitSecretNames = (
  names: readonly string[],
  { alsoVerifying }: Rotation,
): readonly string[] => {
  const others = names.filter((name) => name !== VERIFYING)
  return alsoVerifying === null ? others : [...others, VERIFYING]
}
