import { createPrivateKey, type KeyObject } from 'node:crypto'
import { deriveBytes } from '../../actions/records/keyring.ts'
import { DEVELOPMENT_SIGNING_KEY } from './local-environments.ts'
import { rebindPublicKeyOf } from './rebind-key.ts'

/**
 * @fact These bytes precede the 32 bytes of an Ed25519 private key in PKCS #8. (RFC 8410, section
 * 7; read 2026-11-23)
 */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * The private key that permissions to move are signed with in the local environments, PEM. It follows
 * from the development key, so it is as public: whoever reads this may move any lock there.
 */
export const developmentRebindKey = (): string =>
  privateKey().export({ type: 'pkcs8', format: 'pem' }).toString()

/** As the local environments commit it. */
export const developmentRebindPublicKey = (): string => rebindPublicKeyOf(privateKey())

const privateKey = (): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, deriveBytes(DEVELOPMENT_SIGNING_KEY, 'rebind')]),
    format: 'der',
    type: 'pkcs8',
  })
