import { expect, test } from 'vitest'
import { heldValues } from '../../../scripts/shipping/receipts/known-secrets.ts'
import type { DeployReceipt } from '../../../scripts/shipping/receipts/receipt.ts'
import { aReceipt } from '../../builders/a-receipt.ts'

const PROVIDER = '/emails/provider'
const OTHERS = '/connections/con_1'

/** A receipt of a deploy that sent the secret of one resource. */
const sent = (keyId: string, root: string, hash: string): DeployReceipt['held'] => ({
  keyId,
  values: { [root]: { secret: hash } },
})

test.each<[what: string, held: readonly DeployReceipt['held'][], known: unknown]>([
  ['nothing of receipts that say nothing', [undefined], {}],
  ['what this key sent', [sent('ours', PROVIDER, 'one')], { [PROVIDER]: { secret: 'one' } }],
  [
    'what it sent last',
    [sent('ours', PROVIDER, 'one'), undefined, sent('ours', PROVIDER, 'two')],
    { [PROVIDER]: { secret: 'two' } },
  ],
  [
    'no longer what another key replaced since',
    [sent('ours', PROVIDER, 'one'), sent('ours', OTHERS, 'one'), sent('theirs', PROVIDER, 'two')],
    { [PROVIDER]: { secret: '' }, [OTHERS]: { secret: 'one' } },
  ],
  [
    'what it sent behind another key',
    [sent('theirs', PROVIDER, 'one'), sent('ours', PROVIDER, 'two')],
    { [PROVIDER]: { secret: 'two' } },
  ],
])('of what is never given back, a key knows %s', (_what, held, known) => {
  const filed = held.map((one) => ({
    file: '',
    isSealed: true,
    receipt: {
      ...aReceipt({ domain: 'tenant.example.com', at: '2026-01-01T12:00:00.000Z' }),
      ...(one === undefined ? {} : { held: one }),
    },
  }))
  expect(heldValues(filed, 'ours')).toEqual(known)
})
