import { generateKeyPairSync } from 'node:crypto'
import { deriveKeys } from '../../../../actions/records/keyring.ts'
import { type Case, PRODUCTION, PRODUCTION_KEY, withProduction } from '../a-case.ts'

const { publicKey } = generateKeyPairSync('ed25519')
const KEYS = {
  signing: deriveKeys(PRODUCTION_KEY).id,
  alsoVerifying: null,
  rebindPublicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
}

/** Somebody answers for each key. */
export const CUSTODY_CASES: readonly Case[] = [
  {
    what: 'nobody says who keeps the keys of a protected environment',
    changes: withProduction({ protected: true }),
    environments: ['production'],
    found: [['custody_undeclared', PRODUCTION, '"keys"']],
  },
  {
    what: 'somebody keeps the signing key, and nobody the key that locks are moved with',
    changes: withProduction({
      protected: true,
      keys: { ...KEYS, custody: { signing: 'platform' } },
    }),
    environments: ['production'],
    found: [['custody_undeclared', PRODUCTION, '"custody"']],
  },
  {
    what: 'both have somebody',
    changes: withProduction({
      protected: true,
      keys: { ...KEYS, custody: { signing: '@acme/platform', rebind: 'help-desk' } },
    }),
    environments: ['production'],
    found: [],
  },
  {
    what: 'a protected environment that only watches, and one that is not protected',
    changes: withProduction({ protected: true, ceiling: 'monitor' }),
    environments: ['production', 'local'],
    found: [],
  },
]
