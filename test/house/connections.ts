import { importsOf } from './imports.ts'
import type { Law } from './laws.ts'
import { isCode, isIn, onlyCode, type SourceFile, withoutComments } from './source-file.ts'

/** Whoever opens connections beside the one client, and why. */
export const CONNECTORS: Readonly<Record<string, string>> = {
  'scripts/ground/pinned-fetch.ts':
    'the one client: everything that carries a credential goes through it',
  'scripts/gateway/deploy-cli-child.mjs':
    'puts the gateway in the place of the `fetch` that the unmodified Deploy CLI uses',
  'scripts/evidence/acting/hear-events.ts':
    'the text of an Action, which tells this process what a local tenant shows it',
  'scripts/project/tenant-folder/yaml-document.ts':
    'finds the YAML parser of the Deploy CLI, and nothing else of it',
  'scripts/gateway/every-refusal.cjs': 'validates in that process, and asks nobody',
  'scripts/gateway/parent-channel.mjs': 'opens the channel of that process to its parent',
  'scripts/gateway/shut-process.mjs': 'shuts the roads out of that process',
  'scripts/gateway/quick-deploy-cli.cjs': 'changes the Deploy CLI in that process, and asks nobody',
}

/** Packages and modules of Node by which something can be reached. */
const CONNECTING =
  /^(node:)?(http|https|http2|net|tls|dgram)$|^(undici|axios|got|ky|needle|node-fetch|request|superagent|auth0-deploy-cli)(\/|$)/

/** What listens asks nobody. */
const LISTENING = /^import \{ (?:type \w+, )*createServer(?:, type \w+)* \} from '[^']+'$/gm

/** The global, by any way to it; a member or a key of that name, or half of a hyphenated word, is somebody else's. */
const GLOBAL_FETCH = /(?<![.\w$]|typeof )fetch\b(?!\??:|-\w)|\bglobalThis\s*(?:\.|\?\.)\s*fetch\b/

/** A pattern, as it can stand where a value begins; what it looks for opens nothing. */
const PATTERN =
  /(?<=[(=,:[!&|?\s])\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuvy]*/g

/** Clients that bring a `fetch` of their own unless they are given one. */
const CLIENTS_WITH_FETCH =
  /\bnew (?:\w+\.)?(?:ManagementClient|AuthenticationClient|UserInfoClient|Configuration)\(|\bdiscovery\(/g
const GIVEN_FETCH = /\bfetch: |\bcustomFetch\]: /

/**
 * Whatever talks to a tenant goes through the one client, which follows no redirect and has bounds:
 * nothing else in `scripts/` opens a connection. The local tenant is the other side.
 */
export const oneConnects =
  (connectors: Readonly<Record<string, string>>): Law =>
  (files) =>
    files
      .filter((file) => isJudged(file) && !Object.hasOwn(connectors, file.path))
      .flatMap((file) => connectionsIn(file).map((what) => `${file.path} opens ${what}`))

/** An exception that is not needed any more hides the next one. */
export const staleConnectors =
  (connectors: Readonly<Record<string, string>>): Law =>
  (files) =>
    Object.keys(connectors).filter(
      (path) => !files.some((file) => file.path === path && connectionsIn(file).length > 0),
    )

const isJudged = (file: SourceFile): boolean =>
  isCode(file) && isIn('scripts', file) && !isIn('scripts/local-tenant', file)

function connectionsIn({ path, text }: SourceFile): readonly string[] {
  const asking = withoutComments(text).replace(LISTENING, '')
  const packages = importsOf({ path, text: asking })
    .filter(({ specifier, isType }) => !isType && CONNECTING.test(specifier))
    .map(({ specifier }) => specifier)
  const named = [...asking.matchAll(/\bresolve\('([^']+)'\)/g)]
    .map(([, name = '']) => name)
    .filter((name) => CONNECTING.test(name))
  const global = GLOBAL_FETCH.exec(onlyCode(asking).replace(PATTERN, '0'))
  const clients = [...asking.matchAll(CLIENTS_WITH_FETCH)]
    .filter(({ index }) => !GIVEN_FETCH.test(argumentsFrom(asking, index)))
    .map(([client]) => `${client}…) without our fetch`)
  return [...packages, ...named, ...(global === null ? [] : [global[0]]), ...clients]
}

/** The text from a call to its closing bracket. */
function argumentsFrom(text: string, start: number): string {
  const first = text.indexOf('(', start)
  let depth = 0
  for (let index = first; index < text.length; index += 1) {
    if (text[index] === '(') depth += 1
    if (text[index] === ')') depth -= 1
    if (depth === 0) return text.slice(first, index)
  }
  return text.slice(first)
}

/** Nor does an Action, which holds the credentials of the Management API. */
export const noActionFollowsRedirects: Law = (files) =>
  files
    .filter((file) => isIn('actions', file))
    .flatMap(({ path, text }) => {
      const code = withoutComments(text)
      return [...code.matchAll(/\bfetch\(/g)]
        .filter(({ index }) => !argumentsFrom(code, index).includes("redirect: 'error'"))
        .map(() => `${path} follows redirects`)
    })
