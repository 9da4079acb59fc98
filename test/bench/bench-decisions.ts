import { join } from 'node:path'
import { build } from 'esbuild'
import type { Decision } from '../../policies/decide.ts'
import { type decideLogin, LOGIN_POLICIES } from '../../policies/login/decide.ts'
import type { LoginFacts } from '../../policies/login/facts.ts'
import { callsPerSecond, percentile, timeEach } from './call-times.ts'
import { createCasbin } from './casbin.ts'
import { createCedar } from './cedar.ts'
import { loadCode } from './load-code.ts'
import { LOGIN_SETTINGS } from './login-settings.ts'
import { loginTable } from './login-table.ts'
import type { Rival, RivalAnswer } from './rival.ts'
import { toRivalFacts } from './rival-facts.ts'

export type DecisionFigures = {
  readonly rows: number
  /** Rows that a policy decides which the engines were not taught: nobody is asked them. */
  readonly skipped: number
  readonly refused: number
  /** ms */
  readonly p50: number
  readonly p99: number
  readonly engines: readonly { readonly name: string; readonly perSecond: number }[]
}

// Warm-up until nothing is compiled any more: a tenant's process decides all day.
const SINGLE = { rounds: 40, warmUp: 200 }
const RATE = { atLeastMs: 1500, tries: 3 }

/**
 * Decisions with reasons, of all policies, on the whole table, by us and by two engines.
 * @throws Error when an engine answers one row otherwise than we do: then nothing is compared
 */
export async function benchDecisions(root: string): Promise<DecisionFigures> {
  const decide = await loadDecide(root)
  const engines = [createCedar(), await createCasbin()]
  const all = loginTable()
  const table = all.filter((facts) => isTaught(decide(facts, LOGIN_SETTINGS), engines))
  const own = table.map((facts) => () => decide(facts, LOGIN_SETTINGS))
  const rivals = engines.map((rival) => ({
    rival,
    calls: table.map((facts) => rival.prepare(toRivalFacts(facts))),
  }))
  const decisions = own.map((call) => call())
  for (const { rival, calls } of rivals) assertSameVerdicts(rival, table, decisions, calls)
  const times = timeEach(own, SINGLE)
  return {
    rows: table.length,
    skipped: all.length - table.length,
    refused: decisions.filter(({ outcome }) => outcome !== 'allow').length,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    engines: [
      { name: 'decideLogin', perSecond: callsPerSecond(own, RATE) },
      ...rivals.map(({ rival: { name }, calls }) => ({
        name,
        perSecond: callsPerSecond(calls, RATE),
      })),
    ],
  }
}

const isTaught = (decision: Decision, engines: readonly Rival[]): boolean =>
  decision.outcome === 'allow' || engines.every(({ policies }) => policies.has(decision.policy))

/** As it is deployed: what runs TypeScript here adds a call to every function that is made. */
async function loadDecide(root: string): Promise<typeof decideLogin> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'policies/login/decide.ts')],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    tsconfigRaw: '{}',
    write: false,
  })
  return loadCode(outputFiles[0]?.text ?? '').decideLogin as unknown as typeof decideLogin
}

function assertSameVerdicts(
  { name }: Rival,
  table: readonly LoginFacts[],
  decisions: readonly Decision[],
  calls: readonly (() => RivalAnswer)[],
): void {
  const answers = calls.map((call) => call())
  const different = decisions.flatMap((decision, row) => {
    const answer = answers[row]
    return answer !== undefined && isSame(decision, answer) ? [] : [{ row, decision, answer }]
  })
  const [first] = different
  if (first === undefined) return
  throw new Error(
    `${name} differs in ${different.length} of ${table.length} rows, first in ${JSON.stringify(table[first.row])}
we: ${JSON.stringify(first.decision)}
it: ${JSON.stringify(first.answer)}`,
  )
}

/** The same verdict, and the policy that we name is the first of those that it names. */
function isSame(decision: Decision, { allowed, refusedBy }: RivalAnswer): boolean {
  if (decision.outcome === 'allow') return allowed
  const first = LOGIN_POLICIES.find(({ id }) => refusedBy.includes(id))?.id
  return !allowed && first === decision.policy
}
