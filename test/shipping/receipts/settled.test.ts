import { expect, test } from 'vitest'
import { fingerprintWith } from '../../../scripts/gateway/secret-mark.ts'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { engineHash } from '../../../scripts/shipping/engine-hash.ts'
import { isSettled, settledBy } from '../../../scripts/shipping/receipts/settled.ts'
import { aCall } from '../../gateway/a-call.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

type Settling = Parameters<typeof isSettled>[0]

const settling = (role: string, others: Partial<Settling> = {}): Settling => ({
  access: {
    address: { domain: 'tenant.example.com', certificate: null },
    port: memoryPort({ '/roles/rol_1': { name: role } }).port,
  } as Settling['access'],
  desired: 'a-build',
  engine: 'an-engine',
  fingerprint: fingerprintWith('a-key'),
  keyId: 'kid',
  receipts: {} as Settling['receipts'],
  secrets: { API_KEY: 'one' },
  ...others,
})

/** A receipt of what `settling('Member')` found nothing left to do for. */
async function settledReceipt(notes: readonly string[] = []) {
  const session = settling('Member')
  const snapshot = openSnapshot(session.access.port)
  await snapshot.read(aCall('GET /roles/rol_1'))
  return settledBy(session, { readings: await snapshot.readings() }, notes)
}

test.each<[what: string, Settling, isSealed: boolean, isSettled: boolean]>([
  ['as it was', settling('Member'), true, true],
  ['by a receipt that nobody sealed', settling('Member'), false, false],
  ['another build', settling('Member', { desired: 'another' }), true, false],
  ['another secret', settling('Member', { secrets: { API_KEY: 'two' } }), true, false],
  ['another engine', settling('Member', { engine: 'another' }), true, false],
  ['another tenant', settling('Guest'), true, false],
  ['no key to compare with', settling('Member', { keyId: null }), true, false],
])('nothing is left to do: %s', async (_what, session, isSealed, expected) => {
  const receipt = { outcome: 'verified', settled: await settledReceipt() }
  const receipts = { list: async () => [{ file: 'a.json', receipt, isSealed }] }
  expect(await isSettled({ ...session, receipts: receipts as never })).toBe(expected)
})

test.each([
  ['managed, but not in the tenant folder', true],
  ['the tenant does not show it, so it is not compared', false],
  ['set as this program last sent it; the tenant never gives it back', false],
])('of a run that noted `%s` a receipt says so: %s', async (note, expected) => {
  expect((await settledReceipt([note])) !== undefined).toBe(expected)
})

test('the engine is the same as long as nobody changes it', async () => {
  expect(await engineHash()).toBe(await engineHash())
})
