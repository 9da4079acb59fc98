import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { REASONS } from '../policies/reasons.ts'
import { anOddFolder } from './builders/an-odd-folder.ts'
import {
  CONNECTORS,
  noActionFollowsRedirects,
  oneConnects,
  staleConnectors,
} from './house/connections.ts'
import { importsOf } from './house/imports.ts'
import * as laws from './house/laws.ts'
import { namedTestsAreThere } from './house/named-tests.ts'
import * as rendering from './house/renderer-laws.ts'
import { testsLeaveNothingBehind } from './house/shared-process.ts'
import { readCheckout, type SourceFile } from './house/source-file.ts'

const checkout = readCheckout()
const reasons = Object.keys(REASONS)

const file = (path: string, text = ''): SourceFile => ({ path, text })
const lines = (count: number): string => 'x\n'.repeat(count)
/** Cut in two, so that this file keeps the laws that its samples break. */
const say = (...pieces: readonly string[]): string => pieces.join('')

const KNOWERS = { 'scripts/run-process.ts': 'the command line' }

/** Every law: what it says, the law, and samples that each break it once. */
const LAWS: readonly (readonly [string, laws.Law, readonly SourceFile[]])[] = [
  [
    'a room imports only what the design lets it',
    laws.walls,
    [
      file('policies/a.ts', "import { x } from 'lodash'"),
      file('policies/b.ts', "import { x } from 'node:crypto'"),
      file('policies/c.ts', "import type { X } from '../actions/records/keyring.ts'"),
      file('policies/d.ts', "export { x } from '../scripts/ground/user-fault.ts'"),
      file('policies/e.ts', "import type { Event } from '@auth0/actions/post-login/v3'"),
      file('actions/f.ts', "import { x } from '../scripts/ground/user-fault.ts'"),
      file('actions/g.ts', "import { readFile } from 'node:fs/promises'"),
      file('actions/h.ts', "import { x } from '@auth0/actions/post-login/v3'"),
      file('actions/i.ts', "import * as z from 'zod/mini'"),
      file('actions/post-login/j.ts', "import { x } from '../pre-user-registration/facts.ts'"),
      file('actions/post-login/k.ts', "import { x } from '../keyring.ts'"),
      file('actions/records/l.ts', "import { x } from '../post-login/facts.ts'"),
      file('actions/records/m.ts', "import { x } from '../answers/refusal-text.ts'"),
      file('actions/records/n.ts', "import type { Event } from '@auth0/actions/post-login/v3'"),
      file('actions/reading/o.ts', "import { x } from '../rulebook/baked-rulebook.ts'"),
      file('actions/management/p.ts', "import { x } from '../answers/log-line.ts'"),
      file('scripts/local-tenant/k.ts', "import { x } from '../../policies/mode.ts'"),
      file(
        'scripts/local-tenant/l.ts',
        "import type { X } from '../../actions/records/keyring.ts'",
      ),
      file(
        'scripts/local-tenant/a/m.ts',
        "import { x } from '../../../actions/records/keyring.ts'",
      ),
      file('scripts/local-tenant/n.ts', "const x = await import('../../policies/mode.ts')"),
      file('scripts/local-tenant/o.mjs', "const x = require('../../policies/mode.ts')"),
      file('scripts/local-tenant/p.ts', "import { x } from '../user-fault.ts'"),
      file('scripts/local-tenant/q.ts', "type X = import('../../policies/mode.ts').Mode"),
      file('scripts/local-tenant/r.ts', "import {\n  x,\n  y,\n} from '../../policies/mode.ts'"),
      file('scripts/gateway/s.ts', "import { x } from '../shipping/session.ts'"),
      file('scripts/gateway/t.ts', "import { ManagementClient } from 'auth0'"),
      file('scripts/ground/a.ts', "import { x } from '../project/keywords.ts'"),
      file('scripts/auth0/a.ts', "import { x } from '../project/load-project.ts'"),
      file('scripts/project/a/b.ts', "import { x } from '../../check/finding.ts'"),
      file('scripts/check/a.ts', "import { x } from '../state/survey.ts'"),
      file('scripts/state/a.ts', "import type { X } from '../commands/command.ts'"),
      file('scripts/shipping/a.ts', "const x = await import('../journey/scene.ts')"),
      file('scripts/demo/a.ts', "import { x } from '../local-tenant/start-tenant.ts'"),
      file('scripts/commands/a.ts', "import { x } from '../run-command-line.ts'"),
      file('scripts/s.ts', "import { x } from '../actions/post-login/action.ts'"),
      file('scripts/t.ts', "import { x } from '../actions/post-login/effects.ts'"),
      file('scripts/u.ts', "import { x } from '../test/builders/noon.ts'"),
      file('tenant/v.js', "import 'node:fs'"),
    ],
  ],
  ['every file of an Action lies in a room', laws.actionsHaveRooms, [file('actions/keyring.ts')]],
  [
    'the path of a file is not the path of a URL',
    laws.filesAreNoUrls,
    [
      file('test/a.ts', say("const a = new URL('b.ts', import.meta", '.url).path', 'name')),
      file(
        'scripts/b.mjs',
        say('const here = new URL(import.meta', '.url)\nread(here.path', 'name)'),
      ),
      file('scripts/c.ts', say("spawn(new URL('d', import.meta", '.url).hr', 'ef)')),
    ],
  ],
  [
    'policies know no clock, no chance, no network, no environment and no product',
    laws.policiesArePure,
    [
      file('policies/a.ts', 'const now = Date.now()'),
      file('policies/b.ts', 'const now = new Date()'),
      file('policies/c.ts', 'const chance = Math.random()'),
      file('policies/d.ts', 'const answer = fetch(url)'),
      file('policies/e.ts', 'const home = process.cwd()'),
      file('policies/f.ts', 'const f = async () => 1'),
      file('policies/g.ts', "console.log('x')"),
      file('policies/h.ts', '// as Auth0 does'),
      file('policies/i.ts', 'const { client_id } = facts'),
      file('policies/j.ts', 'const { app_metadata } = user'),
      file('policies/k.ts', 'const { org_id } = token'),
      file('policies/l.ts', 'const { user } = event.user'),
      file('policies/m.ts', 'api.access(1)'),
      file('policies/n.ts', 'type Connection = string'),
      file('policies/o.ts', '// of the tenant'),
    ],
  ],
  [
    'one file knows the process it runs in',
    laws.oneKnowsProcess(KNOWERS),
    [
      file('scripts/a.ts', 'const home = process.env.HOME'),
      file('scripts/b.ts', "import { exit } from 'node:process'"),
      file('scripts/c.ts', 'const { argv } = process\n'),
      file('scripts/local-tenant/d.mjs', 'process.exit(1)'),
      file('actions/e.ts', "process['exit'](1)"),
      file('scripts/f.ts', 'globalThis.process.exit(1)'),
      file('scripts/g.ts', 'process.kill(pid, 0)'),
    ],
  ],
  [
    'nobody is excepted from that without need',
    laws.staleKnowers({ ...KNOWERS, 'scripts/gone.ts': 'gone' }),
    [file('scripts/run-process.ts', '// the process ends')],
  ],
  [
    'one client opens connections',
    oneConnects({}),
    [
      file('scripts/a.ts', "const answer = await fetch('https://example.com')"),
      file('scripts/b.ts', "import { request } from 'node:https'"),
      file('scripts/c.ts', "import { Agent } from 'undici'"),
      file('scripts/d.mjs', "const net = await import('node:net')"),
      file('scripts/e.cjs', "const http = require('http')"),
      file('scripts/f.ts', 'const ask = globalThis.fetch'),
      file('scripts/g.ts', 'const tools = { fetch, deadline }'),
      file('scripts/h.ts', 'const a = new ManagementClient({ domain, token })'),
      file(
        'scripts/i.ts',
        'const a = new AuthenticationClient({ domain })\nconst b = { fetch: x }',
      ),
      file('scripts/j.ts', 'const c = await oidc.discovery(url, id, {}, none)'),
      file('scripts/k.ts', "import { createServer, request } from 'node:http'"),
      file('scripts/l.ts', "const path = require.resolve('auth0-deploy-cli')"),
    ],
  ],
  [
    'nobody is excepted from that without need either',
    staleConnectors({ 'scripts/gone.ts': 'gone' }),
    [file('scripts/gone.ts', 'const answer = await tenantFetch(address)(url)')],
  ],
  [
    'no Action follows a redirect',
    noActionFollowsRedirects,
    [
      file('actions/a.ts', "await fetch(url, { method: 'POST' })"),
      file('actions/b.ts', "await access.fetch(url, { redirect: 'follow' })\nx(redirect: 'error')"),
    ],
  ],
  [
    'Actions have no environment',
    laws.actionsHaveNoEnvironment,
    [file('actions/a.ts', 'const key = process.env.KEY')],
  ],
  [
    'every policy has a test of its name',
    laws.everyPolicyHasItsTest,
    [file('policies/login/a-policy.ts', "export const aPolicy: Policy<F, S> = { id: 'a-policy' }")],
  ],
  [
    'a policy is named as its file',
    laws.everyPolicyIsNamedAlike,
    [file('policies/login/a-policy.ts', "export const aPolicy: Policy<F, S> = { id: 'other' }")],
  ],
  [
    'every reason is given by somebody',
    laws.everyReasonIsUsed(['NEVER_GIVEN']),
    [file('policies/a.about.ts', 'NEVER_GIVEN'), file('policies/a.ts', '// NEVER_GIVEN')],
  ],
  [
    'every reason is named in a test',
    laws.everyReasonIsTested(['NEVER_TESTED']),
    [file('test/policies/reasons.test.ts', 'NEVER_TESTED'), file('test/a.ts', 'NEVER_TESTED')],
  ],
  [
    'files are short',
    laws.filesAreShort({}),
    [file('scripts/a.ts', lines(251)), file('policies/b.ts', lines(300))],
  ],
  [
    'nobody is excepted from being short or well named without need',
    laws.staleExceptions({ 'scripts/gone.ts': 'gone' }, {}),
    [file('scripts/gone.ts', 'export const gone = 1')],
  ],
  [
    'a file is named after what it exports',
    laws.filesAreNamedByAnExport({}),
    [
      file('scripts/load-project.ts', 'export function readFile() {}'),
      file('scripts/nothing.ts', 'const nothing = 1'),
      file('policies/mode.ts', 'export const model = 1'),
    ],
  ],
  [
    'no name says nothing',
    laws.noEmptyNames,
    [
      file('scripts/utils.ts'),
      file('scripts/string-utils.ts'),
      file('scripts/helpers/a.ts'),
      file('scripts/user-manager.ts'),
      file('test/data.ts'),
    ],
  ],
  [
    'nothing names the machine it was written on',
    laws.noMachinePaths,
    [
      file('README.md', say('see /wo', 'rk/main/design.md')),
      file('a.json', say('"/ho', 'me/ann/x"')),
      file('b.ts', say("'/Us", "ers/ann/x'")),
      file('c.md', say('`/ro', 'ot/x`')),
    ],
  ],
  [
    'each medium has one renderer',
    rendering.oneRendererPerMedium,
    [
      file('scripts/a.ts', "const red = '\\u001b[31m'"),
      file('scripts/b.ts', 'const fence = `\\`\\`\\`js`'),
      file('scripts/c.ts', "const fence = '```'"),
      file('scripts/d.ts', `const row = \`| \${cells} |\``),
      file('scripts/e.ts', "const rule = '|---|---|'"),
      file('scripts/f.ts', `const head = \`## \${title}\``),
      file('scripts/g.ts', "const note = '> [!NOTE]'"),
      file('scripts/h.ts', `const page = \`<p>\${name}</p>\``),
      file('scripts/local-tenant/i.ts', 'const cell = \'<td class="x">\' + name'),
      file(
        'scripts/j.ts',
        `const page = html\`<p>\${names.map((name) => \`<b>\${name}</b>\`)}</p>\``,
      ),
      file('scripts/k.ts', `const page = markdown\`# \${\`- \${list}\`}\` + \`# \${name}\``),
    ],
  ],
  [
    'few believe a string',
    rendering.fewBelieveStrings,
    [
      file('scripts/a.ts', "import { code, prose } from './printing/markdown.ts'"),
      file('scripts/b.ts', "import {\n  htmlOfLibrary,\n} from './local-tenant/html.ts'"),
    ],
  ],
  [
    'one print is one line',
    rendering.onePrintIsOneLine,
    [
      file('scripts/a.ts', `print(\`\\n\${text}\`)`),
      file('scripts/b.ts', "surroundings.print('a\\nb')"),
      file('scripts/c.ts', "print(lines(...text.split('\\n')))"),
    ],
  ],
  [
    'every address is an example',
    laws.onlyExampleAddresses,
    [file('test/a.ts', say("'ann@gma", "il.com'")), file('scripts/b.ts', say('ann@acme', '.com'))],
  ],
  [
    'no test asks how long something took, or has a limit of its own',
    laws.testsTakeTheirTime,
    [
      file('test/a.test.ts', say('const t = performance', '.now()')),
      file('test/b.test.ts', say('const t = process.hr', 'time.bigint()')),
      file('test/c.test.ts', say("test('x', { time", 'out: 5_000 }, () => {})')),
      file('test/d.test.ts', say("test('x', () => {\n}, 120", '_000)\n')),
      file('test/e.test.ts', say('vi.setConfig({ testTime', 'out: 5 })')),
      file('test/f.test.ts', say('vi.useFake', "Timers({ toFake: ['Date'] })")),
    ],
  ],
  [
    'a test that is named somewhere is there',
    namedTestsAreThere,
    [
      file('docs/a.md', 'shown by `test/gone/b.test.ts`'),
      file('policies/a.ts', '// `gone.test.ts` shows it'),
    ],
  ],
  [
    'no test leaves anything behind in the process that it shares',
    testsLeaveNothingBehind,
    [
      file('test/a.test.ts', 'process.env.HOME = folder'),
      file('test/b.test.ts', 'delete process.env.HOME'),
      file('test/c.test.ts', "vi.stubEnv('HOME', folder)"),
      file('test/d.test.ts', 'process.chdir(folder)'),
      file('test/e.test.ts', "process.once('SIGINT', stop)"),
      file('test/builders/f.ts', 'setGlobalDispatcher(agent)'),
      file('test/builders/g.ts', say('vi.reset', 'Modules()')),
      file('test/builders/h.ts', say('vi.mo', "ck('../scripts/a.ts')")),
      file('test/i.test.ts', say('import nock fr', "om 'nock'")),
      file('test/j.test.ts', "process.env['HOME'] = folder"),
    ],
  ],
]

