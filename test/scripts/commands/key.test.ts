import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { EXIT } from '../../../scripts/ground/exit.ts'
import {
  developmentRebindKey,
  developmentRebindPublicKey,
} from '../../../scripts/project/development-rebind-key.ts'
import { commandsAt, faultCodesOf } from '../../builders/an-operator.ts'
import { TEST_KEYS, TEST_SECRET } from '../../builders/test-keys.ts'

const runAt = commandsAt('/')

async function run(
  rebind: boolean,
  environmentVariables: Readonly<Record<string, string>>,
): Promise<unknown> {
  const ran = await runAt(['key', ...(rebind ? ['--rebind'] : [])], environmentVariables)
  return ran.exit === EXIT.ok ? { exitCode: ran.exit, printed: ran.lines } : faultCodesOf(ran)
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

describe('what is committed of a key', () => {
  test.each<[string, boolean, Record<string, string>, unknown]>([
    [
      'the id of the signing key',
      false,
      { OG_SIGNING_KEY: TEST_SECRET },
      { exitCode: EXIT.ok, printed: [TEST_KEYS.id] },
    ],
    [
      'the public half of the key that moves locks',
      true,
      { OG_REBIND_PRIVATE_KEY: developmentRebindKey() },
      { exitCode: EXIT.ok, printed: [developmentRebindPublicKey()] },
    ],
    ['no signing key', false, { OG_REBIND_PRIVATE_KEY: rsa }, ['secret_missing']],
    ['no key that moves locks', true, { OG_SIGNING_KEY: TEST_SECRET }, ['secret_missing']],
    ['another kind of key', true, { OG_REBIND_PRIVATE_KEY: rsa }, ['rebind_key_invalid']],
    ['no key at all', true, { OG_REBIND_PRIVATE_KEY: 'x' }, ['rebind_key_invalid']],
  ])('%s', async (_what, rebind, environmentVariables, expected) => {
    expect(await run(rebind, environmentVariables)).toEqual(expected)
  })
})
