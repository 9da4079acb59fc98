import { deriveKeys } from '../../actions/records/keyring.ts'
import { EXIT, UserFault } from '../ground/failures.ts'
import { readRebindKey, rebindPublicKeyOf } from '../project/rebind-key.ts'
import type { Command } from './command.ts'

export const key: Command = {
  name: 'key',
  summary: 'print what the environment file commits of a key: the id of the one in OG_SIGNING_KEY',
  options: {
    rebind: {
      type: 'boolean',
      description: 'the public half of OG_REBIND_PRIVATE_KEY instead, for keys.rebindPublicKey',
    },
  },
  async run({ rebind }, _words, { environmentVariables, print }) {
    const name = rebind === true ? 'OG_REBIND_PRIVATE_KEY' : 'OG_SIGNING_KEY'
    const secret = environmentVariables[name] ?? ''
    if (secret === '') throw new UserFault([secretMissing(name)])
    print(rebind === true ? rebindPublicKeyOf(readRebindKey(secret)) : deriveKeys(secret).id)
    return EXIT.ok
  },
}

const secretMissing = (name: keyof typeof RECIPES): UserFault['faults'][number] => ({
  code: 'secret_missing',
  message: `the environment variable \`${name}\` has no value`,
  fix: `set it from the vault, or to a new key made with \`${RECIPES[name]}\``,
})

const RECIPES = {
  OG_SIGNING_KEY: 'openssl rand -base64 48',
  OG_REBIND_PRIVATE_KEY: 'openssl genpkey -algorithm ed25519',
}