/** The laws as they are meant: with the reasons, and the exceptions, that there are. */
const MEANT = new Map<string, laws.Law>([
  ['one file knows the process it runs in', laws.oneKnowsProcess(laws.PROCESS_KNOWERS)],
  ['nobody is excepted from that without need', laws.staleKnowers(laws.PROCESS_KNOWERS)],
  ['one client opens connections', oneConnects(CONNECTORS)],
  ['nobody is excepted from that without need either', staleConnectors(CONNECTORS)],
  ['every reason is given by somebody', laws.everyReasonIsUsed(reasons)],
  ['every reason is named in a test', laws.everyReasonIsTested(reasons)],
  ['files are short', laws.filesAreShort(laws.LONG_FILES)],
  [
    'nobody is excepted from being short or well named without need',
    laws.staleExceptions(laws.NAMED_BY_SUBJECT, laws.LONG_FILES),
  ],
  ['a file is named after what it exports', laws.filesAreNamedByAnExport(laws.NAMED_BY_SUBJECT)],
])

describe('the laws of the house', () => {
  test('the checkout is read', () => {
    const paths = checkout.map(({ path }) => path)
    expect(paths).toContain('policies/decide.ts')
    expect(paths).toContain('test/house.test.ts')
    expect(paths.filter((path) => path.startsWith('node_modules/'))).toEqual([])
  })

  test('an unpacked archive is read as a repository is', () => {
    const folder = anOddFolder()
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const kept = ['.gitignore', 'a b.ts', 'deep/er/c#.ts']
    const ignored = ['node_modules/a.ts', 'deep/.build/b.json', 'deep/er/d.log']
    for (const path of [...kept, ...ignored]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      copyFileSync(fileURLToPath(new URL('../.gitignore', import.meta.url)), join(folder, path))
    }
    const unpacked = readCheckout(folder)
    execFileSync('git', ['init', '--quiet'], { cwd: folder })
    expect(unpacked).toEqual(readCheckout(folder))
    expect(unpacked.map(({ path }) => path)).toEqual(kept)
  })

  test.each(LAWS)('%s', (sentence, law) => {
    expect((MEANT.get(sentence) ?? law)(checkout)).toEqual([])
  })

  test.each(
    LAWS.filter(([sentence]) => sentence !== 'nothing imports itself, however far around').flatMap(
      ([sentence, law, samples]) =>
        samples.map((sample) => [sentence, sample.path, law, sample] as const),
    ),
  )('%s: it can be broken, by %s', (sentence, _path, law, sample) => {
    // What a law asks for may be missing altogether; then the samples before it say so.
    const broken = law([sample])
    expect([sentence, broken.length]).not.toEqual([sentence, 0])
  })
})

