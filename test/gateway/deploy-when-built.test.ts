import { describe, expect, test } from 'vitest'
import { CallRefused, type Reply } from '../../scripts/gateway/call.ts'
import { deployWhenBuilt, isUnbuilt } from '../../scripts/gateway/deploy-when-built.ts'
import { shipAction } from '../../scripts/shipping/restore/ship-action.ts'
import { aCall, lineOf } from './a-call.ts'
import { memoryPort } from './memory-port.ts'

const UNBUILT: Reply = {
  status: 400,
  body: { message: "A draft must be in the 'built' state before it can be deployed." },
}
const FORBIDDEN: Reply = { status: 403, body: { message: 'Insufficient scope' } }
const DEPLOY = 'POST /actions/actions/act_1/deploy'
const READ = 'GET /actions/actions/act_1'

/** A tenant that answers so many deploys with these, and then that the draft is in use. */
function tenantAnswering(answers: readonly Reply[], status = 'building') {
  const left = [...answers]
  return memoryPort(
    { '/actions/actions/act_1': { id: 'act_1', name: 'guard', status } },
    { [DEPLOY]: () => left.shift() ?? { status: 200, body: { id: 'ver_1' } } },
  )
}

describe('the draft of an Action is deployed', () => {
  const assertDraft = async (): Promise<void> => {}

  test.each<[string, Reply[], string, status: number, waitedMs: number, asked: string[]]>([
    ['at once where it is built', [], 'built', 200, 0, [DEPLOY]],
    ['when it is built', [UNBUILT], 'building', 200, 250, [DEPLOY, READ, DEPLOY]],
    ['not where its build failed', [UNBUILT], 'failed', 400, 0, [DEPLOY, READ]],
    ['not where the tenant refuses for another reason', [FORBIDDEN], 'built', 403, 0, [DEPLOY]],
  ])('%s', async (_when, answers, buildStatus, status, waitedMs, lines) => {
    const { port, asked } = tenantAnswering(answers, buildStatus)
    let waited = 0
    const wait = async (ms: number) => {
      waited += ms
    }
    const answer = await deployWhenBuilt(aCall(DEPLOY), { port, wait, assertDraft })
    expect([answer.status, waited, asked]).toEqual([status, waitedMs, lines])
  })

  test('not where its build does not end in two minutes', async () => {
    const { port } = tenantAnswering(Array.from({ length: 1000 }, () => UNBUILT))
    let waited = 0
    const wait = async (ms: number) => {
      waited += ms
    }
    const answer = await deployWhenBuilt(aCall(DEPLOY), { port, wait, assertDraft })
    expect([isUnbuilt(answer), waited]).toEqual([true, 120_000])
  })
})

describe('an Action that is shipped without the Deploy CLI', () => {
  const content = { code: 'exports.onExecutePostLogin = async () => {}' }

  test('and is built says nothing', async () => {
    const { port, asked } = tenantAnswering([])
    await shipAction(port, 'act_1', content)
    expect(asked).toEqual(['PATCH /actions/actions/act_1', READ, DEPLOY])
  })
  test.each<[when: string, deploys: Reply[], reads: string[]]>([
    ['just after it was written', [], ['foreign']],
    ['while it is built', [UNBUILT], ['ours', 'ours', 'foreign']],
  ])('and that somebody else changes %s is not put to use', async (_when, deploys, reads) => {
    const [left, codes] = [[...deploys], [...reads]]
    const { port, sent } = memoryPort(
      {},
      {
        'PATCH /actions/actions/act_1': { name: 'guard', code: 'ours' },
        [READ]: () => ({ status: 200, body: { name: 'guard', code: codes.shift() ?? '' } }),
        [DEPLOY]: () => left.shift() ?? { status: 200, body: {} },
      },
    )
    await expect(shipAction(port, 'act_1', { code: 'ours' })).rejects.toMatchObject({
      faults: [
        { code: 'tenant_moved', message: expect.stringContaining('the draft of `guard` (`code`)') },
      ],
    })
    expect(sent.map(lineOf)).toEqual(['PATCH /actions/actions/act_1', ...deploys.map(() => DEPLOY)])
  })
  test('and is not built is named, with what still runs', async () => {
    const { port } = tenantAnswering([UNBUILT], 'failed')
    await expect(shipAction(port, 'act_1', content)).rejects.toMatchObject({
      faults: [
        {
          code: 'action_not_built',
          message:
            'the tenant did not build the draft of `guard`; what was deployed before still runs',
        },
      ],
    })
  })
  test('and is refused for another reason ends with what the tenant said', async () => {
    const { port } = tenantAnswering([FORBIDDEN])
    const ended = shipAction(port, 'act_1', content)
    await expect(ended).rejects.toThrow(CallRefused)
    await expect(ended).rejects.toMatchObject({ status: 403, said: 'Insufficient scope' })
  })
})
