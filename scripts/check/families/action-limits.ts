import { listOf, recordOf, textOf } from '../../ground/json-value.ts'
import { isLocalEnvironment } from '../../project/local-environments.ts'
import { codeMissing } from '../../project/tenant-folder/code-files.ts'
import { type ActionSource, declaredSecrets } from '../action-source.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { managed, manages, placeInEnvironment, type Subject } from '../subject.ts'

// @fact An Action is limited to these sizes. (Auth0 docs, Actions limitations and reference; read
// 2026-11-22)
const MOST_CODE_BYTES = 100_000
const MOST_ACTIONS = 100
const MOST_BINDINGS = 20
const MOST_BINDINGS_OF: ReadonlyMap<string, number> = new Map([
  ['custom-email-provider', 1],
  ['custom-phone-provider', 1],
  ['password-reset-post-challenge', 4],
])
const MOST_SECRETS = 30
const MOST_DEPENDENCIES = 10
const LONGEST_SECRET_NAME = 128
const LONGEST_SECRET_VALUE = 4096
const RETIRED_RUNTIMES = ['node12', 'node16']

const refusedBy =
  'It is beyond a limit that Auth0 documents: when Auth0 refuses it, the import stops with everything before it applied.'

const CODE_MISSING: Rule = {
  id: 'action_code_missing',
  severity: 'error',
  summary: 'the code file of an Action is not in the tenant folder',
  why: 'The import stops; a file outside of the folder will be refused by the next Deploy CLI.',
}

const CODE_INVALID: Rule = {
  id: 'action_code_invalid',
  severity: 'error',
  summary: 'the code of an Action does not compile as Auth0 compiles it',
  why: 'Auth0 runs CommonJS in a function body: `import`, `export` and TypeScript are syntax errors there, and every login through the Action fails.',
}

const BUNDLE_LAW: Rule = {
  id: 'bundle_law',
  severity: 'error',
  summary: 'the bundle of the guard breaks a law of the house (size, contents, handler)',
  why: 'The build refuses it: what runs in the login must be small enough to be reviewed, and hold no personal data and no keyword.',
}

const CODE_TOO_LARGE: Rule = {
  id: 'action_code_too_large',
  severity: 'error',
  summary: `the code of an Action has more than ${MOST_CODE_BYTES} bytes`,
  why: refusedBy,
}

const ACTIONS_EXCEEDED: Rule = {
  id: 'actions_exceeded',
  severity: 'error',
  summary: `there are more than ${MOST_ACTIONS} Actions`,
  why: refusedBy,
}

const BINDINGS_EXCEEDED: Rule = {
  id: 'bindings_exceeded',
  severity: 'error',
  summary: `a trigger binds more than ${MOST_BINDINGS} Actions (4 after a password reset challenge, 1 for a custom provider)`,
  why: refusedBy,
}

const SECRETS_EXCEEDED: Rule = {
  id: 'action_secrets_exceeded',
  severity: 'error',
  summary: `an Action has more than ${MOST_SECRETS} secrets, or one with a name of more than ${LONGEST_SECRET_NAME} or a value of more than ${LONGEST_SECRET_VALUE} characters`,
  why: `${refusedBy} Values are looked at where they are in the environment variables.`,
}

const DEPENDENCIES_EXCEEDED: Rule = {
  id: 'action_dependencies_exceeded',
  severity: 'error',
  summary: `an Action has more than ${MOST_DEPENDENCIES} dependencies`,
  why: refusedBy,
}

const DEPENDENCY_UNPINNED: Rule = {
  id: 'action_dependency_unpinned',
  severity: 'warning',
  summary: 'a dependency of an Action has no exact version',
  why: 'What runs in the login changes with the day of the deploy, and no review sees it.',
}

const DEPENDENCY_NOT_INSTALLED: Rule = {
  id: 'action_dependency_local',
  severity: 'note',
  summary: 'an Action of a local environment has npm dependencies',
  why: 'Auth0 installs them when it builds the Action. The local tenant does not: it finds them in the folder that it was started with, and without one every run of the Action fails.',
}

const RUNTIME_RETIRED: Rule = {
  id: 'action_runtime_retired',
  severity: 'error',
  summary: `an Action asks for a runtime that Auth0 has retired (${RETIRED_RUNTIMES.join(', ')})`,
  why: refusedBy,
}

/** What Auth0 takes, and what we hold ourselves to. */
export const actionLimits: Family = {
  title: 'Code and limits of Actions',
  rules: [
    CODE_MISSING,
    CODE_INVALID,
    BUNDLE_LAW,
    CODE_TOO_LARGE,
    ACTIONS_EXCEEDED,
    BINDINGS_EXCEEDED,
    SECRETS_EXCEEDED,
    DEPENDENCIES_EXCEEDED,
    DEPENDENCY_UNPINNED,
    DEPENDENCY_NOT_INSTALLED,
    RUNTIME_RETIRED,
  ],
  look: (subject) => [
    ...(manages(subject, 'actions') ? subject.actions : []).flatMap((action) => [
      ...judgeCode(subject, action),
      ...judgeSecrets(subject, action),
      ...judgeDependencies(action),
      ...(isLocalEnvironment(subject.project) ? needsInstallation(action) : []),
      ...judgeRuntime(action),
    ]),
    ...tooManyActions(subject),
    ...tooManyBindings(subject),
  ],
}

