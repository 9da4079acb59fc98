import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ALL_RULES } from '../../../scripts/check/all-rules.ts'
import { jsonSchemas } from '../../../scripts/check/json-schemas.ts'
import { FINDINGS_PAGE, renderFindingsPage } from '../../../scripts/check/render-findings-page.ts'
import { EXIT } from '../../../scripts/ground/exit.ts'
import { runCommandLine } from '../../../scripts/run-command-line.ts'
import { json, NOW_MS, WAIVERS, withProduction } from './a-case.ts'
import { aProject, type Changes, swap, type TestProject, withKeys } from './a-project.ts'

const GLOBEX = 'tenant/organizations/globex.json'
const PORTAL = 'tenant/clients/Member Portal.json'
const OPENED: Changes = {
  [GLOBEX]: swap('"assign_membership_on_login": false', '"assign_membership_on_login": true'),
}
const WAIVED: Changes = {
  ...OPENED,
  [WAIVERS]: json({
    waivers: [
      {
        finding: 'auto_membership',
        owner: '@example/identity',
        reason: 'Globex takes in everybody',
        expires: '2027-02-01',
      },
    ],
  }),
}
const WARNED: Changes = { [PORTAL]: withKeys({ grant_types: undefined }) }
const NOTED: Changes = {
  'tenant/environments/local.ids.json': withKeys({ organizations: { initech: 'org_initech' } }),
}

/** One environment reads more easily than two in what is printed below. */
const ONE_ENVIRONMENT: Changes = {
  'tenant/environments/local-strict.json': null,
  'tenant/environments/local-strict.ids.json': null,
}

let project: TestProject | undefined
afterEach(() => project?.remove())

async function runCheck(
  changes: Changes,
  ...args: readonly string[]
): Promise<{ exitCode: number; printed: string }> {
  project = await aProject({ ...ONE_ENVIRONMENT, ...changes })
  const lines: string[] = []
  const exitCode = await runCommandLine(['check', ...args], {
    root: project.root,
    environmentVariables: {},
    nowMs: () => NOW_MS,
    print: (text) => lines.push(`${text}`),
    progress: () => {},
    untilStopped: () => Promise.resolve(),
  })
  return { exitCode, printed: lines.join('\n') }
}

describe('the exit code', () => {
  test.each<[string, Changes, readonly string[], number]>([
    ['nothing found', {}, [], EXIT.ok],
    ['an error', OPENED, [], EXIT.input],
    ['a waived error', WAIVED, ['--strict'], EXIT.ok],
    ['a warning', WARNED, [], EXIT.ok],
    ['a warning, strictly', WARNED, ['--strict'], EXIT.input],
    ['a note, strictly', NOTED, ['--strict'], EXIT.ok],
  ])('%s', async (_what, changes, options, exitCode) => {
    expect((await runCheck(changes, ...options)).exitCode).toBe(exitCode)
  })
})

test('the text names what, where, why and how to mend it, gravest first', async () => {
  const { printed } = await runCheck({ ...OPENED, ...WARNED, ...NOTED, ...withProduction() })
  expect(printed.split('\n')).toEqual([
    'error auto_membership: tenant/organizations/globex.json:7 (local)',
    '  `globex` takes in everyone who signs in at `members`',
    expect.stringMatching(/^ {2}why: /),
    '  fix: write `"assign_membership_on_login": false`',
    '',
    'warning grant_types_unstated: tenant/clients/Member Portal.json:1 (local)',
    '  `Member Portal` is organization-only and has no `grant_types`',
    expect.stringMatching(/^ {2}why: /),
    expect.stringMatching(/^ {2}fix: /),
    '',
    `note id_unused: tenant/environments/local.ids.json:${await project?.lineOf('tenant/environments/local.ids.json', 'initech')} (local)`,
    '  `organizations.initech` is mentioned neither in the rulebook nor by a canary',
    expect.stringMatching(/^ {2}why: /),
    '  fix: run `npm run resolve -- --environment local`',
    '',
    'checked `local`, `production`: 1 error, 1 warning, 1 note, 0 waived',
  ])
})

test('a finding of every environment is one, and names none', async () => {
  const bound = { 'tenant/triggers/zeta.json': '{}\n' }
  const { printed } = await runCheck({ ...bound, ...withProduction() })
  expect(printed.split('\n')[0]).toBe('error triggers_file_ignored: tenant/triggers/zeta.json:1')
})

test('the JSON holds waived findings, with who answers for them', async () => {
  const { printed } = await runCheck(WAIVED, '--json')
  expect(JSON.parse(printed)).toEqual({
    environments: ['local'],
    findings: [
      {
        id: 'auto_membership',
        severity: 'error',
        file: GLOBEX,
        line: 7,
        message: '`globex` takes in everyone who signs in at `members`',
        why: expect.any(String),
        fix: 'write `"assign_membership_on_login": false`',
        environments: ['local'],
        waiver: {
          finding: 'auto_membership',
          owner: '@example/identity',
          reason: 'Globex takes in everybody',
          expires: '2027-02-01',
        },
      },
    ],
  })
})

