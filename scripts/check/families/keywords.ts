import { environmentPath } from '../../project/load-project.ts'
import { isManagedFile } from '../../project/resource-folders.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { type JsonPath, listOf, recordOf, textOf, textsIn } from '../json-value.ts'
import { type Marker, markersIn } from '../keywords.ts'
import { managed, placeInEnvironment, type Subject } from '../subject.ts'
import type { Resource } from '../tenant-folder.ts'

const KEYWORD_UNKNOWN: Rule = {
  id: 'keyword_unknown',
  severity: 'error',
  summary: 'a `@@KEYWORD@@` or `##KEYWORD##` has no value in the environment',
  why: 'The Deploy CLI uploads an unknown marker as it stands, without a warning: a secret would become the text `##KEY##`.',
}

const KEYWORD_UNUSED: Rule = {
  id: 'keyword_unused',
  severity: 'note',
  summary: 'a keyword is named under `keywords` and used nowhere',
  why: 'Whoever reads the environment believes that it changes something.',
}

const SECRET_UNUSED: Rule = {
  id: 'secret_unused',
  severity: 'warning',
  summary: 'a secret is named under `secrets` and used nowhere',
  why: 'Every deploy would demand the secret and hold it in memory for nothing.',
}

const SECRET_SPLICED: Rule = {
  id: 'secret_spliced',
  severity: 'error',
  summary: 'a secret is put in with `##`, without quotes, inside a longer text, or into code',
  why: 'Only a quoted `"@@SECRET@@"` that is the whole value is encoded as JSON. With `##` a secret that holds a quote or a backslash breaks or rewrites the file, and code can be read by everyone who can read the tenant.',
}

const SECRET_IN_GIT: Rule = {
  id: 'secret_in_git',
  severity: 'error',
  summary: 'the value of a secret is written in the tenant folder or under `keywords`',
  why: 'Whoever can read the repository, or ever could, has the secret. Judged by name: `client_secret` and the like in applications and connections, and secrets of Actions that are called a key, secret, token, password or credential.',
}

const SECRET_WITHOUT_VALUE: Rule = {
  id: 'action_secret_without_value',
  severity: 'warning',
  summary: 'an Action names a secret and gives it no value',
  why: 'An export writes secrets like this. Whether Auth0 keeps the old value when it is imported again has not been confirmed, and an empty tenant has none.',
}

/** What the keyword replacement of the Deploy CLI leaves, breaks, or makes public. */
export const keywords: Family = {
  title: 'Keywords and secret values',
  rules: [
    KEYWORD_UNKNOWN,
    KEYWORD_UNUSED,
    SECRET_UNUSED,
    SECRET_SPLICED,
    SECRET_IN_GIT,
    SECRET_WITHOUT_VALUE,
  ],
  look(subject) {
    const { manages } = subject.project.environment
    const markers = [...subject.texts.files].flatMap(([file, text]) =>
      markersIn(text).map((marker) => ({ ...marker, file })),
    )
    const deployed = markers.filter(({ file }) => isManagedFile(file, manages))
    return [
      ...unknownMarkers(subject, deployed),
      ...unusedNames(subject, markers),
      ...splicedSecrets(subject, markers),
      ...managed(subject, 'actions').flatMap((file) => actionSecrets(subject, file)),
      ...managed(subject, 'clients', 'connections', 'databases').flatMap((file) =>
        secretFields(subject, file),
      ),
    ]
  },
}

type MarkerInFile = Marker & { readonly file: string }

function unknownMarkers(
  { project: { environment, environmentName } }: Subject,
  markers: readonly MarkerInFile[],
): readonly Finding[] {
  const known = [...Object.keys(environment.keywords), ...environment.secrets]
  return markers
    .filter(({ name }) => !known.includes(name))
    .map(({ name, kind, ...place }) =>
      finding(
        KEYWORD_UNKNOWN,
        place,
        `\`${kind}${name}${kind}\` has no value: accepted are the names under \`keywords\` and \`secrets\` of \`${environmentPath(environmentName)}\``,
        `name \`${name}\` there, or take it out of \`${place.file}\``,
      ),
    )
}

