import { posix } from 'node:path'
import { z } from 'zod'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { isOffEverywhere } from '../../policies/mode.ts'
import type { CommonSettings } from '../../policies/policy.ts'
import type { Fault } from '../ground/failures.ts'
import { parseValue } from '../ground/parse-json-file.ts'
import type { Project } from '../project/load-project.ts'
import { assertReadable } from '../project/tenant-folder/assert-readable.ts'
import { codeFileOf, codeMissing } from '../project/tenant-folder/code-files.ts'
import type { TenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import type { TenantTexts } from '../project/tenant-folder/tenant-texts.ts'
import { type Bundle, isOurTrigger } from './bundle-action.ts'

export type ActionSource = {
  readonly name: string
  /** File that declares it, relative to the tenant folder. */
  readonly declaration: string
  /** Code file, relative to the tenant folder. */
  readonly file: string
  /** The trigger we bundle for; null for an Action that brings its own code. */
  readonly trigger: Bundle['trigger'] | null
  readonly fault: Fault | null
}

/** What we read of an Action; the Deploy CLI and `check` judge the rest. */
const ActionFile = z.looseObject({
  name: z.string().min(1),
  code: z.string().default(''),
  supported_triggers: z.array(z.looseObject({ id: z.string() })).min(1),
})

/**
 * Every Action of the tenant folder: ours are bundled, others must bring their code.
 * @throws UserFault for a file that says nothing of what is read here
 */
export function findActions(texts: TenantTexts, folder: TenantFolder): readonly ActionSource[] {
  assertReadable(folder, 'actions')
  return folder.resources
    .filter(({ type }) => type === 'actions')
    .map((resource): ActionSource => {
      const path = resource.file
      const source = { file: path }
      const action = parseValue(resource.value, ActionFile, 'action_invalid', source)
      const code = codeFileOf(resource)
      const file = posix.relative('tenant', code)
      const triggerId = action.supported_triggers[0]?.id ?? ''
      const { name } = action
      const declaration = posix.relative('tenant', path)
      if (name === `org-guard-${triggerId}` && isOurTrigger(triggerId)) {
        return { name, declaration, file, trigger: triggerId, fault: codeInFolder(file, path) }
      }
      const fault = texts.files.has(code)
        ? null
        : { code: 'action_code_missing', ...codeMissing(resource, texts.files) }
      return { name, declaration, file, trigger: null, fault }
    })
}

/** Of two Actions with one code file, one would run the code that was bundled for the other. */
export const sharedCode = (sources: readonly ActionSource[]): readonly Fault[] =>
  sources.flatMap(({ name, declaration, file }, index) => {
    const first = sources.slice(0, index).find((other) => other.file === file)
    if (first === undefined) return []
    return [
      {
        code: 'action_code_shared',
        message: `\`code\` in \`tenant/${declaration}\` names \`${file}\`, which is the code of \`${first.name}\``,
        fix: `give \`${name}\` a code file of its own`,
      },
    ]
  })

/** A moment whose policies are not off needs its Action, or nothing of them would reach the tenant. */
export function missingActions(
  { environment }: Project,
  { login, signup, passwordReset, machineToken }: BakedRulebook,
  sources: readonly ActionSource[],
): readonly Fault[] {
  if (!environment.manages.includes('actions')) return []
  const moments: readonly (readonly [Bundle['trigger'], CommonSettings])[] = [
    ['post-login', login],
    ['pre-user-registration', signup],
    ['password-reset-post-challenge', passwordReset],
    ['credentials-exchange', machineToken],
  ]
  return moments.flatMap(([trigger, { rollout }]) => {
    const isUsed = Object.values(rollout).some((one) => !isOffEverywhere(one))
    return isUsed && !sources.some((source) => source.trigger === trigger)
      ? [actionMissing(trigger, Object.keys(rollout))]
      : []
  })
}

const actionMissing = (trigger: Bundle['trigger'], policies: readonly string[]): Fault => ({
  code: 'action_missing',
  message: `no Action \`org-guard-${trigger}\` is in \`tenant/actions\`, and without it nothing of ${policies.map((policy) => `\`${policy}\``).join(', ')} reaches the tenant`,
  fix: `add \`tenant/actions/org-guard-${trigger}.json\`, or set these policies to \`off\``,
})

// The Deploy CLI resolves code against the folder and will refuse anything outside of it.
const codeInFolder = (file: string, path: string): Fault | null =>
  /^actions\/[\w-]+\/code\.js$/.test(file)
    ? null
    : {
        code: 'action_code_path',
        message: `\`code\` in \`${path}\` is not accepted: found \`${file}\`, accepted \`./actions/<name>/code.js\``,
        fix: `write such a path at \`code\` in \`${path}\``,
      }
