import { expect, test } from 'vitest'
import type { ChangeKind } from '../../../../scripts/evidence/report/change-kind.ts'
import type { ChangeRow } from '../../../../scripts/evidence/report/diff-report.ts'
import { judgeDeclarations } from '../../../../scripts/evidence/report/judge-declarations.ts'
import type { AcceptedChange } from '../../../../scripts/project/accepted-change-file.ts'
import { NOON_MS } from '../../../builders/noon.ts'

const A = 'a'.repeat(16)
const B = 'b'.repeat(16)

const row = (id: string, kind: ChangeKind): ChangeRow => ({
  kind,
  class: id,
  before: 'x',
  after: 'y',
  who: [],
  where: [],
  sinceMs: null,
  untilMs: null,
  count: 1,
  witness: { event: {}, atMs: NOON_MS, world: { isMember: true, invitedTo: [] } },
  acting: null,
  edits: null,
})

const accepted = (classes: string[], expires = '2026-11-24'): AcceptedChange => ({
  file: 'tenant/accepted-changes/a.json',
  classes,
  owner: 'platform',
  reason: 'they are to get in',
  expires,
})

const admits = (...ids: readonly string[]): readonly ChangeRow[] =>
  ids.map((id) => row(id, 'admitted'))
const stale = (...classes: string[]) => [{ file: 'tenant/accepted-changes/a.json', classes }]

type Case = [
  string,
  readonly ChangeRow[],
  AcceptedChange[],
  AcceptedChange[],
  ReturnType<typeof judgeDeclarations>,
]
test.each<Case>([
  ['nothing is said', admits(A), [], [], { undeclared: [A], stale: [] }],
  ['it is declared', admits(A), [], [accepted([A])], { undeclared: [], stale: [] }],
  ['one of two is', admits(A, B), [], [accepted([A])], { undeclared: [B], stale: [] }],
  ['another one is', admits(A), [], [accepted([B])], { undeclared: [A], stale: stale(B) }],
  ['nobody gets in', [row(A, 'refused')], [], [], { undeclared: [], stale: [] }],
  ['it refuses', [row(A, 'refused')], [], [accepted([A])], { undeclared: [], stale: stale(A) }],
  [
    'an earlier change declared it',
    admits(A),
    [accepted([A])],
    [accepted([A])],
    { undeclared: [A], stale: [] },
  ],
  [
    'it has ended this midnight',
    admits(A),
    [],
    [accepted([A], '2026-11-23')],
    { undeclared: [A], stale: stale(A) },
  ],
])('%s', (_what, rows, base, head, declared) => {
  const moments = [{ moment: 'login', asked: 1, rows, leftOut: [] }]
  const environments = [{ environment: 'production', moments, unproven: [], untried: [] }]
  expect(judgeDeclarations({ environments }, base, head, NOON_MS)).toEqual(declared)
})
