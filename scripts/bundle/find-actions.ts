import { posix } from 'node:path'
import { z } from 'zod'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { isOffEverywhere } from '../../policies/mode.ts'
import type { CommonSettings } from '../../policies/policy.ts'
import { recordOf, textOf } from '../ground/json-value.ts'
import { parseValue } from '../ground/parse-json-file.ts'
import type { Fault } from '../ground/user-fault.ts'
import type { Project } from '../project/load-project.ts'
import { assertReadable } from '../project/tenant-folder/assert-readable.ts'
import { codeFileOf, codeMissing } from '../project/tenant-folder/code-files.ts'
import type { TenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import type { TenantTexts } from '../project/tenant-folder/tenant-texts.ts'
import { type Bundle, isOurTrigger, isUsed } from './bundle-action.ts'

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

/** What of the tenant folder an environment has no use for. */
export type LeftOut = {
  /** Names of guards of what its rulebook has off. */
  readonly actions: readonly string[]
  /** Where they, and streams that name them, are declared; relative to the tenant folder. */
  readonly files: readonly string[]
}

export const NOTHING_LEFT_OUT: LeftOut = { actions: [], files: [] }

export function leftOut(
  sources: readonly ActionSource[],
  { resources }: TenantFolder,
  rulebook: BakedRulebook,
): LeftOut {
  const unused = sources.filter(({ trigger }) => trigger !== null && !isUsed(trigger, rulebook))
  const actions = unused.map(({ name }) => name)
  const streams = resources.filter(
    ({ type, value }) => type === 'eventStreams' && actions.includes(actionOf(value)),
  )
  const files = [
    ...unused.map(({ declaration }) => declaration),
    ...streams.map(({ file }) => posix.relative('tenant', file)),
  ]
  return { actions, files: [...new Set(files)] }
}

/** Of a stream, the Action that it names: the Deploy CLI puts the id in its place. */
export const actionOf = (stream: unknown): string =>
  textOf(recordOf(recordOf(recordOf(stream).destination).configuration).action_id)

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
  { login, signup, passwordReset, machineToken, drift }: BakedRulebook,
  sources: readonly ActionSource[],
): readonly Fault[] {
  if (!environment.manages.includes('actions')) return []
  const moments: readonly (readonly [Bundle['trigger'], CommonSettings])[] = [
    ['post-login', login],
    ['pre-user-registration', signup],
    ['password-reset-post-challenge', passwordReset],
    ['credentials-exchange', machineToken],
  ]
  const has = (trigger: Bundle['trigger']): boolean =>
    sources.some((source) => source.trigger === trigger)
  return [
    ...moments.flatMap(([trigger, { rollout }]) => {
      const isOn = Object.values(rollout).some((one) => !isOffEverywhere(one))
      return isOn && !has(trigger) ? [actionMissing(trigger, Object.keys(rollout))] : []
    }),
    ...(drift !== undefined && !has('event-stream')
      ? [actionMissing('event-stream', ['drift'])]
      : []),
  ]
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
