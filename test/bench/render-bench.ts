import type { Lines } from '../../scripts/ground/printing/lines.ts'
import { markdown, prose, table } from '../../scripts/ground/printing/markdown.ts'
import { renderTable } from '../../scripts/ground/printing/render-table.ts'
import type { DecisionFigures } from './bench-decisions.ts'
import type { DeployBench, DeployFigures } from './bench-deploys.ts'
import type { HandlerFigures } from './bench-handler.ts'
import type { MemberFigures } from './bench-members.ts'
import type { TenantFigures } from './bench-tenant.ts'

export type BenchFigures = {
  readonly decisions: DecisionFigures
  readonly handler: HandlerFigures
  readonly tenant: TenantFigures
  readonly members: MemberFigures
  readonly deploys: DeployBench
}

type Row = readonly [what: string, figure: string, goal: string]

/** How many times their decisions per second. */
const GOAL_BESIDE: Readonly<Record<string, string>> = {
  '@cedar-policy/cedar-wasm': '>= 60',
  casbin: '>= 12',
}

/** What was measured beside what we hold ourselves to. */
export const benchRows = ({
  decisions,
  handler,
  tenant,
  members,
  deploys,
}: BenchFigures): readonly Row[] => [
  [
    `one decision of ${decisions.rows} different ones (${decisions.skipped} more are of policies that the engines do not know), p50`,
    micro(decisions.p50),
    '',
  ],
  ['one decision, p99', micro(decisions.p99), '< 2.5 µs'],
  ...decisions.engines
    .slice(1)
    .map(
      ({ name, perSecond }): Row => [
        `decisions per second, as many times those of ${name}`,
        `${((decisions.engines[0]?.perSecond ?? 0) / perSecond).toFixed(1)}`,
        GOAL_BESIDE[name] ?? '',
      ],
    ),
  ['whole handler, admitted, p50', micro(handler.admitted.p50), '< 60 µs'],
  ['whole handler, refused, p50', micro(handler.refused.p50), '< 60 µs'],
  ['cold load, p50', `${handler.coldLoad.p50.toFixed(2)} ms`, '< 2 ms'],
  ['the first call after it, p50', `${handler.firstCall.p50.toFixed(2)} ms`, ''],
  ...handler.bundles.map(
    ({ trigger, bytes }): Row => [
      `size of ${trigger}`,
      `${(bytes / 1000).toFixed(1)} kB`,
      '< 60 kB',
    ],
  ),
  ['local tenant: boot', `${Math.round(tenant.own.bootMs)} ms`, '< 1000 ms'],
  ['local tenant: logins per second, all', rate(tenant.own.whole), '>= 400'],
  ['local tenant: logins per second, first 1,000', rate(tenant.own.first), ''],
  ['local tenant: logins per second, last 1,000', rate(tenant.own.last), 'as the first'],
  ['local tenant: memory at the end', mega(tenant.own.residentBytes), ''],
  ['simulacrum: logins per second, last 1,000', rate(tenant.simulacrum.last), ''],
  ['simulacrum: memory at the end', mega(tenant.simulacrum.residentBytes), ''],
  [
    'members of an organization of 10,000: the first page, p50',
    `${Math.round(members.firstPageMs)} ms, ${members.firstPageRequests} requests`,
    '< 300 ms',
  ],
  [
    'the same, as many times that of an organization of 100',
    members.firstPageBesideSmall.toFixed(2),
    '<= 1.5',
  ],
  [
    'de-provisioned from a list of 1,000, people per second',
    `${rate(members.perSecond)}, ${members.requestsPerPerson.toFixed(1)} requests each`,
    '',
  ],
  ['heap after 1,000, as many times that after 100', members.heapGrowth.toFixed(2), '<= 1.2'],
  [
    'where Auth0 allows 50 requests and 16 a second: how much of that is used',
    `${Math.round(members.rationUsed * 100)} %`,
    '>= 90 %',
  ],
  ['deploy with nothing changed', deployed(deploys.unchanged.ours), '< 2.5 s, no version'],
  ['the same, plain Deploy CLI', deployed(deploys.unchanged.plain), ''],
  ['deploy with one Action changed', deployed(deploys.oneChanged.ours), 'one version'],
  ['the same, plain Deploy CLI', deployed(deploys.oneChanged.plain), ''],
]

const deployed = ({ wallMs, requests, versions, peakBytes }: DeployFigures): string =>
  [
    `${(wallMs / 1000).toFixed(1)} s`,
    `${requests} requests`,
    `${versions} versions`,
    ...(peakBytes === null ? [] : [`${mega(peakBytes)} at most`]),
  ].join(', ')

const HEADING: Row = ['what', 'figure', 'goal']

export const renderBench = (figures: BenchFigures): Lines =>
  renderTable([HEADING, ...benchRows(figures)])

/** For `docs/bench.md`; the machine is told by its cores and its Node alone. */
export const renderBenchPage = (figures: BenchFigures, machine: string): string =>
  `${markdown`# What it costs

Written by \`npm run bench\` on ${prose(machine)}. Figures of one run; what is compared was measured in the same
run. The other emulator has no Actions, organizations or sessions, and does not check the PKCE verifier.

${table(
  HEADING,
  benchRows(figures).map((row) => row.map(prose)),
)}
`}`

const micro = (ms: number): string => `${(ms * 1000).toFixed(1)} µs`
const mega = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`
const rate = (perSecond: number): string => `${Math.round(perSecond)}`
