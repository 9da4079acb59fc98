import type { CredentialsExchangeAPI, Event } from '@auth0/actions/credentials-exchange/v2'
import { decideMachineToken } from '../../policies/machine-token/decide.ts'
import { sendDecision } from '../answers/decision-sink.ts'
import { refusalAfterFailure, refuseOrThrow } from '../answers/own-failure.ts'
import type { MachineTokenRulebook } from '../rulebook/baked-rulebook.ts'
import { applyMachineTokenDecision } from './effects.ts'
import { isForRepair, readMachineToken } from './facts.ts'

// Auth0 accepts a native async function only, under this very name.
export async function onExecuteCredentialsExchange(
  event: Event,
  api: CredentialsExchangeAPI,
): Promise<void> {
  const rulebook: MachineTokenRulebook = BAKED_RULEBOOK
  // Before anything that could fail: the guard must never lock out its own repair.
  if (isForRepair(event, rulebook)) return
  try {
    const facts = readMachineToken(event, rulebook, Date.now())
    const decision = decideMachineToken(facts, rulebook.machineToken)
    applyMachineTokenDecision(decision, facts, rulebook, event, api)
    await sendDecision(decision, facts, rulebook)
  } catch (error) {
    const refusal = refusalAfterFailure(error, rulebook, rulebook.machineToken, 'OG_RETRY')
    if (refusal !== null) refuseOrThrow(() => api.access.deny('server_error', refusal))
  }
}
