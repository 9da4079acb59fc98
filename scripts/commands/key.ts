import { deriveKeys } from '../../actions/records/keyring.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { UserFault } from '../ground/user-fault.ts'
import { readRebindKey, rebindPublicKeyOf } from '../project/rebind-key.ts'
import { defineCommand } from './command.ts'
import { flag } from './options.ts'

export const key = defineCommand({
  name: 'key',
  summary: 'print what the environment file commits of a key: the id of the one in OG_SIGNING_KEY',
  options: {
    rebind: flag('the public half of OG_REBIND_PRIVATE_KEY instead, for keys.rebindPublicKey'),
  },
  async run({ rebind }, { environmentVariables }) {
    const name = rebind ? 'OG_REBIND_PRIVATE_KEY' : 'OG_SIGNING_KEY'
    const secret = environmentVariables[name] ?? ''
    if (secret === '') throw new UserFault([secretMissing(name)])
    if (rebind) {
      const rebindPublicKey = rebindPublicKeyOf(readRebindKey(secret))
      return { exit: EXIT.ok, json: { rebindPublicKey }, text: lines(rebindPublicKey) }
    }
    const { id } = deriveKeys(secret)
    return { exit: EXIT.ok, json: { signing: id }, text: lines(id) }
  },
})

const secretMissing = (name: keyof typeof RECIPES): UserFault['faults'][number] => ({
  code: 'secret_missing',
  message: `the environment variable \`${name}\` has no value`,
  fix: `set it from the vault, or to a new key made with \`${RECIPES[name]}\``,
})

const RECIPES = {
  OG_SIGNING_KEY: 'openssl rand -base64 48',
  OG_REBIND_PRIVATE_KEY: 'openssl genpkey -algorithm ed25519',
}
