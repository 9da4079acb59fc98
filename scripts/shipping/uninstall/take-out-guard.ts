import { below, type Call, CallRefused, isSuccess } from '../../gateway/call.ts'
import { ACTIONS } from '../../gateway/draft-difference.ts'
import type { TenantPort } from '../../gateway/tenant-port.ts'
import type { UninstallPlan } from './plan-uninstall.ts'
import {
  describeAction,
  describeClient,
  describeStream,
  describeUnbinding,
} from './render-uninstall.ts'
import { unbindGuards } from './unbind-guards.ts'

/**
 * Bindings first: what is not bound refuses nobody. Then streams, which would go on to call an Action that is
 * gone. Stopped anywhere, what is left is found again by a next plan.
 * @param onGone told of each step that was done, in words
 * @fact An Action is deleted once no trigger runs it any more. (types of auth0 7.1.0, `actions.delete`; read
 * 2026-12-02)
 */
export async function takeOutGuard(
  port: TenantPort,
  { bindings, streams, actions }: UninstallPlan,
  onStep: (line: string) => void,
  onGone: (line: string) => void,
): Promise<void> {
  for (const { trigger } of bindings) {
    onStep(`unbinding from ${trigger}`)
    const unbound = await unbindGuards(port, trigger)
    if (unbound !== null) onGone(describeUnbinding({ trigger, ...unbound }))
  }
  for (const stream of streams) {
    onStep(`deleting the stream ${stream.name}`)
    await remove(port, below('/event-streams', stream.id))
    onGone(describeStream(stream))
  }
  for (const action of actions) {
    onStep(`deleting ${action.name}`)
    await remove(port, below(ACTIONS, action.id))
    onGone(describeAction(action))
  }
}

export async function deleteClients(
  port: TenantPort,
  clients: UninstallPlan['clients'],
  onStep: (line: string) => void,
  onGone: (line: string) => void,
): Promise<void> {
  for (const client of clients) {
    onStep(`deleting the client ${client.name}`)
    await remove(port, below('/clients', client.id))
    onGone(describeClient(client))
  }
}

/** What is gone already is as it shall be. */
async function remove(port: TenantPort, path: string): Promise<void> {
  const call: Call = { method: 'DELETE', path, query: new URLSearchParams() }
  const answer = await port(call)
  if (!isSuccess(answer) && answer.status !== 404) throw new CallRefused(call, answer)
}
