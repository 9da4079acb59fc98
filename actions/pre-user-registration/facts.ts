import type { Event } from '@auth0/actions/pre-user-registration/v2'
import { normaliseAddress } from '../../policies/address.ts'
import { modeFor, OFF, type Scope } from '../../policies/mode.ts'
import { NO_REQUESTS } from '../../policies/policy.ts'
import type { SignupFacts } from '../../policies/signup/facts.ts'
import { isOperators, type OperatorEvidence } from '../../policies/signup/operator-evidence.ts'
import { type LookUpTools, managementAccess } from '../management/management-access.ts'
import { readText } from '../reading/read-text.ts'
import { type Keyring, readKeyring } from '../records/keyring.ts'
import type { InvitationMap, SignupRulebook } from '../rulebook/baked-rulebook.ts'
import { findOpenInvitation } from './open-invitations.ts'
import { readOperatorEvidence } from './operator-evidence.ts'

export type SignupReading = { readonly facts: SignupFacts; readonly keyring: Keyring | null }

/**
 * Reads Auth0's event into facts, and open invitations where the gate asks for them.
 * @fact The event of pre-user-registration v2 has the members that are read here. (Auth0 docs,
 * pre-user-registration event object; read 2026-11-22)
 */
export async function readSignup(
  event: Event,
  rulebook: SignupRulebook,
  nowMs: number,
  tools: LookUpTools,
): Promise<SignupReading> {
  const scope: Scope = {
    application: readText(event.client?.client_id),
    organization: { kind: 'none' },
    identitySource: readText(event.connection?.id),
  }
  const address = normaliseAddress(readText(event.user?.email))
  const usable = address.kind === 'usable' ? address : null
  const form = usable?.form ?? null
  const keyring = readKeyring(event.secrets, rulebook.keyIds)
  const { rebindPublicKey } = rulebook.keyIds
  const operator = readOperatorEvidence(
    event,
    form,
    keyring,
    rebindPublicKey,
    nowMs,
    rulebook.signup.longestAllowanceMs,
  )
  const invitation = asksForInvitations(rulebook, scope, operator)
    ? await findOpenInvitation(
        form,
        {
          organizations: organizationsOf(rulebook.invitations, scope),
          maxPages: rulebook.invitations.maxPages,
          readsPerMinute: rulebook.invitations.readsPerMinute,
          nowMs,
        },
        managementAccess(event.secrets, tools),
      )
    : 'none'
  return {
    facts: {
      ...NO_REQUESTS,
      nowMs,
      scope,
      domain: usable?.domain ?? null,
      invitation,
      operator,
      bringsPhone: bringsPhone(event.user?.phone_number),
    },
    keyring,
  }
}

// Whatever stands there: what cannot be read may be a number to Auth0.
const bringsPhone = (written: unknown): boolean =>
  written !== undefined && written !== null && written !== ''

// No stranger can show such evidence, so that leaving the look-up out tells no stranger anything.
const asksForInvitations = (
  { signup }: SignupRulebook,
  scope: Scope,
  operator: OperatorEvidence,
): boolean =>
  signup.signupGate.admit === 'invited' &&
  !isOperators(operator, signup.signupGate.operators) &&
  modeFor(signup.rollout['signup-gate'] ?? OFF, scope) !== 'off'

const organizationsOf = (
  { clients, connections }: InvitationMap,
  { application, identitySource }: Scope,
): readonly string[] =>
  listedIn(clients, application) ?? listedIn(connections, identitySource) ?? []

const listedIn = (map: InvitationMap['clients'], id: string): readonly string[] | undefined =>
  Object.hasOwn(map, id) ? map[id] : undefined
