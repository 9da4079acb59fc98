import vm from 'node:vm'
import { keepLatest } from '../ground/keep-latest.ts'
import { sha256 } from '../ground/sha256.ts'
import type { Fault } from '../ground/user-fault.ts'
import { type Bundle, HANDLERS, type Trigger } from './bundle-action.ts'
import { findForeignHosts, withoutRulebook } from './foreign-hosts.ts'

/**
 * Of the code: what a reviewer can read at one sitting. Each team has a rulebook of its own, which was
 * reviewed in git, so what it says does not count here.
 */
export const LARGEST_CODE_BYTES = 80_000

/** Of both together: Auth0 takes no larger Action. */
export const LARGEST_BUNDLE_BYTES = 100_000

/** Texts that no uploaded Action of ours may hold, and why. */
const FORBIDDEN: readonly { name: string; pattern: RegExp; why: string }[] = [
  { name: '##', pattern: /##/, why: 'the Deploy CLI would replace it as a keyword' },
  { name: '@@', pattern: /@@/, why: 'the Deploy CLI would replace it as a keyword' },
  { name: 'process.env', pattern: /process\s*\.\s*env/, why: 'an Action has no environment' },
  {
    name: 'process',
    pattern: /[=(,:[]\s*process\b(?!\s*\.\s*env)|\bprocess\s*\[/,
    why: 'an Action has no process of its own',
  },
  {
    name: 'eval',
    pattern: /\beval\b|\bFunction\s*\(/,
    why: 'what runs must be what was reviewed',
  },
  {
    name: 'zod',
    pattern: /\bzod\b|ZodError/i,
    why: 'schemas stand at the build, not in the login',
  },
  {
    name: 'an e-mail address',
    pattern: /(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+/,
    why: 'personal data does not belong in code',
  },
  {
    name: 'a user id',
    pattern: /\b(auth0|email|sms|google-oauth2|samlp|oidc|waad|ad|adfs)\|[\w|.-]{4,}/,
    why: 'personal data does not belong in code',
  },
]

/** Modules of Node that an Action of ours may require; it has no other dependencies. */
const ALLOWED_MODULES = ['node:crypto']

/** What this process has judged, by trigger and text: a deploy asks of the same text at many steps. */
const judged = new Map<string, readonly Fault[]>()
const MOST_JUDGED = 64

/** Every law a bundle breaks. The build refuses a bundle with any. */
export function judgeBundle({ trigger, code }: Pick<Bundle, 'trigger' | 'code'>): readonly Fault[] {
  const key = `${trigger} ${sha256(code)}`
  const before = judged.get(key)
  if (before !== undefined) return before
  const faults = faultsOf({ trigger, code })
  keepLatest(judged, key, faults, MOST_JUDGED)
  return faults
}

function faultsOf({ trigger, code }: Pick<Bundle, 'trigger' | 'code'>): readonly Fault[] {
  return [
    ...sizeFaults(trigger, code),
    ...forbiddenFaults(trigger, code),
    ...moduleFaults(trigger, code),
    ...hostFaults(trigger, code),
    ...handlerFaults(trigger, code),
  ]
}

const fault = (trigger: Trigger, what: string, fix: string): Fault => ({
  code: 'bundle_law',
  message: `the bundle of \`actions/${trigger}/action.ts\` ${what}`,
  fix,
})

function sizeFaults(trigger: Trigger, code: string): readonly Fault[] {
  const whole = Buffer.byteLength(code)
  const own = Buffer.byteLength(withoutRulebook(code))
  return [
    ...(own < LARGEST_CODE_BYTES
      ? []
      : [
          fault(
            trigger,
            `has \`${own}\` bytes of code, accepted are fewer than \`${LARGEST_CODE_BYTES}\``,
            'take an import out of the Action, or say `isLeftOutWhenOff` of a policy that few need',
          ),
        ]),
    ...(whole < LARGEST_BUNDLE_BYTES
      ? []
      : [
          fault(
            trigger,
            `is \`${whole}\` bytes, \`${whole - own}\` of them the rulebook, accepted are fewer than \`${LARGEST_BUNDLE_BYTES}\``,
            'shorten the rulebook: what it says of single organizations and connections is in every bundle',
          ),
        ]),
  ]
}

const forbiddenFaults = (trigger: Trigger, code: string): readonly Fault[] =>
  FORBIDDEN.flatMap(({ name, pattern, why }) => {
    const found = pattern.exec(code)
    if (found === null) return []
    const line = code.slice(0, found.index).split('\n').length
    const what = `holds ${name} (\`${found[0].slice(0, 40)}\`, line ${line}): ${why}`
    return [fault(trigger, what, 'take it out of the source or the rulebook that it comes from')]
  })

/** Every use of `require` must name, as a text, a module that is allowed; nothing is loaded later. */
function moduleFaults(trigger: Trigger, code: string): readonly Fault[] {
  const uses = code.matchAll(/\brequire\b(\(\s*["']([^"']+)["']\s*\))?|\bimport\s*\([^)]*\)/g)
  const modules = [...uses].map(([use, , name]) => name ?? use)
  return [...new Set(modules)]
    .filter((name) => !ALLOWED_MODULES.includes(name))
    .map((name) =>
      fault(
        trigger,
        `requires \`${name}\`, accepted are ${ALLOWED_MODULES.map((allowed) => `\`${allowed}\``).join(', ')}`,
        'do without it, or allow it in `scripts/bundle/bundle-laws.ts` with a reason',
      ),
    )
}

const hostFaults = (trigger: Trigger, code: string): readonly Fault[] =>
  [...new Set(findForeignHosts(code))].map((found) =>
    fault(
      trigger,
      `could reach others than the tenant and the sink of the rulebook: \`${found}\``,
      'take it out, or allow it in `scripts/bundle/foreign-hosts.ts` with a reason',
    ),
  )

/** Loads the text as Auth0 does and looks at what it exports. */
function handlerFaults(trigger: Trigger, code: string): readonly Fault[] {
  const exported = loadLikeAuth0(code)
  if (exported instanceof Error) {
    return [fault(trigger, `does not load: ${exported.message}`, 'mend the Action')]
  }
  const names = Object.keys(exported)
  const handler = exported[HANDLERS[trigger]] as { constructor?: { name?: string } } | undefined
  if (names.length === 1 && handler?.constructor?.name === 'AsyncFunction') return []
  const what = `exports \`${names.join(', ')}\`, accepted is one native async function \`${HANDLERS[trigger]}\``
  return [fault(trigger, what, `export exactly that from \`actions/${trigger}/action.ts\``)]
}

// Auth0 compiles the text in a function of (module, exports, require) and reads `module.exports`.
function loadLikeAuth0(code: string): Record<string, unknown> | Error {
  const module: { exports: Record<string, unknown> } = { exports: {} }
  try {
    const run = vm.compileFunction(code, ['module', 'exports', 'require'])
    run(module, module.exports, () => ({}))
    return module.exports
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
