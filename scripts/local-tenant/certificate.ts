import { randomBytes } from 'node:crypto'
import { generate } from 'selfsigned'

export type Certificate = {
  /** PEM; self-signed, so it is also what clients trust (`NODE_EXTRA_CA_CERTS`, `ca`). */
  readonly certificate: string
  /** PEM. Lives in memory only. */
  readonly privateKey: string
}

const VALID_DAYS = 30

/**
 * A certificate for `localhost` and `127.0.0.1`, made anew for each tenant.
 * Why elliptic: making the key takes a millisecond, and so does each handshake.
 */
export async function createCertificate(): Promise<Certificate> {
  const notBeforeDate = new Date(Date.now() - 86_400_000)
  const name = [
    { name: 'commonName', value: 'localhost' },
    // Clients that trust several of these tell them apart by name.
    { name: 'organizationName', value: `Local tenant ${randomBytes(8).toString('hex')}` },
  ]
  const made = await generate(name, {
    algorithm: 'sha256',
    keyType: 'ec',
    curve: 'P-256',
    notBeforeDate,
    notAfterDate: new Date(notBeforeDate.getTime() + VALID_DAYS * 86_400_000),
    extensions: [
      // A client that is told to trust this one certificate needs it to be its own issuer.
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  })
  // Ends its last line, so that several can be put into one file.
  return { certificate: `${made.cert.trimEnd()}\n`, privateKey: made.private }
}
