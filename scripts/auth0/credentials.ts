import { readFile } from 'node:fs/promises'
import { type Fault, refuseFaults, UserFault } from '../ground/user-fault.ts'

/** What a machine client proves itself with. It stays in memory. */
export type Credentials = {
  readonly clientId: string
  readonly proof:
    | { readonly kind: 'secret'; readonly secret: string }
    | { readonly kind: 'private-key'; readonly pem: string }
}

type Variables = Readonly<Record<string, string | undefined>>

/** @throws UserFault with everything that is missing at once */
export async function readCredentials(variables: Variables): Promise<Credentials> {
  const clientId = variables.AUTH0_CLIENT_ID ?? ''
  const proof = await readProof(variables)
  const faults: Fault[] = []
  if (clientId === '') faults.push(missing('AUTH0_CLIENT_ID'))
  if (proof === null) faults.push(missing('AUTH0_CLIENT_SECRET'))
  refuseFaults(faults)
  return { clientId, proof: proof as Credentials['proof'] }
}

/** What `readCredentials` would throw, for whoever has more to say at once. */
export const credentialFaults = (variables: Variables): Promise<readonly Fault[]> =>
  readCredentials(variables).then(
    () => [],
    (error: unknown) => {
      if (error instanceof UserFault) return error.faults
      throw error
    },
  )

// A key is the better proof, so it wins where both are set.
async function readProof(variables: Variables): Promise<Credentials['proof'] | null> {
  const { AUTH0_CLIENT_PRIVATE_KEY: pem = '', AUTH0_CLIENT_SIGNING_KEY_PATH: path = '' } = variables
  if (pem !== '') return { kind: 'private-key', pem }
  if (path !== '') return { kind: 'private-key', pem: await readKeyFile(path) }
  const secret = variables.AUTH0_CLIENT_SECRET ?? ''
  return secret === '' ? null : { kind: 'secret', secret }
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    throw new UserFault([
      {
        code: 'key_file_missing',
        message: `\`${path}\`, which \`AUTH0_CLIENT_SIGNING_KEY_PATH\` names, cannot be read`,
        fix: 'correct the path, or put the key itself into `AUTH0_CLIENT_PRIVATE_KEY`',
      },
    ])
  }
}

const missing = (name: string): Fault => ({
  code: 'credential_missing',
  message: `the environment variable \`${name}\` has no value`,
  fix:
    name === 'AUTH0_CLIENT_ID'
      ? 'set it to the id of a machine client of this tenant; the local tenant, `npm run tenant`, is found by itself while it runs'
      : 'set it, or `AUTH0_CLIENT_SIGNING_KEY_PATH` or `AUTH0_CLIENT_PRIVATE_KEY` for a private key',
})
