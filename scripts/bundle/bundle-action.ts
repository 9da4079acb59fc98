import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build as esbuild, version as esbuildVersion } from 'esbuild'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { keepLatest } from '../ground/keep-latest.ts'
import { sha256 } from '../ground/sha256.ts'
import { actionRulebook } from './action-rulebook.ts'
import { leaveOut, standInFor } from './leave-out.ts'

/** Our Actions: the trigger, and the handler Auth0 calls there. */
export const HANDLERS = {
  'post-login': 'onExecutePostLogin',
  'pre-user-registration': 'onExecutePreUserRegistration',
  'credentials-exchange': 'onExecuteCredentialsExchange',
  'password-reset-post-challenge': 'onExecutePostChallenge',
  'event-stream': 'onExecuteEventStream',
} as const

export type Trigger = keyof typeof HANDLERS

export const isOurTrigger = (id: string): id is Trigger => Object.hasOwn(HANDLERS, id)

/**
 * Triggers that no list of bindings runs: a stream names its Action.
 * @fact Streams of events have their Action by its id. (`EventStreamActionDestination` of auth0 7.1.0; read
 * 2026-12-01)
 */
export const isBoundToTrigger = (trigger: Trigger): boolean => trigger !== 'event-stream'

/** Those that the rulebook has a use for in this environment; the others are left out of the stage. */
export const isUsed = (trigger: Trigger, { drift }: Pick<BakedRulebook, 'drift'>): boolean =>
  trigger !== 'event-stream' || drift !== undefined

const GUARD_PREFIX = 'org-guard-'

/** The trigger that an Action guards, told by its name; null for an Action that is none of ours. */
export function guardedTrigger(name: string): Trigger | null {
  const trigger = name.startsWith(GUARD_PREFIX) ? name.slice(GUARD_PREFIX.length) : ''
  return isOurTrigger(trigger) ? trigger : null
}

export type Bundle = {
  readonly trigger: Trigger
  /** The text that is uploaded. */
  readonly code: string
  /** SHA-256 of `code`, hex. */
  readonly sha256: string
}

/** A bundle, and what it was made of. */
type Built = {
  readonly bundle: Bundle
  /** Paths of the files in it, below the sources. */
  readonly files: readonly string[]
  /** Hash of these, of the rulebook and of esbuild's version. */
  readonly inputs: string
}

/** What this process has built, by all that a build is given: a deploy builds, and so does its `check`. */
const built = new Map<string, Built>()
const MOST_BUILT = 64

/**
 * One Action as one CommonJS text, readable, with the rulebook in it. The same sources and rulebook
 * give the same bytes in whichever folder they lie: the header names the inputs, not the commit. So it
 * is built once, for as long as its inputs stay what they are.
 * @param sources the folder that `actions/` and `policies/` are in
 */
export async function bundleAction(
  sources: string,
  trigger: Trigger,
  rulebook: BakedRulebook,
): Promise<Bundle> {
  const key = sha256(JSON.stringify([sources, trigger, rulebook]))
  const before = built.get(key)
  if (before !== undefined && isUnchanged(before, sources, rulebook)) return before.bundle
  const now = await build(sources, trigger, rulebook)
  keepLatest(built, key, now, MOST_BUILT)
  return now.bundle
}

function isUnchanged({ bundle, files, inputs }: Built, sources: string, rulebook: BakedRulebook) {
  // A file that is gone has changed, and esbuild says it better.
  const areThere = files.every((path) => existsSync(join(sources, path)))
  return areThere && hashInputs(sources, files, rulebook, bundle.trigger) === inputs
}

async function build(sources: string, trigger: Trigger, rulebook: BakedRulebook): Promise<Built> {
  const held = actionRulebook(trigger, rulebook)
  const { outputFiles, metafile } = await esbuild({
    absWorkingDir: sources,
    // Assigned, not exported: this way the text begins with our code and not with esbuild's helpers.
    stdin: { contents: entry(trigger), resolveDir: sources, sourcefile: 'entry.ts', loader: 'ts' },
    bundle: true,
    charset: 'utf8',
    define: { BAKED_RULEBOOK: JSON.stringify(held) },
    format: 'cjs',
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    minify: false,
    platform: 'node',
    plugins: [leaveOut(rulebook, trigger)],
    target: 'node22',
    tsconfigRaw: '{}',
    write: false,
  })
  const text = outputFiles[0]?.text ?? ''
  // `<define:...>` and the like are esbuild's own inputs; the value of the define is hashed by itself.
  const files = Object.keys(metafile.inputs)
    .filter((name) => !name.startsWith('<') && name !== 'entry.ts')
    .sort()
  const inputs = hashInputs(sources, files, rulebook, trigger)
  const code = `${header(trigger, inputs, held.hash)}${text}`
  return { bundle: { trigger, code, sha256: sha256(code) }, files, inputs }
}

const entry = (trigger: Trigger): string => {
  const handler = HANDLERS[trigger]
  return `import { ${handler} } from './actions/${trigger}/action.ts'
exports.${handler} = ${handler}
`
}

const header = (trigger: Trigger, inputs: string, rulebookHash: string): string =>
  `// auth0-org-guard, trigger ${trigger}
// inputs ${inputs}, rulebook ${rulebookHash}
// Built from version control by \`npm run build\`: change it there, not here.
`

/** Of what is in the bundle: a file that was left out may change without a new version of the Action. */
function hashInputs(
  sources: string,
  files: readonly string[],
  rulebook: BakedRulebook,
  trigger: Trigger,
): string {
  const baked = JSON.stringify(actionRulebook(trigger, rulebook))
  const hash = createHash('sha256').update(JSON.stringify([esbuildVersion, baked]))
  for (const path of files) {
    const text = standInFor(rulebook, path, trigger) ?? readFileSync(join(sources, path), 'utf8')
    hash.update(JSON.stringify([path, text]))
  }
  return hash.digest('hex').slice(0, 16)
}
