import { type Import, importsOf } from './imports.ts'
import {
  isCode,
  isIn,
  onlyCode,
  type SourceFile,
  toKebabCase,
  withoutComments,
} from './source-file.ts'

/** What breaks the law, one text for each; nothing when nobody does. */
export type Law = (files: readonly SourceFile[]) => readonly string[]

const SOURCE_ROOMS = ['actions', 'policies', 'scripts']
const isSource = (file: SourceFile): boolean =>
  isCode(file) && SOURCE_ROOMS.some((room) => isIn(room, file))
const isDeclaration = ({ path }: SourceFile): boolean => path.endsWith('.d.ts')

const isOwnPackage = ({ isRelative, specifier }: Import): boolean =>
  !isRelative && !specifier.startsWith('node:')
const isAuth0Type = ({ specifier, isType }: Import): boolean =>
  isType && specifier.startsWith('@auth0/actions/')
const leadsTo =
  (...rooms: readonly string[]) =>
  ({ isRelative, target }: Import): boolean =>
    isRelative && rooms.some((room) => target.startsWith(`${room}/`))

/** The carrying-out side of an Action: no command may call it, for it would act. */
const isPerformer = ({ target }: Import): boolean =>
  /^actions\/[^/]+\/(action|effects)\.ts$/.test(target)

/** Rooms of `scripts/`, the lowest first: none imports one beside it or above it. */
const LAYERS: readonly (readonly string[])[] = [
  ['ground'],
  ['gateway'],
  ['auth0'],
  ['project'],
  ['bundle'],
  ['check', 'facts', 'administration'],
  ['state', 'adoption'],
  ['explain', 'shipping'],
  ['journey', 'operating', 'evidence', 'capacity'],
  ['demo', 'portal'],
  ['commands'],
]

/** Rooms of `actions/` that every trigger shares, the lowest first; each room beside them is a trigger's. */
const SHARED_BY_TRIGGERS: typeof LAYERS = [
  ['reading', 'rulebook'],
  ['records'],
  ['answers', 'management'],
]

const roomIn = (path: string): string => /^(?:actions|scripts)\/([^/]+)\//.exec(path)?.[1] ?? ''
const layerOf = (room: string, layers: typeof LAYERS): number =>
  layers.findIndex((rooms) => rooms.includes(room))

/** The programs beside the rooms may import any of them. The local tenant is a package, with a face. */
function isBelow(target: string, path: string): boolean {
  const [from, to] = [roomIn(path), roomIn(target)]
  if (from === '' || from === to) return to !== 'local-tenant'
  const layer = layerOf(to, LAYERS)
  return layer >= 0 && layer < layerOf(from, LAYERS)
}

/** Each room with what it may import. The first that fits counts. */
const WALLS: readonly {
  readonly room: string
  readonly may: (found: Import, file: SourceFile) => boolean
}[] = [
  { room: 'policies', may: leadsTo('policies') },
  {
    room: 'actions',
    may: (found, { path }) =>
      found.specifier === 'node:crypto' ||
      // Back ends read and write records too, and have no types of Actions.
      (isAuth0Type(found) && roomIn(path) !== 'records') ||
      leadsTo('policies')(found) ||
      (leadsTo('actions')(found) && isSharedOrOwn(found.target, path)),
  },
  {
    room: 'scripts/local-tenant',
    may: (found) =>
      isAuth0Type(found) ||
      leadsTo('scripts/local-tenant')(found) ||
      found.specifier.startsWith('node:') ||
      (isOwnPackage(found) && !found.specifier.startsWith('@auth0/actions')),
  },
  {
    // What a plan rests on is asked for through the port alone.
    room: 'scripts/gateway',
    may: (found, { path }) =>
      isOfScripts(found, path) && found.specifier !== 'auth0' && !isAuth0Type(found),
  },
  { room: 'scripts', may: (found, { path }) => isOfScripts(found, path) },
  { room: 'tenant', may: () => false },
]

