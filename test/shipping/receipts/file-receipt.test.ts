import { describe, expect, test } from 'vitest'
import {
  type Filing,
  fileReceipt,
  renderFiled,
  type VerifiedOutcome,
} from '../../../scripts/shipping/receipts/file-receipt.ts'
import type { DeployReceipt } from '../../../scripts/shipping/receipts/receipt.ts'
import type { Session } from '../../../scripts/shipping/session.ts'

test.each([
  ['0123456789abcdef', 'receipt a.json'],
  [null, 'receipt a.json, which names no commit: this folder is no git repository'],
])('a receipt of commit %j says: %s', (commit, line) => {
  expect(
    renderFiled({ file: 'a.json', isSealed: true, isProven: true, receipt: { commit } as never }),
  ).toBe(line)
})

describe('what runs is recorded', () => {
  const filing: Omit<Filing, 'holds'> = {
    kind: 'deploy',
    actual: { resources: [] },
    at: '2026-01-01T12:00:00.000Z',
    circumstances: { actor: 'ci' } as Filing['circumstances'],
    reason: null,
    plan: null,
    ours: new Set(),
    uploadedSecret: () => null,
    wentBackTo: null,
    onlyIfNew: false,
  }
  /** @returns how each receipt came out, and what was thrown */
  async function file(
    holds: Filing['holds'],
  ): Promise<readonly [readonly string[], string | null]> {
    const outcomes: string[] = []
    const session = {
      project: {
        environmentName: 'staging',
        environment: { keys: { signing: '0a0a0a0a', alsoVerifying: null } },
      },
      access: { address: { domain: 'receipts.example.com' } },
      receipts: {
        list: async () => [],
        write: async (receipt: DeployReceipt) => outcomes.push(receipt.outcome),
      },
      keyId: null,
    } as unknown as Session
    const thrown = await fileReceipt(session, { ...filing, holds }).then(
      () => null,
      (error: Error) => error.message,
    )
    return [outcomes, thrown]
  }

  test.each<[what: string, Filing['holds'], outcomes: string[], thrown: string | null]>([
    ['where all is as wanted', found({ holds: true }), ['verified'], null],
    ['where something is not', found({ holds: false }), ['differences'], null],
    [
      'where nobody could compare',
      () => Promise.reject(new Error('the tenant is silent')),
      ['differences'],
      'the tenant is silent',
    ],
  ])('%s', async (_what, holds, outcomes, thrown) => {
    expect(await file(holds)).toEqual([outcomes, thrown])
  })
})

function found(outcome: VerifiedOutcome): Filing['holds'] {
  return async () => outcome
}
