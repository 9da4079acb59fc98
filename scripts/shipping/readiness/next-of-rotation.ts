import { collect } from '../../ground/collect.ts'
import type { Fault } from '../../ground/user-fault.ts'
import { assertKeysRetirable } from '../assert-keys-retirable.ts'
import { tookGuardDown } from '../receipts/receipt.ts'
import type { Session } from '../session.ts'
import type { ReadTenant } from './judge-readiness.ts'

/** As docs/rotation.md has it: which of the three deploys comes next is told by what was deployed before. */
export async function nextOfRotation(
  { project, receipts }: Pick<Session, 'project' | 'receipts'>,
  root: string,
  nowMs: number,
): Promise<ReadTenant['rotation']> {
  const { signing, alsoVerifying } = project.environment.keys
  if (alsoVerifying === null) {
    return { what: 'begin: the id of a new key goes to `keys.alsoVerifying`', against: [] }
  }
  // What takes a guard down writes no secret: its keys are those of whichever branch it was run from.
  const filed = (await receipts.list()).filter((one) => !tookGuardDown(one))
  if (filed.length === 0) return { what: 'nobody knows', against: [notKnown(alsoVerifying)] }
  const hasSigned = filed.some(({ receipt }) => receipt.keys.signing === alsoVerifying)
  if (!hasSigned) {
    return {
      what: `sign with \`${alsoVerifying}\`, and go on verifying \`${signing}\``,
      against: [],
    }
  }
  const without = {
    ...project.environment,
    keys: { ...project.environment.keys, alsoVerifying: null },
  }
  const { faults } = await collect(() =>
    assertKeysRetirable({
      root,
      project: { ...project, environment: without },
      receipts,
      nowMs,
      marksToLose: 0,
    }),
  )
  return { what: `retire \`${alsoVerifying}\``, against: faults }
}

const notKnown = (id: string): Fault => ({
  code: 'receipt_missing',
  message: `no receipt says whether \`${id}\` is the next key or the one before`,
  fix: 'point `--receipts` at the folder that CI keeps',
})
