import { type DerivedKeys, deriveKeys, type Keyring } from '../../actions/records/keyring.ts'

/** Roots of the keys that tests sign with. They sign nothing else. */
export const TEST_SECRET = 'a-secret-for-tests-only-that-is-long-enough-1'
export const OLD_SECRET = 'a-secret-for-tests-only-that-is-long-enough-0'
export const FOREIGN_SECRET = 'a-secret-for-tests-only-that-is-long-enough-9'

export const TEST_KEYS: DerivedKeys = deriveKeys(TEST_SECRET)
export const OLD_KEYS: DerivedKeys = deriveKeys(OLD_SECRET)
export const FOREIGN_KEYS: DerivedKeys = deriveKeys(FOREIGN_SECRET)

export const aKeyring = (signing = TEST_KEYS, ...others: DerivedKeys[]): Keyring => ({
  signing,
  verifying: [signing, ...others],
})
