import { expect, test } from 'vitest'
import { openingNotes } from '../../../scripts/shipping/plan/opening-notes.ts'
import type { DeployReceipt, FiledReceipt } from '../../../scripts/shipping/receipts/receipt.ts'
import { aReceipt } from '../../builders/a-receipt.ts'

const OLD = 'sets aside: email-lock for client `Reports` until 2027-01-31'
const NEW = 'trusts: `acme-oidc` with addresses it never verified'

type Given = Pick<DeployReceipt, 'kind'> &
  Partial<Pick<DeployReceipt, 'openings' | 'wentBackTo'>> & { readonly isSealed?: boolean }

/** Each filed on the next day, under a name that says so. */
const filed = (...given: readonly Given[]): readonly FiledReceipt[] =>
  given.map(({ isSealed = true, ...differences }, index) => ({
    file: `${index + 1}.json`,
    isSealed,
    isProven: isSealed,
    receipt: aReceipt({
      domain: 'tenant.example.com',
      at: `2026-11-0${index + 1}`,
      ...differences,
    }),
  }))

const deployed = (...openings: readonly string[]): Given => ({ kind: 'deploy', openings })
const OTHER = (day: number) => `other than the deploy of 2026-11-0${day}`

test.each<[string, readonly string[], readonly FiledReceipt[], readonly string[]]>([
  ['nobody deployed yet', [NEW], [], []],
  ['a receipt of before says nothing of it', [NEW], filed({ kind: 'deploy' }), []],
  ['the same as the last deploy', [OLD], filed(deployed(OLD)), []],
  ['one more', [OLD, NEW], filed(deployed(OLD)), [`lets in, ${OTHER(1)}: ${NEW}`]],
  [
    'another',
    [NEW],
    filed(deployed(OLD)),
    [`lets in, ${OTHER(1)}: ${NEW}`, `lets in no more, ${OTHER(1)}: ${OLD}`],
  ],
  ['none left', [], filed(deployed(OLD)), [`lets in no more, ${OTHER(1)}: ${OLD}`]],
  ['the last deploy counts', [OLD], filed(deployed(), deployed(OLD)), []],
  ['a disarm changes none of it', [OLD], filed(deployed(OLD), { kind: 'disarm' }), []],
  [
    'a rollback is what it went back to',
    [OLD],
    filed(deployed(), deployed(OLD), { kind: 'rollback', wentBackTo: '1.json' }),
    [`lets in, ${OTHER(1)}: ${OLD}`],
  ],
  [
    'and so is the rearm of one',
    [OLD],
    filed(
      deployed(),
      deployed(OLD),
      { kind: 'rollback', wentBackTo: '1.json' },
      { kind: 'disarm' },
      { kind: 'rearm', wentBackTo: '3.json' },
    ),
    [`lets in, ${OTHER(1)}: ${OLD}`],
  ],
  ['what nobody sealed says nothing', [NEW], filed({ ...deployed(OLD), isSealed: false }), []],
  [
    'nor what it went back to',
    [NEW],
    filed({ ...deployed(OLD), isSealed: false }, { kind: 'rollback', wentBackTo: '1.json' }),
    [],
  ],
  ['nor what is not there, or later', [NEW], filed({ kind: 'rollback', wentBackTo: '7.json' }), []],
])('%s', (_what, openings, receipts, notes) => {
  expect(openingNotes(openings, receipts)).toEqual(notes)
})
