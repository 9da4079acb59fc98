import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose'

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
