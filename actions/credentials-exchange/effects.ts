import type { CredentialsExchangeAPI, Event } from '@auth0/actions/credentials-exchange/v2'
import type { Decision } from '../../policies/decide.ts'
import type { MachineTokenFacts } from '../../policies/machine-token/facts.ts'
import { renderLogLine } from '../answers/log-line.ts'
import { renderRefusal } from '../answers/refusal-text.ts'
import { readKeyring } from '../records/keyring.ts'
import type { MachineTokenRulebook } from '../rulebook/baked-rulebook.ts'

/** Carries the decision out; the only place that touches Auth0's api when a machine asks. */
export function applyMachineTokenDecision(
  decision: Decision,
  facts: MachineTokenFacts,
  rulebook: MachineTokenRulebook,
  event: Event,
  api: CredentialsExchangeAPI,
): void {
  console.log(renderLogLine(decision, 'machine', facts, rulebook.hash))
  if (decision.outcome === 'allow') return
  const refused = { ...decision, atMs: facts.nowMs }
  const keyring = readKeyring(event.secrets, rulebook.keyIds)
  // Of the three codes that Auth0 takes here, the one that does not say "try again".
  api.access.deny('invalid_request', renderRefusal(refused, keyring, rulebook.messages, ''))
}