function unusedNames(subject: Subject, markers: readonly MarkerInFile[]): readonly Finding[] {
  const { environment } = subject.project
  const isUnused = (name: string): boolean => !markers.some((marker) => marker.name === name)
  const unused = (rule: Rule, name: string, path: string): Finding =>
    finding(
      rule,
      placeInEnvironment(subject, path),
      `\`${name}\` is used nowhere in the tenant folder`,
      'remove it',
    )
  return [
    ...Object.keys(environment.keywords)
      .filter(isUnused)
      .map((name) => unused(KEYWORD_UNUSED, name, `keywords.${name}`)),
    ...environment.secrets.flatMap((name, index) =>
      isUnused(name) ? [unused(SECRET_UNUSED, name, `secrets.${index}`)] : [],
    ),
  ]
}

function splicedSecrets(
  { project: { environment }, texts }: Subject,
  markers: readonly MarkerInFile[],
): readonly Finding[] {
  return markers
    .filter(({ name }) => environment.secrets.includes(name))
    .filter(({ name, kind, file, line }) => {
      const text = texts.files.get(file)?.split('\n')[line - 1] ?? ''
      return kind === '##' || !file.endsWith('.json') || !text.includes(`"@@${name}@@"`)
    })
    .map(({ name, kind, ...place }) =>
      finding(
        SECRET_SPLICED,
        place,
        `secret \`${name}\` is put in as \`${kind}${name}${kind}\`: accepted is \`"@@${name}@@"\` as the whole value`,
        place.file.endsWith('.json')
          ? `write \`"@@${name}@@"\``
          : 'declare it as a secret of the Action, and read it from `event.secrets`',
      ),
    )
}

const SECRET_NAME = /KEY|SECRET|TOKEN|PASSWORD|CREDENTIAL/i
const SECRET_FIELD = /(secret|private_?key|api_?key|password|_token)$/i

const actionSecrets = (subject: Subject, resource: Resource): readonly Finding[] =>
  listOf(resource.written.secrets).flatMap((item, index) => {
    const secret = recordOf(item)
    const name = textOf(secret.name)
    const path: JsonPath = ['secrets', index]
    if (textOf(secret.value) === '') {
      const message = `secret \`${name}\` of \`${resource.name}\` has no value`
      const fix = `write \`"value": "@@${name}@@"\`, and name \`${name}\` under \`secrets\` of the environment`
      return [finding(SECRET_WITHOUT_VALUE, resource.place([...path, 'name']), message, fix)]
    }
    if (!SECRET_NAME.test(name)) return []
    return inGit(subject, resource, [...path, 'value'], textOf(secret.value))
  })

const secretFields = (subject: Subject, resource: Resource): readonly Finding[] =>
  [...textsIn(resource.written)].flatMap(({ path, text, isKey }) => {
    const field = path.at(-1)
    if (isKey || text === '' || typeof field !== 'string' || !SECRET_FIELD.test(field)) return []
    return inGit(subject, resource, path, text)
  })

/** The value itself never gets into the message. */
function inGit(
  { project: { environment } }: Subject,
  { file, place }: Resource,
  path: JsonPath,
  written: string,
): readonly Finding[] {
  const names = markersIn(written).map(({ name }) => name)
  const inKeywords = names.filter((name) => Object.hasOwn(environment.keywords, name))
  if (names.length > 0 && inKeywords.length === 0) return []
  const where =
    inKeywords.length === 0 ? 'in place' : `as \`${inKeywords.join('`, `')}\` under \`keywords\``
  return [
    finding(
      SECRET_IN_GIT,
      place(path),
      `\`${path.join('.')}\` in \`${file}\` has its value ${where}`,
      'replace the secret, which is known now; write `"@@NAME@@"` and name it under `secrets` of the environment',
    ),
  ]
}