const isOfScripts = (found: Import, path: string): boolean =>
  leadsTo('policies')(found) ||
  (leadsTo('scripts')(found) && isBelow(found.target, path)) ||
  (leadsTo('actions')(found) && !isPerformer(found)) ||
  isAuth0Type(found) ||
  (!found.isRelative && !found.specifier.startsWith('@auth0/actions'))

/** What a trigger judges that is another one's: it is read as there, or it would be judged otherwise. */
const JUDGED_AS: ReadonlyMap<string, string> = new Map([
  // What becomes of the next login.
  ['event-stream', 'actions/post-login/facts.ts'],
])

/** A trigger knows what all triggers share, and no other trigger; what they share knows none. */
function isSharedOrOwn(target: string, path: string): boolean {
  const [from, to] = [roomIn(path), roomIn(target)]
  if (from === to || JUDGED_AS.get(from) === target) return true
  const [own, theirs] = [layerOf(from, SHARED_BY_TRIGGERS), layerOf(to, SHARED_BY_TRIGGERS)]
  return theirs >= 0 && (own < 0 || theirs < own)
}

/** A file beside the rooms is nobody's: it comes to know everything. */
export const actionsHaveRooms: Law = (files) =>
  files.filter(({ path }) => /^actions\/[^/]+$/.test(path)).map(({ path }) => path)

export const walls: Law = (files) =>
  files.filter(isCode).flatMap((file) => {
    const wall = WALLS.find(({ room }) => isIn(room, file))
    if (wall === undefined) return []
    return importsOf(file)
      .filter((found) => !wall.may(found, file))
      .map(({ specifier }) => `${file.path} imports ${specifier}`)
  })