function judgeCode({ texts }: Subject, action: ActionSource): readonly Finding[] {
  const { code, codeFile, resource, isGuard, brokenLaws } = action
  if (isGuard) {
    return brokenLaws.map(({ message, fix }) =>
      finding(BUNDLE_LAW, resource.place(['name']), message, fix),
    )
  }
  if (code === null) {
    const { message, fix } = codeMissing(resource, texts.files)
    return [finding(CODE_MISSING, resource.place(['code']), message, fix)]
  }
  const place = { file: codeFile, line: 1 }
  const found: Finding[] = []
  if (code.syntaxError !== null) {
    const message = `\`${codeFile}\` does not compile: ${code.syntaxError}`
    found.push(
      finding(CODE_INVALID, place, message, 'write CommonJS: `exports.<handler> = async ...`'),
    )
  }
  const bytes = Buffer.byteLength(code.text)
  if (bytes > MOST_CODE_BYTES) {
    const message = `\`${codeFile}\` has \`${bytes}\` bytes, accepted are \`${MOST_CODE_BYTES}\``
    found.push(finding(CODE_TOO_LARGE, place, message, 'shorten it, or use a dependency'))
  }
  return found
}

function judgeSecrets(subject: Subject, action: ActionSource): readonly Finding[] {
  const { resource, name: actionName } = action
  const names = declaredSecrets(action)
  const found: Finding[] = []
  if (names.length > MOST_SECRETS) {
    const message = `\`${actionName}\` has \`${names.length}\` secrets, accepted are \`${MOST_SECRETS}\``
    found.push(finding(SECRETS_EXCEEDED, resource.place(['secrets']), message, 'join some of them'))
  }
  for (const [index, name] of names.entries()) {
    const length = (subject.secrets[name] ?? '').length
    if (name.length <= LONGEST_SECRET_NAME && length <= LONGEST_SECRET_VALUE) continue
    const message =
      name.length > LONGEST_SECRET_NAME
        ? `the name of a secret of \`${actionName}\` has \`${name.length}\` characters, accepted are \`${LONGEST_SECRET_NAME}\``
        : `the value of secret \`${name}\` has \`${length}\` characters, accepted are \`${LONGEST_SECRET_VALUE}\``
    const place = resource.place(['secrets', index, 'name'])
    found.push(finding(SECRETS_EXCEEDED, place, message, 'shorten it'))
  }
  return found
}

function judgeDependencies({ resource, name }: ActionSource): readonly Finding[] {
  const dependencies = listOf(resource.value.dependencies).map(recordOf)
  const tooMany = `\`${name}\` has \`${dependencies.length}\` dependencies, accepted are \`${MOST_DEPENDENCIES}\``
  const exceeded =
    dependencies.length > MOST_DEPENDENCIES
      ? [
          finding(
            DEPENDENCIES_EXCEEDED,
            resource.place(['dependencies']),
            tooMany,
            'do without some of them',
          ),
        ]
      : []
  const unpinned = dependencies.flatMap(({ name: dependency, version }, index) =>
    /^\d+\.\d+\.\d+/.test(textOf(version))
      ? []
      : [
          finding(
            DEPENDENCY_UNPINNED,
            resource.place(['dependencies', index, 'version']),
            `dependency \`${textOf(dependency)}\` of \`${name}\` has version \`${textOf(version)}\`, accepted is an exact one`,
            'write the exact version',
          ),
        ],
  )
  return [...exceeded, ...unpinned]
}

function needsInstallation({ resource, name }: ActionSource): readonly Finding[] {
  const named = listOf(resource.value.dependencies).map(recordOf)
  if (named.length === 0) return []
  const packages = named.map((one) => `${textOf(one.name)}@${textOf(one.version)}`)
  const message = `\`${name}\` needs \`${packages.join(' ')}\`, which the local tenant does not install`
  const fix = `\`npm install --prefix <folder> ${packages.join(' ')}\`, then \`npm run tenant -- --dependencies <folder>\``
  const place = resource.place(['dependencies'])
  return [finding(DEPENDENCY_NOT_INSTALLED, place, message, fix)]
}

function judgeRuntime({ resource, name }: ActionSource): readonly Finding[] {
  const runtime = textOf(resource.value.runtime)
  if (!RETIRED_RUNTIMES.some((retired) => runtime.startsWith(retired))) return []
  const message = `\`runtime\` of \`${name}\` is \`${runtime}\`, accepted \`node22\``
  return [finding(RUNTIME_RETIRED, resource.place(['runtime']), message, 'write `node22`')]
}

function tooManyActions(subject: Subject): readonly Finding[] {
  const count = managed(subject, 'actions').length
  if (count <= MOST_ACTIONS) return []
  const message = `there are \`${count}\` Actions, accepted are \`${MOST_ACTIONS}\``
  return [finding(ACTIONS_EXCEEDED, placeInEnvironment(subject, 'manages'), message, 'join some')]
}

const tooManyBindings = (subject: Subject): readonly Finding[] =>
  managed(subject, 'triggers')
    .slice(0, 1)
    .flatMap(({ value, place }) =>
      Object.entries(value).flatMap(([trigger, list]) => {
        const most = MOST_BINDINGS_OF.get(trigger) ?? MOST_BINDINGS
        const count = listOf(list).length
        const message = `\`${trigger}\` binds \`${count}\` Actions, accepted are \`${most}\``
        return count > most
          ? [finding(BINDINGS_EXCEEDED, place([trigger]), message, 'join some of them')]
          : []
      }),
    )
