import { z } from 'zod'
import { Accountable } from './accountable.ts'
import type { Kind } from './resolve.ts'
import { UNKNOWN_SCOPES } from './unknown-scopes.ts'

const KEYS = {
  clients: 'client',
  organizations: 'organization',
  connections: 'connection',
} as const satisfies Record<Kind, string>

/** It sets one policy aside, for the logins that it names. */
export const ExemptionFile = z
  .strictObject({
    policy: z
      .enum([
        'org-required',
        'membership',
        'verified-email',
        'source-domain',
        'email-lock',
        'identity-lock',
        'identifier-lock',
        'delegation',
        'upstream-freshness',
        'machine-token-gate',
        'signup-gate',
      ])
      .describe('human decisions and the guard itself know no exemption'),
    client: z.string().min(1).optional(),
    organization: z.string().min(1).optional(),
    connection: z.string().min(1).optional(),
    ...Accountable,
  })
  .refine(
    ({ client, organization, connection }) =>
      client !== undefined || organization !== undefined || connection !== undefined,
    'a client, an organization or a connection',
  )
  .superRefine(({ policy, ...scope }, context) => {
    for (const [kind, key] of Object.entries(KEYS) as [Kind, keyof typeof scope][]) {
      const why = UNKNOWN_SCOPES[policy]?.[kind]
      if (why === undefined || scope[key] === undefined) continue
      context.addIssue({ code: 'custom', path: [key], message: `none for \`${policy}\`: ${why}` })
    }
  })