/** What a policy may not know: when, where, and whose product it runs in. */
const NOT_IN_POLICIES: readonly RegExp[] = [
  /\bDate\.now\b/,
  /\bnew Date\(/,
  /\bMath\.random\b/,
  /\bfetch\b/,
  /\bprocess\b/,
  /\bawait\b|\basync\b|\bPromise\b/,
  /\bconsole\b/,
  /auth0/i,
  /\bclient_?id\b/i,
  /app_?metadata/i,
  /\borg_/,
  /\bevent\./,
  /\bapi\./,
  /connection/i,
  /tenant/i,
]

export const policiesArePure: Law = (files) =>
  files
    .filter((file) => isIn('policies', file))
    .flatMap(({ path, text }) =>
      NOT_IN_POLICIES.flatMap((pattern) => {
        const found = pattern.exec(text.replaceAll(REASON_CODE, ''))
        return found === null ? [] : [`${path} says ${found[0]}`]
      }),
    )

/** Codes are permanent and come from the catalogue, whatever words it used. */
const REASON_CODE = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g

/** Node's own `process`, told from a thing of ours that is called so by what is asked of it. */
const PROCESS =
  /\bprocess\s*(?:\.|\?\.)\s*(?:env|argv|execArgv|execPath|exit|exitCode|abort|cwd|chdir|pid|ppid|platform|arch|versions?|features|release|title|std(?:in|out|err)|on|once|off|emit\w*|nextTick|hrtime|uptime|memoryUsage|cpuUsage|umask|getuid|allowedNodeEnvironmentFlags|binding|permission|kill\(\w)|\bprocess\[|\}\s*=\s*process\b|globalThis\.process/

/** Programs of their own, and whoever must name the program to start: with a reason each. */
export const PROCESS_KNOWERS: Readonly<Record<string, string>> = {
  'scripts/run-process.ts': 'the one place where arguments, environment and exit meet',
  'scripts/org-guard.mjs':
    'asks whether this Node reads TypeScript, before anything of ours is read',
  'scripts/gateway/parent-channel.mjs': 'ends a child whose parent is gone',
  'scripts/gateway/deploy-cli-process.ts': 'names the program that its child is run by',
  'scripts/local-tenant/runtime/sandbox/sandbox.mjs': 'the child in which uploaded code runs',
  'scripts/gateway/shut-process.mjs': 'takes away whatever would go around the gateway',
  'scripts/local-tenant/runtime/sandbox/lock-process.mjs': 'takes away what Auth0 does not give',
  'scripts/local-tenant/runtime/spawn-sandbox.ts': 'names the program that its child is run by',
  'scripts/ground/this-process.ts': 'says which process is this one, and which still runs',
  'scripts/shipping/run-environments.ts': 'names the program that its child is run by',
  'scripts/evidence/asking/asking-thread.mjs':
    'asks whether this Node reads TypeScript, before anything of ours is read',
  'scripts/evidence/versions/build-by-itself.ts': 'names the program that its child is run by',
  'scripts/local-tenant/state-file.ts': 'says whose draft of the file it is, by process id',
}

export const oneKnowsProcess =
  (knowers: Readonly<Record<string, string>>): Law =>
  (files) =>
    files
      .filter(isSource)
      .filter(({ path, text }) => knowsProcess(text) && !Object.hasOwn(knowers, path))
      .map(({ path }) => `${path} knows process`)

const knowsProcess = (text: string): boolean =>
  PROCESS.test(onlyCode(text)) || /from 'node:process'/.test(withoutComments(text))

/** An exception for a file that needs none hides the next one. */
export const staleKnowers =
  (knowers: Readonly<Record<string, string>>): Law =>
  (files) =>
    Object.keys(knowers).filter(
      (path) => !files.some((file) => file.path === path && knowsProcess(file.text)),
    )

/** Percent-encoded: a folder with a space is another folder then. `fileURLToPath` decodes it. */
export const filesAreNoUrls: Law = (files) =>
  files
    .filter(isCode)
    .filter(({ text }) => /\bimport\.meta\.url\b/.test(text) && /\.(pathname|href)\b/.test(text))
    .map(({ path }) => `${path} takes the path of a URL for that of a file`)

const nameOf = (path: string): string => /([^/]+?)(\.d|\.about)?\.[^./]+$/.exec(path)?.[1] ?? path

const isPolicy = (file: SourceFile): boolean =>
  isIn('policies', file) && /^export const \w+: Policy</m.test(file.text)

export const everyPolicyHasItsTest: Law = (files) => {
  const paths = new Set(files.map(({ path }) => path))
  return files
    .filter(isPolicy)
    .map(({ path }) => `test/${path.replace(/\.ts$/, '.test.ts')}`)
    .filter((path) => !paths.has(path))
}

/** A policy is found by its name: file, id and test say the same. */
export const everyPolicyIsNamedAlike: Law = (files) =>
  files
    .filter(isPolicy)
    .filter(({ path, text }) => !text.includes(`id: '${nameOf(path)}'`))
    .map(({ path }) => `${path} holds a policy of another id`)

const namesReasons = ({ path }: SourceFile): boolean => /\.about\.ts$/.test(path)
const names = (word: string, { text }: SourceFile): boolean =>
  new RegExp(`\\b${word}\\b`).test(withoutComments(text))

export const everyReasonIsUsed =
  (reasons: readonly string[]): Law =>
  (files) => {
    const users = files.filter(
      (file) => (isIn('policies', file) || isIn('actions', file)) && !namesReasons(file),
    )
    return reasons.filter((reason) => !users.some((file) => names(reason, file)))
  }

/** Lists of all reasons prove nothing about any. */
const LISTING_TESTS = ['test/house.test.ts', 'test/policies/reasons.test.ts']

export const everyReasonIsTested =
  (reasons: readonly string[]): Law =>
  (files) => {
    const tests = files.filter(
      ({ path }) => /^test\/.*\.test\.ts$/.test(path) && !LISTING_TESTS.includes(path),
    )
    return reasons.filter((reason) => !tests.some((file) => names(reason, file)))
  }

const LONGEST_FILE_LINES = 250

/** Files that may be longer, and why. */
export const LONG_FILES: Readonly<Record<string, string>> = {
  'scripts/local-tenant/store.ts': 'the types of everything that a tenant holds: one list, no code',
}

export const filesAreShort =
  (exceptions: Readonly<Record<string, string>>): Law =>
  (files) =>
    files
      .filter((file) => isSource(file) && !Object.hasOwn(exceptions, file.path))
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > LONGEST_FILE_LINES)
      .map(({ path, lines }) => `${path} has ${lines} lines`)

/** Names that the design gives to a role every room or trigger has. */
const ROLE_NAMES = ['facts', 'settings', 'decide', 'effects', 'action', 'cli']

/** Files whose name is their subject, of which no export holds a word, and why. */
export const NAMED_BY_SUBJECT: Readonly<Record<string, string>> = {
  'scripts/commands/options.ts': 'the kinds of options, a function for each',
  'scripts/local-tenant/management/paging.ts': 'the list forms of the Management API',
  'scripts/local-tenant/oidc/endpoints/login-steps.ts': 'what a person can do on the login pages',
  'scripts/local-tenant/oidc/events/event-parts.ts': 'the parts that events have in common',
  'scripts/local-tenant/runtime/sandbox/api/access.mjs': 'the methods of `api.access`',
  'scripts/local-tenant/runtime/sandbox/captured-console.mjs': 'a console that is captured',
  'scripts/local-tenant/runtime/sandbox/channel.mjs': 'the two ends of one channel',
  'scripts/local-tenant/runtime/sandbox/commands.mjs': 'what the api writes down for the parent',
  'scripts/local-tenant/runtime/sandbox/intrinsics.mjs':
    'built-ins, taken before uploaded code runs',
  'scripts/local-tenant/runtime/sandbox/sandbox.mjs': 'a program: it exports nothing',
  'scripts/local-tenant/runtime/sandbox/triggers/asynchronous.mjs': 'the triggers nobody waits for',
  'scripts/local-tenant/store.ts': 'the types of everything that a tenant holds',
  'scripts/org-guard.mjs':
    'asks whether this Node reads TypeScript, before anything of ours is read',
  'scripts/gateway/deploy-cli-child.mjs': 'a program: it exports nothing',
  'scripts/evidence/asking/asking-thread.mjs': 'a program: it exports nothing',
  'scripts/gateway/deploy-cli-process.ts': 'the process in which the Deploy CLI runs',
  'scripts/gateway/every-refusal.cjs': 'CommonJS: its `exports` are those of the old kind',
  'scripts/gateway/quick-deploy-cli.cjs': 'CommonJS: its `exports` are those of the old kind',
}

/**
 * A file is named after an export of its own: one of them holds every word of the name (`log-line`:
 * `renderLogLine`), or, in a file of several verbs, at least the word that they are about.
 */
export const filesAreNamedByAnExport =
  (exceptions: Readonly<Record<string, string>>): Law =>
  (files) =>
    files
      .filter((file) => isSource(file) && !isDeclaration(file))
      .filter(({ path }) => !Object.hasOwn(exceptions, path) && !ROLE_NAMES.includes(nameOf(path)))
      .filter((file) => !isNamedByAnExport(file))
      .map(({ path, text }) => `${path} exports ${exportsOf(text).join(', ') || 'nothing'}`)

/** An exception that is not needed any more hides the next one. */
export const staleExceptions =
  (names: Readonly<Record<string, string>>, long: Readonly<Record<string, string>>): Law =>
  (files) => {
    const without = (law: Law, exceptions: Readonly<Record<string, string>>): readonly string[] => {
      const broken = law(files)
      return Object.keys(exceptions).filter(
        (path) => !broken.some((text) => text.startsWith(`${path} `)),
      )
    }
    return [...without(filesAreNamedByAnExport({}), names), ...without(filesAreShort({}), long)]
  }

const EXPORT =
  /^export\s+(?:declare\s+)?(?:async\s+)?(?:abstract\s+)?(?:const|let|function\*?|class|type|interface|enum)\s+(\w+)/gm

const exportsOf = (text: string): readonly string[] => [
  ...[...text.matchAll(EXPORT)].map(([, name = '']) => name),
  ...[...text.matchAll(/^export\s+(?:type\s+)?\{([^}]*)\}/gm)].flatMap(([, list = '']) =>
    list.split(',').map(
      (part) =>
        part
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? '',
    ),
  ),
]

