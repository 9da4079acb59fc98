import { listOf, recordOf, textOf } from '../../ground/json-value.ts'
import { isLocalEnvironment } from '../../project/local-environments.ts'
import type { ActionSource } from '../action-source.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { lineOf } from '../readable-code.ts'
import { accepted, areReadable, knownNames, manages, type Subject } from '../subject.ts'

const MODULE_UNKNOWN: Rule = {
  id: 'module_unknown',
  severity: 'error',
  summary: 'an Action needs an Actions Module that is not in the tenant folder',
  why: 'The Deploy CLI stops at the Action, with everything before it applied; or every run of the Action fails.',
}

const MODULE_NOT_DEPLOYED: Rule = {
  id: 'module_not_deployed',
  severity: 'warning',
  summary: 'an Action needs an Actions Module, and the environment does not manage `actionModules`',
  why: 'The folder `tenant/action-modules` is then not deployed: the Action runs with whatever the tenant has under that name, and an import stops where it has nothing.',
}

const MODULE_NOT_EMULATED: Rule = {
  id: 'module_not_emulated',
  severity: 'error',
  summary: 'an Action of a local environment needs an Actions Module',
  why: 'The local tenant has no modules: it refuses the Action, in the middle of an import.',
}

/** Code that Actions share. */
export const modules: Family = {
  title: 'Actions Modules',
  rules: [MODULE_UNKNOWN, MODULE_NOT_DEPLOYED, MODULE_NOT_EMULATED],
  look: (subject) =>
    (manages(subject, 'actions') ? subject.actions : []).flatMap((action) =>
      neededBy(action).flatMap((needed) => judge(subject, action, needed)),
    ),
}

type Needed = { readonly module: string; readonly place: { file: string; line: number } }

const REQUIRED = /\brequire\(\s*["'`]actions:([^"'`]+)["'`]\s*\)/g

/** What the Action declares, and what its code asks for without it. */
function neededBy({ resource, code, codeFile }: ActionSource): readonly Needed[] {
  const declared = listOf(resource.value.modules).map((item, index) => ({
    module: textOf(recordOf(item).module_name),
    place: resource.place(['modules', index, 'module_name']),
  }))
  const asked = [...(code?.plain ?? '').matchAll(REQUIRED)].map(([, module = '']) => module)
  const undeclared = [...new Set(asked)].filter(
    (module) => !declared.some((one) => one.module === module),
  )
  return [
    ...declared.filter(({ module }) => module !== ''),
    ...undeclared.map((module) => ({
      module,
      place: { file: codeFile, line: code === null ? 1 : lineOf(code, /\bactions:/) },
    })),
  ]
}

function judge(
  subject: Subject,
  { name }: ActionSource,
  { module, place }: Needed,
): readonly Finding[] {
  const { project } = subject
  const needs = `\`${name}\` needs the module \`${module}\`, `
  if (isLocalEnvironment(project)) {
    const fix = `take \`${name}\` out, or deploy it from an environment of a tenant that has modules`
    return [finding(MODULE_NOT_EMULATED, place, `${needs}and a local tenant has none`, fix)]
  }
  if (!manages(subject, 'actionModules')) {
    const message = `${needs}and \`${project.environmentName}\` does not manage \`actionModules\`, so that \`tenant/action-modules\` is not deployed`
    const fix = 'let the environment manage `actionModules`'
    return [finding(MODULE_NOT_DEPLOYED, place, message, fix)]
  }
  const known = knownNames(subject, 'actionModules')
  if (known.includes(module) || !areReadable(subject, 'actionModules')) return []
  const message = `${needs}which is not in the tenant folder: accepted ${accepted(known)}`
  const fix = 'correct the name, or add the module to `tenant/action-modules`'
  return [finding(MODULE_UNKNOWN, place, message, fix)]
}
