import { expect, test } from 'vitest'
import type { KnownSecret } from '../../../scripts/shipping/receipts/known-secrets.ts'
import { makeReceipt, type ReceiptInputs } from '../../../scripts/shipping/receipts/make-receipt.ts'
import type { GuardedTenant } from '../../../scripts/shipping/tenant-state/guarded-tenant.ts'

const NOON = '2026-01-01T12:00:00.000Z'
const LATER = '2026-01-01T12:00:00.005Z'

/** Read back: the secret was last written at this time. */
const readBack = (writtenAt: string): GuardedTenant => ({
  resources: [
    {
      type: 'actions',
      name: 'guard',
      id: 'act_1',
      value: {},
      action: {
        code: '',
        versionId: 'ver_1',
        versionNumber: 1,
        secretsWrittenAt: { KEY: writtenAt },
      },
    },
  ],
})

const known = (fingerprint: string, writtenAt: string): KnownSecret => ({
  fingerprint,
  keyId: '0a0a0a0a',
  writtenAt,
})

test.each<[what: string, uploadedAt: string | null, readAt: string, KnownSecret | null]>([
  ['uploaded and untouched since', NOON, NOON, known('ours', NOON)],
  // Of the time of our own write: whoever compares sees that it was written since.
  [
    'uploaded, and written by somebody else before it was read back',
    NOON,
    LATER,
    known('ours', NOON),
  ],
  [
    'not uploaded, as an earlier receipt knew it',
    null,
    '2025-01-01',
    known('earlier', '2025-01-01'),
  ],
  ['not uploaded, and written since', null, NOON, null],
])('a secret is on record: %s', (_what, uploadedAt, readAt, recorded) => {
  const inputs: Pick<ReceiptInputs, 'ours' | 'actual' | 'known' | 'uploadedSecret' | 'keyId'> = {
    ours: new Set(['guard']),
    actual: readBack(readAt),
    known: { guard: { KEY: known('earlier', '2025-01-01') } },
    uploadedSecret: ({ id }, secret) =>
      uploadedAt === null || `${id} ${secret}` !== 'act_1 KEY'
        ? null
        : { fingerprint: 'ours', writtenAt: uploadedAt },
    keyId: '0a0a0a0a',
  }
  const { receipt } = makeReceipt(inputs as ReceiptInputs)
  expect(receipt.actions.map(({ secrets }) => secrets)).toEqual([{ KEY: recorded }])
})
