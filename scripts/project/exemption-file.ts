import { z } from 'zod'
import type { PolicyId } from '../../policies/catalogue.ts'
import { LOGIN_POLICIES } from '../../policies/login/decide.ts'
import { MACHINE_TOKEN_POLICIES } from '../../policies/machine-token/decide.ts'
import { PASSWORD_RESET_POLICIES } from '../../policies/password-reset/decide.ts'
import { SIGNUP_POLICIES } from '../../policies/signup/decide.ts'
import { Accountable } from './accountable.ts'
import type { Kind } from './resolve.ts'
import { UNKNOWN_SCOPES } from './unknown-scopes.ts'

const KEYS = {
  clients: 'client',
  organizations: 'organization',
  connections: 'connection',
} as const satisfies Record<Kind, string>

const EXEMPTIBLE = [
  ...LOGIN_POLICIES,
  ...PASSWORD_RESET_POLICIES,
  ...MACHINE_TOKEN_POLICIES,
  ...SIGNUP_POLICIES,
].flatMap(({ id, isHumanDecision, modeFrom }): readonly PolicyId[] =>
  isHumanDecision || modeFrom !== undefined ? [] : [id],
)

/** It sets one policy aside, for the logins that it names. */
export const ExemptionFile = z
  .strictObject({
    policy: z.enum(EXEMPTIBLE).describe('human decisions and the guard itself know no exemption'),
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
