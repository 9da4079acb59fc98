import type { KeyObject } from 'node:crypto'
import { deriveBytes } from '../../actions/records/keyring.ts'
import { DEVELOPMENT_SIGNING_KEY } from './local-environments.ts'
import { rebindKeyFrom, rebindPublicKeyOf } from './rebind-key.ts'

/**
 * The private key that permissions to move are signed with in the local environments, PEM. It follows
 * from the development key, so it is as public: whoever reads this may move any lock there.
 */
export const developmentRebindKey = (): string =>
  developmentRebindPrivateKey().export({ type: 'pkcs8', format: 'pem' }).toString()

/** As the local environments commit it. */
export const developmentRebindPublicKey = (): string =>
  rebindPublicKeyOf(developmentRebindPrivateKey())

/** The same key, to sign with. */
export const developmentRebindPrivateKey = (): KeyObject =>
  rebindKeyFrom(deriveBytes(DEVELOPMENT_SIGNING_KEY, 'rebind'))