function isNamedByAnExport({ path, text }: SourceFile): boolean {
  const words = nameOf(path).split('-').map(singular)
  const inExports = exportsOf(text).flatMap((name) => toKebabCase(name).split('-').map(singular))
  return words.some((word) => inExports.includes(word))
}

const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/s$/, '')

const BANNED_WORDS = ['util', 'helper', 'manager', 'data', 'misc', 'common', 'stuff']

export const noEmptyNames: Law = (files) =>
  files
    .filter(isCode)
    .map(({ path }) => path)
    .filter((path) =>
      path
        .split(/[/.-]/)
        .map(singular)
        .some((word) => BANNED_WORDS.includes(word)),
    )

/** Put together here, so that this file does not break the law that it states. */
const MACHINE_PATHS = [
  ['work', '(main|shared|farm)'],
  ['farm', ''],
  ['home', '\\w+'],
  ['Users', '\\w+'],
  ['root', ''],
].map(([top, below]) => new RegExp(`(?<![\\w.}:/-])/${top}/${below}`))

export const noMachinePaths: Law = (files) =>
  files
    .filter(({ path }) => path !== 'package-lock.json')
    .flatMap(({ path, text }) =>
      MACHINE_PATHS.flatMap((pattern) => {
        const found = pattern.exec(text)
        return found === null ? [] : [`${path} names ${found[0]}`]
      }),
    )

