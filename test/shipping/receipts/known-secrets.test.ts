import { expect, test } from 'vitest'
import { moduleKey } from '../../../scripts/gateway/draft-difference.ts'
import { heldValues, knownSecrets } from '../../../scripts/shipping/receipts/known-secrets.ts'
import type { DeployReceipt } from '../../../scripts/shipping/receipts/receipt.ts'
import { aReceipt } from '../../builders/a-receipt.ts'

const PROVIDER = '/emails/provider'
const OTHERS = '/connections/con_1'

/** A receipt of a deploy that sent the secret of one resource. */
const sent = (keyId: string, root: string, hash: string): DeployReceipt['held'] => ({
  keyId,
  values: { [root]: { secret: hash } },
})

const filed = (receipts: readonly (Partial<DeployReceipt> & { isProven?: boolean })[]) =>
  receipts.map(({ isProven = true, ...told }) => ({
    file: '',
    isSealed: isProven,
    isProven,
    receipt: aReceipt({ domain: 'tenant.example.com', at: '2026-01-01T12:00:00.000Z', ...told }),
  }))

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
  const receipts = held.map((one) => (one === undefined ? {} : { held: one }))
  expect(heldValues(filed(receipts), 'ours')).toEqual(known)
})

test('what nobody vouches for is known of nothing that is never given back, and takes away what was', () => {
  const receipts = filed([
    { held: sent('ours', PROVIDER, 'one') },
    { held: sent('ours', OTHERS, 'one') },
    { held: sent('ours', PROVIDER, 'one'), isProven: false },
  ])
  expect(heldValues(receipts, 'ours')).toEqual({
    [PROVIDER]: { secret: '' },
    [OTHERS]: { secret: 'one' },
  })
})

const AT = '2026-01-01T12:00:00.000Z'
const secret = (fingerprint: string) => ({ fingerprint, keyId: 'ours', writtenAt: AT })
const uploaded = (fingerprint: string): Partial<DeployReceipt> => ({
  actions: [
    {
      name: 'guard',
      id: 'act_1',
      trigger: 'post-login',
      triggerVersion: 'v3',
      runtime: 'node22',
      dependencies: [],
      version: null,
      sha256: '',
      secrets: { KEY: secret(fingerprint), UNKNOWN: null },
    },
  ],
  modules: { shared: { KEY: secret(fingerprint) } },
})

test.each<[string, Parameters<typeof filed>[0], unknown]>([
  ['of none', [], {}],
  ['of one', [uploaded('one')], both('one')],
  ['of two', [uploaded('one'), uploaded('two')], both('two')],
  ['of one that nobody vouches for', [{ ...uploaded('one'), isProven: false }], {}],
  [
    'of one behind which lies one that nobody vouches for',
    [uploaded('one'), { ...uploaded('two'), isProven: false }],
    both('one'),
  ],
  [
    'of one that lies behind one that nobody vouches for',
    [{ ...uploaded('two'), isProven: false }, uploaded('one')],
    both('one'),
  ],
])(
  'of secrets that are compared by their time, what is known is that %s',
  (_what, receipts, known) => {
    expect(knownSecrets(filed(receipts))).toEqual(known)
  },
)

function both(fingerprint: string) {
  const KEY = secret(fingerprint)
  return { guard: { KEY }, [moduleKey('shared')]: { KEY } }
}
