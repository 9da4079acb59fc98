import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { type Pace, runDeployCli } from '../../scripts/gateway/run-deploy-cli.ts'

const TOLD_PID = fileURLToPath(new URL('./programs/told-pid.mjs', import.meta.url))
vi.mock('node:child_process', async (original) => {
  const real = await original<typeof import('node:child_process')>()
  const spawn = (node: string, _args: string[], options: object) =>
    real.spawn(node, [TOLD_PID], options)
  return { ...real, spawn }
})

/** @returns which process it was, and how many requests of it came */
async function run(clientId: string, pace: Pace = 'without waits') {
  let requests = 0
  const request = {
    input: '/a',
    domain: 'tenant.example.com',
    clientId,
    types: [],
    keywords: {},
    pace,
  }
  const answer = async () => {
    requests += 1
    await pause(10)
    return { status: 200 }
  }
  const { assets } = await runDeployCli(request, { answer, onLoaded: () => {} })
  return { pid: assets?.pid, requests }
}

test.each<[string, first: string, pace: Pace, isSame: boolean]>([
  ['after a run that went well', 'well', 'without waits', true],
  ['whatever it waits for', 'well', 'with waits', true],
  ['not as it comes: that one is changed in nothing', 'well', 'as it comes', false],
  ['after a refusal', 'failed', 'without waits', true],
  ['not after a failure on the way: it may ask on', 'failed asking', 'without waits', false],
])('the process is kept for the next run, %s', async (_when, first, pace, isSame) => {
  const { pid } = await run(first, pace)
  const next = await run('well')
  expect([next.pid === pid, next.requests]).toEqual([isSame, 0])
})

test('two runs at once have one after the other', async () => {
  const [one, other] = await Promise.all([run('well asking'), run('well')])
  expect([one?.requests, other?.requests]).toEqual([1, 0])
})

test('a run that never ends is ended, and its process is not kept', async () => {
  const request = {
    input: '/a',
    domain: 'tenant.example.com',
    clientId: 'never',
    types: [],
    keywords: {},
    pace: 'without waits' as const,
    longestMs: 1,
  }
  const answer = async () => ({ status: 200 })
  const { failure } = await runDeployCli(request, { answer, onLoaded: () => {} })
  expect(failure?.message).toContain('had not come to its end')
  expect((await run('well')).pid).toEqual(expect.any(Number))
})