/** Values of real people and companies have no place in code: RFC 2606 and RFC 6761 names have. */
export const onlyExampleAddresses: Law = (files) =>
  files.filter(isCode).flatMap(({ path, text }) =>
    [...text.matchAll(/[\w.+-]+@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)/gu)]
      .map(([, domain = '']) => domain.toLowerCase())
      .filter(
        (domain) =>
          !/(^|\.)(ex\p{L}mple(\.(com|org|net))?|test|localhost|invalid|\d+)$/u.test(domain),
      )
      .map((domain) => `${path} holds an address at ${domain}`),
  )

export const actionsHaveNoEnvironment: Law = (files) =>
  files
    .filter(
      (file) => isIn('actions', file) && /\bprocess\s*\.\s*env\b/.test(withoutComments(file.text)),
    )
    .map(({ path }) => path)

/**
 * How long something took is the machine's, and no test's: no clock of the machine is read to compare,
 * and what may hang has the one limit of vitest.config.ts.
 */
const HURRIES: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\bperformance\.now\b|\bprocess\.hrtime\b|\bconsole\.time\b/, 'measures time'],
  [/\btimeout: ?[\d_]+/, 'has a limit of its own'],
  [/^\s*\}, ?[\d_]+\)$/m, 'has a limit of its own'],
  [/\bsetConfig\(\{[^}]*[tT]imeout/, 'has a limit of its own'],
  [/\buseFakeTimers\(/, 'stops the time without the budgets'],
]
/** The one place that does both. */
const HOLDS_TIME = 'test/builders/hold-time.ts'

export const testsTakeTheirTime: Law = (files) =>
  files
    .filter(
      (file) =>
        isCode(file) &&
        isIn('test', file) &&
        // The bench is no test: to measure is all that it does.
        !isIn('test/bench', file) &&
        file.path !== HOLDS_TIME,
    )
    .flatMap(({ path, text }) =>
      HURRIES.filter(([pattern]) => pattern.test(withoutComments(text))).map(
        ([, what]) => `${path} ${what}`,
      ),
    )
