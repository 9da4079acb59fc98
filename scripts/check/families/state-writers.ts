import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { listOf, recordOf, textOf, textsIn } from '../json-value.ts'
import { usesOf } from '../readable-code.ts'
import { managed, manages, type Subject } from '../subject.ts'
import type { Resource } from '../tenant-folder.ts'

const whatHappens =
  'Locks and blocks live in `app_metadata` under `og_*`, each key with one writer. Whoever else writes there deletes a lock, or brings back an old one.'

const SCIM_WRITES_STATE: Rule = {
  id: 'scim_writes_state',
  severity: 'error',
  summary: 'a SCIM map writes `og_*`, or `app_metadata` as a whole',
  why: `${whatHappens} Behind a SCIM map stands the customer's own directory.`,
}

const MAPPING_WRITES_STATE: Rule = {
  id: 'mapping_writes_state',
  severity: 'error',
  summary: 'an attribute map of a connection names `og_*`',
  why: `${whatHappens} Behind an attribute map stands the customer's own identity provider.`,
}

const SCRIPT_WRITES_STATE: Rule = {
  id: 'script_writes_state',
  severity: 'error',
  summary: 'a database script or a social `fetchUserProfile` script names `og_*`',
  why: `${whatHappens} Reading is not told from writing: a script has no reason for either. Comments do not count.`,
}

const ACTION_WRITES_STATE: Rule = {
  id: 'action_writes_state',
  severity: 'error',
  summary: 'an Action other than the guard names `og_*`',
  why: `${whatHappens} Reading is not told from writing; comments do not count.`,
}

/** Whoever else could write the guard's records. */
export const stateWriters: Family = {
  title: 'Writers of the guard’s records',
  rules: [SCIM_WRITES_STATE, MAPPING_WRITES_STATE, SCRIPT_WRITES_STATE, ACTION_WRITES_STATE],
  look: (subject) => [
    ...managed(subject, 'connections', 'databases').flatMap((file) => [
      ...inScimMap(file),
      ...inOptions(file),
    ]),
    ...inScripts(subject),
    ...(manages(subject, 'actions') ? inActions(subject) : []),
  ],
}

const STATE = /\bog_[a-z]\w*/

const inScimMap = ({ name, value, place }: Resource): readonly Finding[] =>
  listOf(recordOf(value.scim_configuration).mapping).flatMap((item, index) => {
    const target = textOf(recordOf(item).auth0)
    if (!STATE.test(target) && target !== 'app_metadata') return []
    const path = ['scim_configuration', 'mapping', index, 'auth0']
    const message = `the SCIM map of \`${name}\` writes \`${target}\``
    const fix = 'map the attribute to a key of its own, `app_metadata.<name>`'
    return [finding(SCIM_WRITES_STATE, place(path), message, fix)]
  })

const SCRIPTS = ['scripts', 'customScripts']

function inOptions({ name, value, place }: Resource): readonly Finding[] {
  const maps = Object.entries(recordOf(value.options)).filter(([key]) => !SCRIPTS.includes(key))
  return [...textsIn(Object.fromEntries(maps))].flatMap(({ path, text }) => {
    const found = STATE.exec(text)?.[0]
    if (found === undefined) return []
    const message = `\`options.${path.join('.')}\` of \`${name}\` names \`${found}\``
    const fix = 'map the attribute to a key of its own'
    return [finding(MAPPING_WRITES_STATE, place(['options', ...path]), message, fix)]
  })
}

const inScripts = (subject: Subject): readonly Finding[] =>
  subject.scripts
    .filter(({ resource }) => manages(subject, resource.type))
    .flatMap(({ resource, script, code, placeOfLine }) =>
      usesOf(code, [STATE]).map(({ what, line }) =>
        finding(
          SCRIPT_WRITES_STATE,
          placeOfLine(line),
          `script \`${script}\` of \`${resource.name}\` names \`${what}\``,
          `take \`${what}\` out of the script`,
        ),
      ),
    )

const inActions = ({ actions }: Subject): readonly Finding[] =>
  actions.flatMap(({ name, isGuard, code, codeFile }) =>
    (isGuard || code === null ? [] : usesOf(code, [STATE])).map(({ what, line }) =>
      finding(
        ACTION_WRITES_STATE,
        { file: codeFile, line },
        `\`${name}\` names \`${what}\``,
        `take \`${what}\` out of the Action`,
      ),
    ),
  )
