import { exportPKCS8, exportSPKI } from 'jose'
import { generate } from 'selfsigned'
import type { SigningKey } from '../signing-key.ts'
import type { JsonObject, Tenant } from '../store.ts'

const VALID_DAYS = 4_745

/** Made when they are first asked for: few ask, and a tenant is started often. */
const made = new WeakMap<SigningKey, Promise<readonly JsonObject[]>>()

/**
 * @fact Every application shows the certificate of the key that signs for the tenant, in two forms, and
 * whose it is. (Management API, clients; recorded 2026-08-10)
 */
export function signingCertificatesOf(tenant: Tenant): Promise<readonly JsonObject[]> {
  const known = made.get(tenant.signingKey) ?? certify(tenant)
  made.set(tenant.signingKey, known)
  return known
}

async function certify({ signingKey, domain, clock }: Tenant): Promise<readonly JsonObject[]> {
  const [privateKey, publicKey] = await Promise.all([
    exportPKCS8(signingKey.privateKey),
    exportSPKI(signingKey.publicKey),
  ])
  const notBeforeDate = new Date(clock.now())
  const { cert, pkcs7 = '' } = await generate([{ name: 'commonName', value: domain }], {
    algorithm: 'sha256',
    keyType: 'rsa',
    keyPair: { privateKey, publicKey },
    pkcs7: true,
    notBeforeDate,
    notAfterDate: new Date(notBeforeDate.getTime() + VALID_DAYS * 86_400_000),
  })
  return [{ cert, pkcs7, subject: `/CN=${domain}` }]
}
