import { describe, expect, test } from 'vitest'
import { deriveKeys } from '../../../actions/records/keyring.ts'
import type { Fault } from '../../../scripts/ground/user-fault.ts'
import {
  checkKeys,
  checkSecrets,
  type SecretSource,
} from '../../../scripts/project/check-secrets.ts'
import { developmentRebindPublicKey } from '../../../scripts/project/development-rebind-key.ts'
import { loadProject, type Project } from '../../../scripts/project/load-project.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../../scripts/project/local-environments.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import {
  FOREIGN_SECRET,
  OLD_KEYS,
  OLD_SECRET,
  TEST_KEYS,
  TEST_SECRET,
} from '../../builders/test-keys.ts'

const local = await loadProject(ROOT, 'local')
const DEVELOPMENT_ID = deriveKeys(DEVELOPMENT_SIGNING_KEY).id

const NO_KEYS = { signing: '', alsoVerifying: null, rebindPublicKey: null }

type Differences = Partial<Project['environment']>
const project = (environmentName: string, differences: Differences = {}): Project => ({
  ...local,
  environmentName,
  environment: {
    ...local.environment,
    domain: `${environmentName}.example.com`,
    keys: { ...NO_KEYS, signing: TEST_KEYS.id },
    secrets: ['OG_SIGNING_KEY', 'OG_DOMAIN'],
    ...differences,
  },
})
const good = { OG_SIGNING_KEY: TEST_SECRET, OG_DOMAIN: 'tenant.example.com' }
const rotation: Differences = {
  keys: { ...NO_KEYS, signing: TEST_KEYS.id, alsoVerifying: OLD_KEYS.id },
  secrets: ['OG_SIGNING_KEY', 'OG_VERIFYING_KEY'],
}
const codes = (faults: readonly Fault[]): readonly string[] => faults.map(({ code }) => code)

describe('the secrets of an environment', () => {
  test.each<[string, Differences, SecretSource, readonly string[]]>([
    ['all there', {}, good, []],
    ['one missing', {}, { OG_SIGNING_KEY: TEST_SECRET }, ['secret_missing']],
    ['one empty', {}, { ...good, OG_DOMAIN: '' }, ['secret_missing']],
    ['all missing', {}, {}, ['secret_missing', 'secret_missing']],
    ['another key', {}, { ...good, OG_SIGNING_KEY: FOREIGN_SECRET }, ['key_mismatch']],
    ['a short key', {}, { ...good, OG_SIGNING_KEY: 'x'.repeat(42) }, ['key_too_short']],
    [
      'the development key',
      {},
      { ...good, OG_SIGNING_KEY: DEVELOPMENT_SIGNING_KEY },
      ['key_mismatch'],
    ],
    ['a rotation', rotation, { OG_SIGNING_KEY: TEST_SECRET, OG_VERIFYING_KEY: OLD_SECRET }, []],
    [
      'a rotation without the older key',
      rotation,
      { OG_SIGNING_KEY: TEST_SECRET },
      ['secret_missing'],
    ],
    [
      'a rotation with a wrong older key',
      rotation,
      { OG_SIGNING_KEY: TEST_SECRET, OG_VERIFYING_KEY: FOREIGN_SECRET },
      ['key_mismatch'],
    ],
    [
      'a rotation with the keys exchanged',
      rotation,
      { OG_SIGNING_KEY: OLD_SECRET, OG_VERIFYING_KEY: TEST_SECRET },
      ['key_mismatch', 'key_mismatch'],
    ],
    ['an older key nobody asks for', {}, { ...good, OG_VERIFYING_KEY: FOREIGN_SECRET }, []],
    // The Action refuses every enforced login without a key that its rulebook names.
    [
      'a key the rulebook names, and no list of secrets does',
      { keys: rotation.keys as Project['environment']['keys'] },
      good,
      ['secret_missing'],
    ],
    ['a signing key that no list of secrets names', { secrets: [] }, {}, ['secret_missing']],
  ])('%s', (_what, differences, secrets, expected) => {
    expect(codes(checkSecrets(project('staging', differences), secrets))).toEqual(expected)
  })

  test('no value is ever shown', () => {
    const values = { OG_SIGNING_KEY: FOREIGN_SECRET, OG_DOMAIN: '' }
    const faults = [
      ...checkSecrets(project('staging'), values),
      ...checkSecrets(project('staging'), { ...values, OG_SIGNING_KEY: 'too-short-to-be-a-key' }),
    ]
    expect(faults.length).toBeGreaterThan(2)
    expect(JSON.stringify(faults)).not.toMatch(/a-secret-for|too-short-to/)
  })

  test('what is found and what is accepted are key ids', () => {
    const [fault] = checkSecrets(project('staging'), { ...good, OG_SIGNING_KEY: OLD_SECRET })
    expect(fault?.message).toBe(
      `secret \`OG_SIGNING_KEY\` is not the key that \`keys.signing\` in \`tenant/environments/staging.json\` names: found the key with id \`${OLD_KEYS.id}\`, accepted is \`${TEST_KEYS.id}\``,
    )
  })
})

describe('a build without secrets', () => {
  test('demands none', () => {
    expect(checkKeys(project('staging'), {})).toEqual([])
  })
})

describe('the development keys, which everyone knows', () => {
  const signing = { keys: { ...NO_KEYS, signing: DEVELOPMENT_ID } }
  const verifying = {
    keys: { ...NO_KEYS, signing: TEST_KEYS.id, alsoVerifying: DEVELOPMENT_ID },
  }

  const permitting = {
    keys: {
      ...NO_KEYS,
      signing: TEST_KEYS.id,
      rebindPublicKey: developmentRebindPublicKey(),
    },
  }

  // A name is only a file's: the tenant must be on this machine too.
  const home = { domain: 'localhost:4443' }
  test.each<[string, string, Differences, readonly string[]]>([
    ['signs at home', 'local', { ...signing, ...home }, []],
    ['signs at home, where keys are checked strictly', 'local-strict', { ...signing, ...home }, []],
    [
      'signs on this machine under another name',
      'staging',
      { ...signing, ...home },
      ['development_key'],
    ],
    ['signs elsewhere', 'staging', signing, ['development_key']],
    ['is believed elsewhere', 'staging', verifying, ['development_key']],
    ['permits moves elsewhere', 'staging', permitting, ['development_key']],
    ['permits moves', 'local-strict', { ...permitting, domain: 'localhost:4443' }, []],
    [
      'signs in an environment called local, of a tenant of Auth0',
      'local',
      { ...signing, domain: 'acme.eu.auth0.com' },
      ['development_key'],
    ],
    [
      'signs for a tenant that is called as if it were here',
      'local',
      { ...signing, domain: 'localhost.example.com' },
      ['development_key'],
    ],
  ])('%s', (_what, name, differences, expected) => {
    expect(codes(checkKeys(project(name, differences), {}))).toEqual(expected)
  })

  test('is the one the local environment names', () => {
    expect(local.environment.keys.signing).toBe(DEVELOPMENT_ID)
  })
})
