import { expect, test } from 'vitest'
import { nextOfRotation } from '../../../scripts/shipping/readiness/next-of-rotation.ts'
import type { DeployReceipt } from '../../../scripts/shipping/receipts/receipt.ts'
import type { Session } from '../../../scripts/shipping/session.ts'
import { NOON_MS } from '../../builders/noon.ts'

const [ONE, OTHER] = ['aaaaaaaa', 'bbbbbbbb']

type Keys = { readonly signing: string; readonly alsoVerifying: string | null }
type Filed = Keys & { readonly kind?: DeployReceipt['kind'] }

/** @param receipts the keys of each, oldest first; a deploy where it says no kind */
const next = async (keys: Keys, receipts: readonly Filed[]) => {
  const environment = { domain: 'tenant.example.com', keys }
  const filed = receipts.map(({ kind = 'deploy', ...ran }) => ({
    receipt: { kind, keys: ran, at: new Date(NOON_MS).toISOString() },
  }))
  const session = {
    project: { environment, environmentName: 'staging' },
    receipts: { list: async () => filed },
  } as unknown as Session
  const { what, against } = await nextOfRotation(session, '/nowhere', NOON_MS)
  return [what.split(' ')[0], ...against.map(({ code }) => code)]
}

const BEFORE: Keys = { signing: ONE, alsoVerifying: null }
const BOTH_VERIFY: Keys = { signing: ONE, alsoVerifying: OTHER }
const NEW_SIGNS: Keys = { signing: OTHER, alsoVerifying: ONE }

test.each<[what: string, keys: Keys, receipts: readonly Filed[], told: readonly string[]]>([
  ['no rotation', BEFORE, [BEFORE], ['begin:']],
  ['all verify the new one', BOTH_VERIFY, [BEFORE, BOTH_VERIFY], ['sign']],
  [
    'all sign with it, and nobody counted',
    NEW_SIGNS,
    [BEFORE, BOTH_VERIFY, NEW_SIGNS],
    ['retire', 'survey_missing'],
  ],
  ['nobody knows which came first', NEW_SIGNS, [], ['nobody', 'receipt_missing']],
  [
    'a disarm from a branch that signs with the next key deploys none',
    BOTH_VERIFY,
    [BEFORE, BOTH_VERIFY, { ...NEW_SIGNS, kind: 'disarm' }],
    ['sign'],
  ],
  [
    'nor does an uninstall say which came first',
    NEW_SIGNS,
    [{ ...NEW_SIGNS, kind: 'uninstall' }],
    ['nobody', 'receipt_missing'],
  ],
])('the next deploy of a rotation: %s', async (_what, keys, receipts, told) => {
  expect(await next(keys, receipts)).toEqual(told)
})
