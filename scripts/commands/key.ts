import { deriveKeys } from '../../actions/keyring.ts'
import { EXIT, UserFault } from '../failures.ts'
import type { Command } from './command.ts'

export const key: Command = {
  name: 'key',
  summary: 'print the id of the key in OG_SIGNING_KEY, for the environment file',
  options: {},
  async run(_options, _words, { environmentVariables, print }) {
    const secret = environmentVariables.OG_SIGNING_KEY ?? ''
    if (secret === '') {
      throw new UserFault([
        {
          code: 'secret_missing',
          message: 'the environment variable `OG_SIGNING_KEY` has no value',
          fix: 'set it from the vault, or to a new key made with `openssl rand -base64 48`',
        },
      ])
    }
    print(deriveKeys(secret).id)
    return EXIT.ok
  },
}
