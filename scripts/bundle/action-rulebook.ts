import { createHash } from 'node:crypto'
import type {
  BakedRulebook,
  DriftRulebook,
  LoginRulebook,
  MachineTokenRulebook,
  PasswordResetRulebook,
  SignupRulebook,
} from '../../actions/rulebook/baked-rulebook.ts'

/** What of the rulebook each Action holds: a login need not carry whom sign-ups are open to. */
const PARTS = {
  'post-login': ({
    hash,
    signup,
    invitations,
    passwordReset,
    machineToken,
    managementAudience,
    drift,
    ...rest
  }): Omit<LoginRulebook, 'hash'> => rest,
  // It judges the next login, and tells nobody.
  'event-stream': ({
    keyIds,
    capabilities,
    equivalentDomains,
    login,
    drift,
  }): Omit<DriftRulebook, 'hash'> => ({
    keyIds,
    capabilities,
    equivalentDomains,
    login,
    ...(drift === undefined ? {} : { drift }),
  }),
  'pre-user-registration': ({
    keyIds,
    messages,
    sink,
    signup,
    invitations,
  }): Omit<SignupRulebook, 'hash'> => ({ keyIds, messages, sink, signup, invitations }),
  'credentials-exchange': ({
    keyIds,
    messages,
    sink,
    machineToken,
    managementAudience,
  }): Omit<MachineTokenRulebook, 'hash'> => ({
    keyIds,
    messages,
    sink,
    machineToken,
    managementAudience,
  }),
  'password-reset-post-challenge': ({
    keyIds,
    messages,
    sink,
    equivalentDomains,
    passwordReset,
  }): Omit<PasswordResetRulebook, 'hash'> => ({
    keyIds,
    messages,
    sink,
    equivalentDomains,
    passwordReset,
  }),
} satisfies Readonly<Record<string, (rulebook: BakedRulebook) => object>>

/**
 * The rulebook as one Action holds it, with a hash of that alone: what is decided at another moment
 * makes no new version of this Action. Pure.
 */
export function actionRulebook(
  trigger: keyof typeof PARTS,
  rulebook: BakedRulebook,
): { readonly hash: string } {
  const part = PARTS[trigger](rulebook)
  const hash = createHash('sha256').update(JSON.stringify(part)).digest('hex').slice(0, 8)
  return { hash, ...part }
}
