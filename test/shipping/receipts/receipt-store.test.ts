import { rm } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import type { Receipt } from '../../../scripts/shipping/receipts/receipt.ts'
import { openReceipts } from '../../../scripts/shipping/receipts/receipt-store.ts'
import { anOddFolder } from '../../builders/an-odd-folder.ts'
import { TEST_SEAL } from '../../builders/test-seal.ts'

const folder = anOddFolder()
afterAll(() => rm(folder, { recursive: true, force: true }))

const aReceipt = (domain: string, at: string): Receipt => ({
  version: 1,
  kind: 'deploy',
  environment: 'staging',
  domain,
  at,
  actor: 'ci',
  reason: null,
  commit: null,
  isDirty: false,
  plan: null,
  rulebook: null,
  keys: { signing: '0a0a0a0a', alsoVerifying: null },
  actions: [],
  bindings: {},
  outcome: 'verified',
  wentBackTo: null,
  held: { keyId: '0a0a0a0a', values: { '/emails/provider': { 'credentials.api_key': 'hash' } } },
})

test('what was sent to another tenant of the same environment says nothing of this one', async () => {
  const open = (domain: string) =>
    openReceipts(folder, { environment: 'staging', domain }, TEST_SEAL)
  const [here, there] = ['here.example.com', 'there.example.com']
  await open(there).write(aReceipt(there, '2026-01-02T00:00:00.000Z'), [])
  await open(here).write(aReceipt(here, '2026-01-01T00:00:00.000Z'), [])
  const listed = await Promise.all([here, there, 'new.example.com'].map((one) => open(one).list()))
  expect(listed.map((filed) => filed.map(({ receipt }) => receipt.domain))).toEqual([
    [here],
    [there],
    [],
  ])
})
