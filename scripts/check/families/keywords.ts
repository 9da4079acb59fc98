import { judgeSecretPlaces, secretFault } from '../../bundle/judge-secret-places.ts'
import { unknownKeywords } from '../../bundle/unknown-keywords.ts'
import { everyTextIn, type JsonPath, listOf, recordOf, textOf } from '../../ground/json-value.ts'
import { type Marker, markersIn } from '../../project/keywords.ts'
import { environmentPath } from '../../project/load-project.ts'
import { spillingKeywords } from '../../project/spilling-keywords.ts'
import type { Place } from '../../project/tenant-folder/place.ts'
import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { managed, placeInEnvironment, type Subject } from '../subject.ts'

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

const SECRET_MISPLACED: Rule = {
  id: 'secret_misplaced',
  severity: 'error',
  summary:
    'a secret stands in a field, a key, a file name, code or a page that is not made for secrets, or a secret of the guard (`OG_*`) anywhere but in `secrets` of the guard’s own Actions, under its own name',
  why: 'It would be deployed in clear: whoever can read the tenant, or a page or a token that shows the field, has the secret. With the guard’s keys anyone forges locks. Which fields are made for secrets is listed, with the source, in `scripts/gateway/secret-places.ts`.',
  isFinal: true,
}

const SECRET_SPLICED: Rule = {
  id: 'secret_spliced',
  severity: 'error',
  summary: 'a secret is put in with `##`, without quotes, or inside a longer text',
  why: 'Only a quoted `"@@SECRET@@"` that is the whole value is encoded as JSON. With `##` a secret that holds a quote or a backslash breaks or rewrites the file.',
  isFinal: true,
}

const KEYWORD_VALUE_MARKED: Rule = {
  id: 'keyword_value_marked',
  severity: 'error',
  summary: 'the value of a keyword holds a keyword itself',
  why: 'The Deploy CLI replaces keywords one after the other, also in what it has just put in: a secret would arrive where no file names it.',
  isFinal: true,
}

const KEYWORD_SPILLS: Rule = {
  id: 'keyword_spills',
  severity: 'error',
  summary: 'the value of a `##KEYWORD##` changes more of a file than the text that it stands in',
  why: 'The Deploy CLI puts it in before it reads the file: a quote in the value ends the text, and what follows is deployed as fields that no reviewer sees in the file.',
}

const KEYWORD_IS_SECRET: Rule = {
  id: 'keyword_is_secret',
  severity: 'error',
  summary: 'a secret has a value under `keywords`',
  why: 'Whoever can read the repository, or ever could, has the secret.',
  isFinal: true,
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
    SECRET_MISPLACED,
    SECRET_SPLICED,
    KEYWORD_VALUE_MARKED,
    KEYWORD_SPILLS,
    KEYWORD_IS_SECRET,
    SECRET_IN_GIT,
    SECRET_WITHOUT_VALUE,
  ],
  look(subject) {
    const markers = [...subject.texts.files].flatMap(([file, text]) =>
      markersIn(text).map((marker) => ({ ...marker, file })),
    )
    return [
      ...unknownMarkers(subject),
      ...unusedNames(subject, markers),
      ...secretPlaces(subject),
      ...spillingMarkers(subject),
      ...managed(subject, 'actions').flatMap((file) => actionSecrets(subject, file)),
      ...managed(subject, 'clients', 'connections', 'databases').flatMap((file) =>
        secretFields(subject, file),
      ),
    ]
  },
}

type MarkerInFile = Marker & { readonly file: string }

function unknownMarkers({ project, texts, folder }: Subject): readonly Finding[] {
  const { environment, environmentName } = project
  return unknownKeywords(environment, texts, folder).map(({ name, kind, ...place }) =>
    finding(
      KEYWORD_UNKNOWN,
      place,
      `\`${kind}${name}${kind}\` has no value: accepted are the names under \`keywords\` and \`secrets\` of \`${environmentPath(environmentName)}\``,
      `name \`${name}\` there, or take it out of \`${place.file}\``,
    ),
  )
}

const spillingMarkers = ({ project, texts }: Subject): readonly Finding[] =>
  [...texts.files].flatMap(([file, text]) =>
    spillingKeywords(file, text, project.environment.keywords).map(({ name, line }) =>
      finding(
        KEYWORD_SPILLS,
        { file, line },
        `the value of keyword \`${name}\` does not stay within the text where \`##${name}##\` stands`,
        `write \`"@@${name}@@"\` as the whole value, or take the quotes out of what \`${environmentPath(project.environmentName)}\` gives it`,
      ),
    ),
  )

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

const PLACE_RULES = {
  secret_misplaced: SECRET_MISPLACED,
  secret_spliced: SECRET_SPLICED,
  keyword_value_marked: KEYWORD_VALUE_MARKED,
  keyword_is_secret: KEYWORD_IS_SECRET,
} as const

const secretPlaces = (subject: Subject): readonly Finding[] =>
  judgeSecretPlaces(subject.texts.files, subject.project.environment).map((fault) => {
    const { id, file, path, line } = fault
    const { message, fix } = secretFault(fault)
    return finding(PLACE_RULES[id], placeOf(subject, file, path, line), message, fix)
  })

function placeOf(subject: Subject, file: string, path: JsonPath | null, line: number): Place {
  if (file === '') return placeInEnvironment(subject, (path ?? []).join('.'))
  const document = subject.folder.documents.find((one) => one.file === file)
  return path === null || document === undefined ? { file, line } : document.place(path)
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
  [...everyTextIn(resource.written)].flatMap(({ path, text, isKey }) => {
    const field = path.at(-1)
    if (isKey || text === '' || typeof field !== 'string' || !SECRET_FIELD.test(field)) return []
    if (isScript(path)) return []
    return inGit(subject, resource, path, text)
  })

/** Named after what they do, such as `change_password`; code that holds a secret is another finding. */
const isScript = (path: JsonPath): boolean =>
  path.at(-2) === 'customScripts' || path.at(-2) === 'scripts'

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
