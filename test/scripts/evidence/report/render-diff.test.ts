import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChangeRow, DiffReport } from '../../../../scripts/evidence/report/diff-report.ts'
import { renderDiff } from '../../../../scripts/evidence/report/render-diff.ts'
import { renderDiffMarkdown } from '../../../../scripts/evidence/report/render-diff-markdown.ts'
import { NEVER_ASKED } from '../../../../scripts/evidence/report/told-row.ts'
import { printable } from '../../../../scripts/ground/printing/printable.ts'
import { aRun } from '../../../builders/a-run.ts'
import { HIDDEN, hostileText } from '../../../builders/hostile-text.ts'
import { DAY_MS, NOON_MS } from '../../../builders/noon.ts'
import { readPage } from '../../../builders/parse-markdown.ts'

const run = aRun('diffs', 100)

const row = (change: Partial<ChangeRow> = {}): ChangeRow => ({
  kind: 'admitted',
  before: 'EMAIL_UNVERIFIED by verified-email',
  after: 'admitted',
  who: ['address not verified'],
  where: [{ client: null, organization: ['acme'], connection: ['members', 'social'] }],
  sinceMs: null,
  untilMs: NOON_MS + DAY_MS,
  count: 12,
  class: '0123456789abcdef',
  witness: { event: {}, atMs: NOON_MS, world: { isMember: true, invitedTo: [] } },
  acting: null,
  ...change,
})

const reportOf = (rows: readonly ChangeRow[], unproven: readonly string[] = []): DiffReport => ({
  base: 'main (0123456789)',
  head: 'the working tree',
  environments: [
    {
      environment: 'production',
      moments: [{ moment: 'login', asked: 900, rows, leftOut: ['the rest'] }],
      unproven,
    },
    { environment: 'staging', moments: [], unproven: [] },
  ],
  declared: {
    undeclared: ['0123456789abcdef'],
    stale: [{ file: 'tenant/accepted-changes/a.json', classes: ['fedcba9876543210'] }],
  },
  notes: ['environment dev is in main alone'],
})

const PAIR = row({ kind: 'reason', who: ['one', 'two'] })
const ALL = [
  row({ acting: { kind: 'seen' } }),
  row({
    kind: 'refused',
    who: [],
    where: [{}],
    untilMs: null,
    acting: { kind: 'computed', why: 'no token is exchanged' },
  }),
  PAIR,
]

test('a table for a terminal', () => {
  expect(
    `${renderDiff(reportOf(ALL, ['something differs']))}`,
  ).toBe(`from main (0123456789) to the working tree

production
login: 900 questions were put to both, and these are answered otherwise
what            who                   where                                            when                                before                              after     asked  class             evidence
--------------  --------------------  -----------------------------------------------  ----------------------------------  ----------------------------------  --------  -----  ----------------  -------------------------------
newly admitted  address not verified  organization acme, connection members or social  now until 2026-11-24T12:00:00.000Z  EMAIL_UNVERIFIED by verified-email  admitted  12     0123456789abcdef  seen
newly refused   whoever is in order   everywhere                                       now                                 EMAIL_UNVERIFIED by verified-email  admitted  12     0123456789abcdef  computed: no token is exchanged
1 more rows, of people unusual in two things who get in neither more nor less, are in the JSON
not proven: something differs

staging: the same guards

not declared by the change, and newly admitted: 0123456789abcdef
\`tenant/accepted-changes/a.json\` declares what is no row of this change, or has ended: fedcba9876543210
note: environment dev is in main alone
not asked: production, login: the rest
${NEVER_ASKED.map((what) => `not asked: ${what}`).join('\n')}
1 rows were seen at the doors of two local tenants, 2 were not acted out, and are computed from what the built guards answer
1 newly admitted, 1 newly refused, 1 other reason, 0 other effect, 0 other message: not proven`)
})

