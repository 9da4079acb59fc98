import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, version as esbuildVersion } from 'esbuild'
import type { BakedRulebook } from '../../actions/baked-rulebook.ts'

/** Our Actions: the trigger, and the handler Auth0 calls there. */
export const HANDLERS = {
  'post-login': 'onExecutePostLogin',
  'pre-user-registration': 'onExecutePreUserRegistration',
} as const

export type Trigger = keyof typeof HANDLERS

export const isOurTrigger = (id: string): id is Trigger => Object.hasOwn(HANDLERS, id)

export type Bundle = {
  readonly trigger: Trigger
  /** The text that is uploaded. */
  readonly code: string
  /** SHA-256 of `code`, hex. */
  readonly sha256: string
}

/**
 * One Action as one CommonJS text, readable, with the rulebook in it. The same sources and rulebook
 * give the same bytes in whichever folder they lie: the header names the inputs, not the commit.
 */
export async function bundleAction(
  root: string,
  trigger: Trigger,
  rulebook: BakedRulebook,
): Promise<Bundle> {
  const baked = JSON.stringify(rulebook)
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`actions/${trigger}/action.ts`],
    bundle: true,
    charset: 'utf8',
    define: { BAKED_RULEBOOK: baked },
    format: 'cjs',
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
    minify: false,
    platform: 'node',
    target: 'node22',
    tsconfigRaw: '{}',
    write: false,
  })
  const text = outputFiles[0]?.text ?? ''
  const inputs = await hashInputs(root, Object.keys(metafile.inputs), baked)
  const code = `${header(trigger, inputs, rulebook.hash)}${text}`
  return { trigger, code, sha256: createHash('sha256').update(code).digest('hex') }
}

const header = (trigger: Trigger, inputs: string, rulebookHash: string): string =>
  `// auth0-org-guard, trigger ${trigger}
// inputs ${inputs}, rulebook ${rulebookHash}
// Built from version control by \`npm run build\`: change it there, not here.
`

async function hashInputs(root: string, paths: readonly string[], baked: string): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([esbuildVersion, baked]))
  // `<define:...>` and the like are esbuild's own inputs; the value of the define is hashed above.
  for (const path of paths.filter((name) => !name.startsWith('<')).sort()) {
    hash.update(JSON.stringify([path, await readFile(join(root, path), 'utf8')]))
  }
  return hash.digest('hex').slice(0, 16)
}
