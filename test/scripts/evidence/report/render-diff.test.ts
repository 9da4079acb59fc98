import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type {
  ChangeRow,
  DiffReport,
  ToldEdit,
} from '../../../../scripts/evidence/report/diff-report.ts'
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
  edits: [1],
  ...change,
})

const edit = (line: number, change: Partial<ToldEdit> = {}): ToldEdit => ({
  file: 'tenant/rulebook.json',
  line,
  member: 'policies.membership.mode',
  before: '"enforce"',
  after: null,
  isTried: true,
  ...change,
})
const EDITS = [
  edit(3),
  edit(4),
  edit(5, { file: 'tenant/roles/Member.json', before: null, after: '1', isTried: false }),
]

const reportOf = (rows: readonly ChangeRow[], unproven: readonly string[] = []): DiffReport => ({
  base: 'main (0123456789)',
  head: 'the working tree',
  environments: [
    {
      environment: 'production',
      moments: [{ moment: 'login', asked: 900, rows, leftOut: ['the rest'] }],
      unproven,
      untried: [],
    },
    { environment: 'staging', moments: [], unproven: [], untried: [] },
  ],
  edits: EDITS,
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
what            who                   where                                            when                                before                              after     asked  class             edits  evidence
--------------  --------------------  -----------------------------------------------  ----------------------------------  ----------------------------------  --------  -----  ----------------  -----  -------------------------------
newly admitted  address not verified  organization acme, connection members or social  now until 2026-11-24T12:00:00.000Z  EMAIL_UNVERIFIED by verified-email  admitted  12     0123456789abcdef  2      seen
newly refused   a member in order     everywhere                                       now                                 EMAIL_UNVERIFIED by verified-email  admitted  12     0123456789abcdef  2      computed: no token is exchanged
1 more rows, of people unusual in two things who get in neither more nor less, are in the JSON
not proven: something differs

staging: the same guards

edit  place                       member                    before     after      what it does
----  --------------------------  ------------------------  ---------  ---------  --------------------------------------------
2     tenant/rulebook.json:4      policies.membership.mode  "enforce"  (nothing)  lets in 1, shuts out 1, another reason for 1
1     tenant/rulebook.json:3      policies.membership.mode  "enforce"  (nothing)  changes no answer that was asked for
3     tenant/roles/Member.json:5  policies.membership.mode  (nothing)  1          not tried alone

not declared by the change, and newly admitted: 0123456789abcdef
\`tenant/accepted-changes/a.json\` declares what is no row of this change, or has ended: fedcba9876543210
note: environment dev is in main alone
not asked: production, login: the rest
${NEVER_ASKED.map((what) => `not asked: ${what}`).join('\n')}
1 rows were seen at the doors of two local tenants, 2 were not acted out, and are computed from what the built guards answer
1 newly admitted, 1 newly refused, 1 other reason, 0 other effect, 0 other message: not proven`)
})

describe('Markdown for a pull request', () => {
  test('has every edit, and a row per class', () => {
    const page = `${renderDiffMarkdown(reportOf(ALL), 'guard diff main')}`.split('\n')
    expect(page.filter((line) => line !== '').slice(0, 18)).toEqual([
      '### What changes from `main (0123456789)` to `the working tree`',
      '**of 3 edits, 1 lets somebody in who was not let in before, 1 shuts somebody out, 1 was not tried alone, 1 class of whoever is let in not declared.**',
      'rows: 1 newly admitted, 1 newly refused, 1 other reason, 0 other effect, 0 other message.',
      'Proven for what was asked.',
      '| edit | place | member | before | after | what it does |',
      '| --- | --- | --- | --- | --- | --- |',
      '| 2 | `tenant/rulebook.json:4` | `policies.membership.mode` | `"enforce"` | `(nothing)` | **lets in 1, shuts out 1, another reason for 1** |',
      '| 3 | `tenant/roles/Member.json:5` | `policies.membership.mode` | `(nothing)` | `1` | **not tried alone** |',
      '<details><summary>1 edits that bring none of the rows</summary>',
      '| edit | place | member | before | after | what it does |',
      '| --- | --- | --- | --- | --- | --- |',
      '| 1 | `tenant/rulebook.json:3` | `policies.membership.mode` | `"enforce"` | `(nothing)` | **changes no answer that was asked for** |',
      '</details>',
      '1 rows were seen at the doors of two local tenants, 2 were not acted out, and are computed from what the built guards answer. In `where`, `any other` is one that neither version names; what is not named there is so for all.',
      '| edits | what | moment | who | where | when | before | after | environments | class | evidence |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      '| 2 | **newly admitted** | login | `address not verified` | `organization acme, connection members or social` | `now until 2026-11-24T12:00:00.000Z` | `EMAIL_UNVERIFIED by verified-email` | `admitted` | `production` | `0123456789abcdef` | `seen` |',
      '| 2 | **newly refused** | login | `a member in order` | `everywhere` | `now` | `EMAIL_UNVERIFIED by verified-email` | `admitted` | `production` | `0123456789abcdef` | `computed: no token is exchanged` |',
    ])
  })

  test('has one row for environments that differ in nothing else, and none for none', () => {
    const inEach = ['production', 'staging'].map((environment, at) => ({
      environment,
      moments: [
        { moment: 'login', asked: 9, rows: [row({ class: `${at}`, edits: null })], leftOut: [] },
      ],
      unproven: [],
      untried: [],
    }))
    const report = { ...reportOf([]), environments: inEach, edits: [] }
    const page = `${renderDiffMarkdown(report, 'guard diff main')}`.split('\n')
    expect(page.filter((line) => line.startsWith('| '))).toEqual([
      expect.any(String),
      expect.any(String),
      '| not tried | **newly admitted** | login | `address not verified` | `organization acme, connection members or social` | `now until 2026-11-24T12:00:00.000Z` | `EMAIL_UNVERIFIED by verified-email` | `admitted` | `production`, `staging` | `0`, `1` | `computed` |',
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
          untried: [],
        },
        ...(second === undefined ? [] : [second]),
      ],
    }
    const told = `${renderDiffMarkdown(report, 'guard diff main')}`
      .split('\n')
      .flatMap((line) => /^<.*rows.*|^\| 2 \| \*\*(?:newly|other)[a-z ]+.*/.exec(line) ?? [])
      .map((line) => [
        /<|newly \w+|other \w+/.exec(line)?.[0],
        /production|staging/.exec(line)?.[0],
      ])
    expect(told).toEqual([
      ['<', undefined],
      ['newly admitted', 'staging'],
      ['newly refused', 'production'],
      ['<', undefined],
      ['other reason', 'production'],
    ])
  })

  test('says first that nothing is proven, and why', () => {
    const page = `${renderDiffMarkdown(reportOf([], ['something differs']), 'guard diff main')}`
    expect(page.split('\n').slice(6, 10)).toEqual([
      '> [!CAUTION]',
      '> **Not proven:** somebody may get in whom no row tells of.',
      '',
      '- `production`: `something differs`',
    ])
  })

  test('fits into a comment, and counts what does not', () => {
    const long = ['x', 'y', 'z'].map((letter) => row({ who: [letter.repeat(20_000)] }))
    const page = `${renderDiffMarkdown(reportOf([...long, row()]), 'guard diff main')}`
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
  const edits = [edit(1, { file: text, member: text, before: text, after: text })]
  return { ...report, declared, edits, base: text, head: text, notes: [text] }
}
