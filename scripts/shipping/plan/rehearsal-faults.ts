import type { Rehearsal } from '../../gateway/rehearse.ts'
import { plainText } from '../../ground/printing/plain-text.ts'
import type { Fault } from '../../ground/user-fault.ts'

export type RehearsalFaults = {
  /** The folder is not what the Deploy CLI takes: nothing was rehearsed. */
  readonly input: readonly Fault[]
  /** It stumbled on the way: what comes after is not known. */
  readonly beyond: readonly Fault[]
}

/** Why a rehearsal did not get to its end, or what in it nobody can vouch for. Pure. */
export function rehearsalFaults({
  run: { failure },
  unknown,
}: Pick<Rehearsal, 'run' | 'unknown'>): RehearsalFaults {
  const unclear = unknown.map(cannotTell)
  if (failure === null) return { input: [], beyond: unclear }
  const said = plainText(failure.message)
  const where = [failure.stage, failure.type].filter((one) => one !== '').join(' of ')
  return failure.stage === 'processChanges'
    ? { input: [], beyond: [...unclear, notBeyond(where, said)] }
    : { input: [notTaken(where, said)], beyond: [] }
}

const notTaken = (where: string, said: string): Fault => ({
  code: 'folder_refused',
  message: `the Deploy CLI does not take the tenant folder${where === '' ? '' : ` (${where})`}: ${said}`,
  fix: 'mend what it names; nothing was changed',
})

const notBeyond = (where: string, said: string): Fault => ({
  code: 'not_rehearsed',
  message: `could not be rehearsed beyond ${where}, where the Deploy CLI stopped: ${said}`,
  fix: 'mend what it names, or let the environment manage less',
})

const cannotTell = (call: string): Fault => ({
  code: 'write_not_understood',
  message: `\`${call}\` would be sent, and nobody here knows what it changes`,
  fix: 'grant the scope to read what it belongs to, or let the environment not manage that',
})
