import { expect, test } from 'vitest'
import { nextOfRotation } from '../../../scripts/shipping/readiness/next-of-rotation.ts'
import type { Session } from '../../../scripts/shipping/session.ts'
import { NOON_MS } from '../../builders/noon.ts'

const [ONE, OTHER] = ['aaaaaaaa', 'bbbbbbbb']

type Keys = { readonly signing: string; readonly alsoVerifying: string | null }

/** @param deployed the keys of each receipt, oldest first */
const next = async (keys: Keys, deployed: readonly Keys[]) => {
  const environment = { domain: 'tenant.example.com', keys }
  const filed = deployed.map((one) => ({
    receipt: { kind: 'deploy', keys: one, at: new Date(NOON_MS).toISOString() },
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

test.each<[what: string, keys: Keys, deployed: readonly Keys[], told: readonly string[]]>([
  ['no rotation', BEFORE, [BEFORE], ['begin:']],
  ['all verify the new one', BOTH_VERIFY, [BEFORE, BOTH_VERIFY], ['sign']],
  [
    'all sign with it, and nobody counted',
    NEW_SIGNS,
    [BEFORE, BOTH_VERIFY, NEW_SIGNS],
    ['retire', 'survey_missing'],
  ],
  ['nobody knows which came first', NEW_SIGNS, [], ['nobody', 'receipt_missing']],
])('the next deploy of a rotation: %s', async (_what, keys, deployed, told) => {
  expect(await next(keys, deployed)).toEqual(told)
})
