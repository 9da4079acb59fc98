import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'

/** The tenant's RS256 key: signs ID tokens and access tokens, and checks Management API tokens. */
export type SigningKey = {
  readonly kid: string
  readonly publicKey: CryptoKey
  /** For oidc-provider's `jwks`; contains the private part. */
  readonly privateJwk: JWK
  readonly privateKey: CryptoKey
}

export async function createSigningKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const kid = 'local-1'
  const privateJwk = { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }
  return { kid, publicKey, privateJwk, privateKey }
}

/**
 * A key that another run of the tenant made: tokens it signed stay good.
 * @throws Error where it is no private RSA key
 */
export async function importSigningKey(privateJwk: JWK): Promise<SigningKey> {
  const { kty, n, e, kid, alg } = privateJwk
  const [privateKey, publicKey] = await Promise.all([
    importJWK(privateJwk, 'RS256', { extractable: true }),
    importJWK({ kty, n, e, kid, alg } as JWK, 'RS256', { extractable: true }),
  ])
  if (kid === undefined || !isKey(privateKey, 'private') || !isKey(publicKey, 'public')) {
    throw new Error('no private RSA key with an id')
  }
  return { kid, publicKey, privateJwk, privateKey }
}

const isKey = (key: CryptoKey | Uint8Array, type: CryptoKey['type']): key is CryptoKey =>
  !(key instanceof Uint8Array) && key.type === type