describe('what keeps the laws', () => {
  test.each<[string, laws.Law, SourceFile]>([
    [
      'a policy that imports a policy',
      laws.walls,
      file('policies/login/a.ts', "import { x } from '../mode.ts'"),
    ],
    [
      'an Action that takes types',
      laws.walls,
      file('actions/post-login/a.ts', "import type { Event } from '@auth0/actions/post-login/v3'"),
    ],
    [
      'an Action that uses what all share',
      laws.walls,
      file('actions/post-login/a.ts', "import { x } from '../records/keyring.ts'"),
    ],
    [
      'what triggers share and rests on what lies below',
      laws.walls,
      file('actions/answers/a.ts', "import { x } from '../records/reference.ts'"),
    ],
    [
      'a command that reads facts',
      laws.walls,
      file('scripts/a.ts', "import { x } from '../actions/post-login/facts.ts'"),
    ],
    [
      'an engine that reads a project',
      laws.walls,
      file('scripts/shipping/plan/a.ts', "import { x } from '../../project/load-project.ts'"),
    ],
    [
      'an engine that starts the local tenant',
      laws.walls,
      file('scripts/shipping/a.ts', "import { startTenant } from 'auth0-local-tenant'"),
    ],
    [
      'a program that runs a command',
      laws.walls,
      file('scripts/a.ts', "import { x } from './commands/plan.ts'"),
    ],
    [
      'a local tenant that uses a package',
      laws.walls,
      file('scripts/local-tenant/a.ts', "import { Hono } from 'hono'"),
    ],
    [
      'an import in a comment',
      laws.walls,
      file('policies/a.ts', "/*\nimport { x } from 'lodash'\n*/\n// import 'zod'"),
    ],
    [
      'an import in a string',
      laws.walls,
      file('policies/a.ts', 'const a = "import { x } from \'lodash\'"'),
    ],
    [
      'a policy that speaks of a processing',
      laws.policiesArePure,
      file('policies/a.ts', '// events are eventual; processing'),
    ],
    [
      'a client that is given our fetch',
      oneConnects({}),
      file('scripts/a.ts', 'const a = new ManagementClient({ domain, fetch: tenantFetch(x) })'),
    ],
    [
      'a fetch that is a type, a member or a key',
      oneConnects({}),
      file('scripts/a.ts', 'const ask: typeof fetch = x.fetch\ntype T = { fetch: F; fetch?: F }'),
    ],
    [
      'a word of other languages that begins so',
      oneConnects({}),
      file('scripts/a.ts', 'const A = `\n  fetch-depth: 0`'),
    ],
    [
      'a pattern that looks for a fetch',
      oneConnects({}),
      file('scripts/a.ts', 'const A = [\n  /^fetch, x[/]\\bfetch\\b/,\n  /fetch/g,\n]'),
    ],
    [
      'a server',
      oneConnects({}),
      file('scripts/a.ts', "import { createServer, type Server } from 'node:http'"),
    ],
    ['the local tenant', oneConnects({}), file('scripts/local-tenant/a.ts', 'await fetch(url)')],
    ['a word in a comment', laws.oneKnowsProcess({}), file('scripts/a.ts', '// the process.\n')],
    ['a word in a text', laws.oneKnowsProcess({}), file('scripts/a.ts', "const a = 'process.env'")],
    [
      'an object with such a key',
      laws.oneKnowsProcess({}),
      file('scripts/a.ts', 'const a = { process: 1 }'),
    ],
    ['250 lines', laws.filesAreShort({}), file('scripts/a.ts', lines(250))],
    [
      'a verb in front',
      laws.filesAreNamedByAnExport({}),
      file('actions/answers/log-line.ts', 'export function renderLogLine() {}'),
    ],
    [
      'a constant',
      laws.filesAreNamedByAnExport({}),
      file('scripts/development-key.ts', 'export const DEVELOPMENT_SIGNING_KEY = 1'),
    ],
    ['a type', laws.filesAreNamedByAnExport({}), file('policies/lock.ts', 'export type Lock = 1')],
    ['a word that holds another', laws.noEmptyNames, file('scripts/database.ts')],
    [
      'a URL with such a path',
      laws.noMachinePaths,
      file('a.md', say('https://example.com/ho', 'me/ann/')),
    ],
    [
      'Markdown and HTML by their tags, around anything',
      rendering.oneRendererPerMedium,
      file(
        'scripts/a.ts',
        `const a = html\`<p>\${b ? html\`<b>\${c}</b>\` : \`}\`}</p>\`\nconst d = markdown\`| \${e} |\\n|---|\``,
      ),
    ],
    [
      'a type in angles, and a comparison',
      rendering.oneRendererPerMedium,
      file('scripts/a.ts', 'const a = new Map<p, b>()\nconst c = a < b && d > e'),
    ],
    [
      'an example',
      laws.onlyExampleAddresses,
      file('test/a.ts', "'ann@acme.example.com bob@x.test'"),
    ],
  ])('%s', (_what, law, sample) => {
    expect(law([sample])).toEqual([])
  })
})

test('every form of an import is seen', () => {
  const text = `import a from './a.ts'
import type { B } from './b.ts'
import './c.ts'
export * from './d.ts'
export { e } from './e.ts'
export type { F } from './f.ts'
import {
  g,
} from './g.ts'
const h = await import('./h.ts')
const i = require("./i.ts")
type J = import('./j.ts').J
`
  expect(importsOf(file('x/y.ts', text)).map(({ target, isType }) => [target, isType])).toEqual([
    ['x/a.ts', false],
    ['x/b.ts', true],
    ['x/c.ts', false],
    ['x/d.ts', false],
    ['x/e.ts', false],
    ['x/f.ts', true],
    ['x/g.ts', false],
    ['x/h.ts', false],
    ['x/i.ts', false],
    ['x/j.ts', true],
  ])
})
