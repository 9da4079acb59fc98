import { type AboutPolicy, settings } from '../about.ts'

export type SourceDomainSettings = {
  /** The address domains that an identity source vouches for, by its id; lower-case ASCII. */
  readonly domains: Readonly<Record<string, readonly string[]>>
  /** What a company's own identity source gets of which nothing says its domains. */
  readonly unlisted: 'pass' | 'refuse'
}

export const SOURCE_DOMAIN = {
  id: 'source-domain',
  number: 16,
  moment: 'login',
  reasons: {
    SOURCE_DOMAIN_MISMATCH: [
      33,
      'OG_ADMIN',
      'the identity source vouches for an address that is not of its domains',
      'correct the address at the identity provider, or its domains',
    ],
  },
  settings: settings<{ readonly sourceDomain: SourceDomainSettings }>({
    sourceDomain: { domains: {}, unlisted: 'refuse' },
  }),
} as const satisfies AboutPolicy