describe('Markdown for a pull request', () => {
  test('has a row per class', () => {
    const page = `${renderDiffMarkdown(reportOf(ALL), 'guard diff main')}`.split('\n')
    expect(page.slice(0, 12)).toEqual([
      '### What changes from `main (0123456789)` to `the working tree`',
      '',
      '**1 newly admitted, 1 newly refused, 1 other reason, 0 other effect, 0 other message.**',
      '',
      'Proven for what was asked.',
      '',
      '1 rows were seen at the doors of two local tenants, 2 were not acted out, and are computed from what the built guards answer.',
      '',
      '| environment | moment | what | who | where | when | before | after | asked | class | evidence |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      '| `production` | login | **newly admitted** | `address not verified` | `organization acme, connection members or social` | `now until 2026-11-24T12:00:00.000Z` | `EMAIL_UNVERIFIED by verified-email` | `admitted` | 12 | `0123456789abcdef` | `seen` |',
      '| `production` | login | **newly refused** | `whoever is in order` | `everywhere` | `now` | `EMAIL_UNVERIFIED by verified-email` | `admitted` | 12 | `0123456789abcdef` | `computed: no token is exchanged` |',
    ])
  })

  test('puts who gets in before all else, whatever the environment, and folds away who gets in as before', () => {
    const [first, second] = reportOf([
      row({ kind: 'reason' }),
      row({ kind: 'refused' }),
    ]).environments
    const report = {
      ...reportOf([]),
      environments: [
        ...(first === undefined ? [] : [first]),
        {
          environment: 'staging',
          moments: [{ moment: 'login', asked: 9, rows: [row()], leftOut: [] }],
          unproven: [],
        },
        ...(second === undefined ? [] : [second]),
      ],
    }
    const told = `${renderDiffMarkdown(report, 'guard diff main')}`
      .split('\n')
      .flatMap((line) => /^<.*|^\| `\w+` \| login \| \*\*[a-z ]+/.exec(line) ?? [])
    expect(told).toEqual([
      '| `staging` | login | **newly admitted',
      '| `production` | login | **newly refused',
      '<details><summary>1 rows of people who get in neither more nor less</summary>',
      '| `production` | login | **other reason',
      '</details>',
    ])
  })

  test('says first that nothing is proven, and why', () => {
    const page = `${renderDiffMarkdown(reportOf([], ['something differs']), 'guard diff main')}`
    expect(page.split('\n').slice(4, 8)).toEqual([
      '> [!CAUTION]',
      '> **Not proven:** somebody may get in whom no row tells of.',
      '',
      '- `production`: `something differs`',
    ])
  })

  test('fits into a comment, and counts what does not', () => {
    const long = row({ who: ['x'.repeat(20_000)] })
    const page = `${renderDiffMarkdown(reportOf([long, long, long, row()]), 'guard diff main')}`
    expect(page.length).toBeLessThan(62_000)
    expect(page).toContain('**Cut off:** 1 rows did not fit')
    expect(page).toContain('| `address not verified` |')
  })
})

test('whatever names hold, a report stays what it is', () => {
  const plain = readPage(`${renderDiffMarkdown(named('x'), 'x')}`).shape
  const check = (text: string): void => {
    const page = `${renderDiffMarkdown(named(text), text)}`
    expect(page).not.toMatch(HIDDEN)
    expect(readPage(page).shape).toEqual(plain)
    const told = `${renderDiff(named(text))}`
    expect(told).not.toMatch(HIDDEN)
    expect(told.split('\n')).toHaveLength(`${renderDiff(named('x'))}`.split('\n').length)
    expect(printable(told)).toBe(told)
  }
  fc.assert(fc.property(hostileText, check), run)
})

function named(text: string): DiffReport {
  const own = row({
    class: text,
    before: text,
    after: text,
    who: [text],
    where: [{ client: [text] }],
    acting: { kind: 'computed', why: text },
  })
  const report = reportOf([own], [text])
  const declared = { undeclared: [text], stale: [{ file: text, classes: [text] }] }
  return { ...report, declared, base: text, head: text, notes: [text] }
}