const Text = z.strictObject({ text: z.string().min(1) })
const Level = z.enum(['error', 'warning', 'note'])

/** The part of SARIF 2.1.0 that we write, with what code scanning demands of it. */
const Sarif = z.strictObject({
  $schema: z.literal('https://json.schemastore.org/sarif-2.1.0.json'),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string().min(1),
          rules: z.array(
            z.strictObject({
              id: z.string().max(255),
              shortDescription: z.strictObject({ text: z.string().max(1024) }),
              fullDescription: z.strictObject({ text: z.string().max(1024) }),
              help: z.strictObject({ text: z.string().min(1), markdown: z.string().min(1) }),
              defaultConfiguration: z.strictObject({ level: Level }),
              properties: z.strictObject({ tags: z.array(z.string()).max(20) }),
            }),
          ),
        }),
      }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      originalUriBaseIds: z.strictObject({ SRCROOT: z.strictObject({ description: Text }) }),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().nonnegative(),
          level: Level,
          message: Text,
          locations: z.tuple([
            z.strictObject({
              physicalLocation: z.strictObject({
                artifactLocation: z.strictObject({
                  uri: z.string().regex(/^[\w./%-]+$/),
                  uriBaseId: z.literal('SRCROOT'),
                }),
                region: z.strictObject({ startLine: z.int().positive() }),
              }),
            }),
          ]),
          partialFingerprints: z.strictObject({ 'orgGuard/v1': z.string().length(32) }),
          properties: z.strictObject({ environments: z.array(z.string()) }),
          suppressions: z.array(
            z.strictObject({
              kind: z.enum(['inSource', 'external']),
              status: z.enum(['accepted', 'underReview', 'rejected']),
              justification: z.string(),
            }),
          ),
        }),
      ),
    }),
  ]),
})

test('the SARIF says the same: every rule, places as URIs, waivers as suppressions', async () => {
  const { printed } = await runCheck({ ...WAIVED, ...WARNED }, '--format', 'sarif')
  const { tool, results } = Sarif.parse(JSON.parse(printed)).runs[0]
  expect(tool.driver.rules.map(({ id }) => id)).toEqual(ALL_RULES.map(({ id }) => id))
  const said = results.map(({ ruleId, ruleIndex, level, locations, suppressions }) => ({
    ruleId,
    indexed: tool.driver.rules[ruleIndex]?.id,
    level,
    uri: locations[0].physicalLocation.artifactLocation.uri,
    line: locations[0].physicalLocation.region.startLine,
    suppressions,
  }))
  expect(said).toEqual([
    {
      ruleId: 'auto_membership',
      indexed: 'auto_membership',
      level: 'error',
      uri: GLOBEX,
      line: 7,
      suppressions: [
        {
          kind: 'external',
          status: 'accepted',
          justification: '@example/identity, until 2027-02-01: Globex takes in everybody',
        },
      ],
    },
    {
      ruleId: 'grant_types_unstated',
      indexed: 'grant_types_unstated',
      level: 'warning',
      uri: 'tenant/clients/Member%20Portal.json',
      line: 1,
      suppressions: [],
    },
  ])
})

test('a fingerprint stays when only the line moves', async () => {
  const fingerprints = async (changes: Changes): Promise<readonly unknown[]> => {
    const { printed } = await runCheck(changes, '--format', 'sarif')
    await project?.remove()
    return Sarif.parse(JSON.parse(printed)).runs[0].results.map((one) => one.partialFingerprints)
  }
  const moved = swap(
    '"assign_membership_on_login": false',
    '\n\n"assign_membership_on_login": true',
  )
  expect(await fingerprints({ [GLOBEX]: moved })).toEqual(await fingerprints(OPENED))
})

test('a report can be written to a file', async () => {
  const { printed } = await runCheck(OPENED, '--format=sarif', '--output=reports/check.sarif')
  const written = await readFile(join(project?.root ?? '', 'reports/check.sarif'), 'utf8')
  expect([printed, Sarif.parse(JSON.parse(written)).runs[0].results.length]).toEqual([
    'wrote reports/check.sarif',
    1,
  ])
})

describe('what cannot be asked', () => {
  test.each<[string, string, string]>([
    ['a format that there is not', '--format=xml', 'option_invalid'],
    ['a format that every object has', '--format=constructor', 'option_invalid'],
    ['the secrets of everything', '--with-secrets', 'option_invalid'],
    ['an environment that there is not', '--environment=staging', 'environment_unknown'],
  ])('%s', async (_what, option, code) => {
    const { exitCode, printed } = await runCheck({}, option)
    expect([exitCode, printed.split(':')[0]]).toEqual([EXIT.input, code])
  })
})

describe('what is generated is up to date (`npm run schema`)', () => {
  const generated = { ...jsonSchemas(), [FINDINGS_PAGE]: renderFindingsPage() }
  test.each(Object.entries(generated))('%s', async (file, text) => {
    expect(await readFile(new URL(`../../../${file}`, import.meta.url), 'utf8')).toBe(text)
  })
})
