import { asking } from '../../auth0/asking.ts'
import { boundedPort } from '../../gateway/bounded-port.ts'
import { asFarAs } from '../../gateway/not-compared.ts'
import type { Rehearsal } from '../../gateway/rehearse.ts'
import { openSnapshot, readingText } from '../../gateway/tenant-snapshot.ts'
import { readAgain } from '../apply/read-again.ts'
import type { BuiltSession } from '../session.ts'
import type { DeployReceipt } from './receipt.ts'

type Settled = NonNullable<DeployReceipt['settled']>
type Settling = Pick<
  BuiltSession,
  'access' | 'desired' | 'engine' | 'fingerprint' | 'keyId' | 'receipts' | 'secrets'
>

/**
 * What a rehearsal that found nothing left to do had read, so that the next one can be spared; nothing
 * where it could not compare all: then the next one looks again, and says so again.
 * @param notes of the plan: of what the rehearsal met, and of what was judged beside it
 */
export const settledBy = (
  session: Settling,
  { readings }: Pick<Rehearsal, 'readings'>,
  notes: readonly string[],
): Settled | undefined =>
  session.keyId === null || asFarAs(notes) !== ''
    ? undefined
    : {
        desired: wishOf(session),
        readings: Object.fromEntries(
          readings.map(({ call, reading }) => [
            `${call.path}?${call.query}`,
            session.fingerprint(readingText(reading)),
          ]),
        ),
      }

/**
 * Whether git and the tenant are as they were when the last deploy found nothing left to do. Only a
 * receipt that these credentials have sealed is believed.
 */
export async function isSettled(session: Settling): Promise<boolean> {
  const { access, receipts, fingerprint, keyId } = session
  const last = (await receipts.list()).at(-1)
  const settled = last?.receipt.settled
  if (last === undefined || settled === undefined || !last.isSealed || keyId === null) return false
  if (last.receipt.outcome !== 'verified' || settled.desired !== wishOf(session)) return false
  const earlier = Object.entries(settled.readings).map(([asked, text]) => {
    const [path = '', search = ''] = asked.split('?')
    return { call: { method: 'GET' as const, path, query: new URLSearchParams(search) }, text }
  })
  const moved = await asking(access.address.domain, 'reading the tenant', () =>
    readAgain(earlier, openSnapshot(boundedPort(access.port, Date.now)), (reading) =>
      fingerprint(readingText(reading)),
    ),
  )
  return moved.length === 0
}

/** Another secret under the same name is another wish, and another engine may see what this one did not. */
const wishOf = ({ desired, engine, secrets, fingerprint }: Settling): string =>
  fingerprint([desired, engine, secrets])
