import { developmentRebindKey } from '../project/development-rebind-key.ts'
import { isLocalEnvironment } from '../project/local-environments.ts'
import { makeWitness } from './make-witness.ts'
import type { Observation, ShutOut } from './observation.ts'
import { observeShutOut } from './observe-shut-out.ts'
import { type CanaryPlace, canaryFor, openCanaryWitness } from './open-canary-witness.ts'
import { staysOpen } from './stays-open.ts'
import type { Tools } from './tools.ts'
import { whyItFailed, whyItStays } from './why-it-failed.ts'

/**
 * Tries what was done to a person on somebody who stands for them: a canary of the environment, or, in a
 * local tenant without one, an account made for it. Never throws: the person is shut out already, and what
 * could not be seen is said.
 */
export async function observeWithWitness(
  tools: Tools,
  place: CanaryPlace,
  shutOut: ShutOut,
): Promise<Observation> {
  const open = staysOpen(place.project, shutOut.where)
  const seen = await tryOn(tools, place, shutOut)
  if ('unobserved' in seen) return open.length === 0 ? seen : { ...seen, open }
  return { ...seen, open, holds: seen.refused && open.length === 0 }
}

async function tryOn(tools: Tools, place: CanaryPlace, shutOut: ShutOut): Promise<Observation> {
  try {
    const canary = canaryFor(place.project, shutOut)
    if (canary !== undefined) {
      const witness = await openCanaryWitness(tools, canary, place, shutOut)
      if ('unobserved' in witness) return witness
      try {
        return await observeShutOut(tools, witness, shutOut.where)
      } finally {
        witness.browser.close()
      }
    }
    if (!isLocalEnvironment(place.project)) return { unobserved: NO_CANARY }
    return await observeWithMade(tools, place, shutOut)
  } catch (error) {
    return { unobserved: `trying it failed: ${whyItFailed(error)}` }
  }
}

const NO_CANARY = 'the environment names no canary that is to be admitted there'

async function observeWithMade(
  tools: Tools,
  { address, project, variables }: CanaryPlace,
  shutOut: ShutOut,
): Promise<Observation> {
  const privateKey = variables.OG_REBIND_PRIVATE_KEY || developmentRebindKey()
  const sealing = { privateKey, publicKey: project.environment.keys.rebindPublicKey }
  const witness = await makeWitness(tools, address, sealing, shutOut)
  if ('unobserved' in witness) return witness
  const seen = await observeShutOut(tools, witness, shutOut.where).catch(
    (error: unknown): Observation => ({ unobserved: `trying it failed: ${whyItFailed(error)}` }),
  )
  witness.browser.close()
  const left = await whyItStays(tools, witness.dismiss)
  // With the account goes whatever block it still has.
  const { left: _block, ...gone } = seen
  if (left === null) return gone
  return { ...gone, left: `${witness.name} stays as \`${witness.userId}\`, to be deleted: ${left}` }
}
