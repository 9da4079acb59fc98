import { expect, test } from 'vitest'
import { uninstalledNote } from '../../../scripts/shipping/plan/uninstalled-note.ts'
import type { DeployReceipt, FiledReceipt } from '../../../scripts/shipping/receipts/receipt.ts'
import { aReceipt } from '../../builders/a-receipt.ts'

const filed = (
  kind: DeployReceipt['kind'],
  outcome: DeployReceipt['outcome'],
  told: Partial<DeployReceipt> = {},
): FiledReceipt => ({
  file: '1.json',
  isSealed: true,
  isProven: true,
  receipt: aReceipt({
    domain: 'tenant.example.com',
    at: '2026-11-01',
    actor: 'ops',
    kind,
    outcome,
    ...told,
  }),
})

test.each<[string, readonly FiledReceipt[], readonly string[]]>([
  ['nothing was filed', [], []],
  ['it was deployed since', [filed('uninstall', 'verified'), filed('deploy', 'verified')], []],
  [
    'it went',
    [filed('deploy', 'verified'), filed('uninstall', 'verified')],
    ['the guard was taken out on 2026-11-01 by ops: a deploy puts it back'],
  ],
  [
    'the tenant stopped it half-way',
    [filed('uninstall', 'differences')],
    ['the guard, but not all of it, was taken out on 2026-11-01 by ops: a deploy puts it back'],
  ],
  [
    'a deploy was stopped since, behind a secret that it had voided',
    [
      filed('uninstall', 'verified', { removed: ['the guard'] }),
      filed('uninstall', 'differences', { at: '2026-11-02', actor: 'bob' }),
    ],
    ['the guard was taken out on 2026-11-01 by ops: a deploy puts it back'],
  ],
])('where %s', (_what, receipts, notes) => {
  expect(uninstalledNote(receipts)).toEqual(notes)
})
