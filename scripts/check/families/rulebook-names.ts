import { derivedId, type IdKind } from '../../local-tenant/ids.ts'
import { type Kind, mentions } from '../../project/bake-rulebook.ts'
import { LOCAL_ENVIRONMENT } from '../../project/development-key.ts'
import type { ResourceType } from '../../project/environment-file.ts'
import { idsPath } from '../../project/load-project.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { manages, placeInFile, placeInRulebook, type Subject } from '../subject.ts'

const NAME_WITHOUT_ID: Rule = {
  id: 'name_without_id',
  severity: 'error',
  summary: 'the rulebook names something that has no id in the environment',
  why: 'A deployed rulebook speaks of ids only, because names can be chosen by others. The build refuses a name without an id.',
}

const RULEBOOK_NAME_UNKNOWN: Rule = {
  id: 'rulebook_name_unknown',
  severity: 'error',
  summary:
    'the rulebook names something that the environment manages and the tenant folder does not have',
  why: 'The rule would apply to nobody, or to something that nobody reviews.',
}

const ID_OUTDATED: Rule = {
  id: 'id_outdated',
  severity: 'error',
  summary: 'a committed id is not the one that the local tenant derives from the name',
  why: 'The rule would apply to nobody: no login carries that id.',
}

const ID_UNUSED: Rule = {
  id: 'id_unused',
  severity: 'note',
  summary: 'an id is committed for a name that the rulebook does not mention',
  why: 'Customers do not belong in git; `resolve` writes the ids of mentioned names and of no others.',
}

/** Every name in the rulebook has an id, and the id is the right one. */
export const rulebookNames: Family = {
  title: 'Names in the rulebook',
  rules: [NAME_WITHOUT_ID, RULEBOOK_NAME_UNKNOWN, ID_OUTDATED, ID_UNUSED],
  look: (subject) => [
    ...mentions(subject.project).flatMap((mention) => judgeMention(subject, mention)),
    ...unusedIds(subject),
  ],
}

type Mention = ReturnType<typeof mentions>[number]

const KINDS: Readonly<Record<Kind, { types: readonly ResourceType[]; idKind: IdKind }>> = {
  clients: { types: ['clients'], idKind: 'client' },
  connections: { types: ['connections', 'databases'], idKind: 'connection' },
  organizations: { types: ['organizations'], idKind: 'organization' },
}

function judgeMention(subject: Subject, { kind, name, path }: Mention): readonly Finding[] {
  const { ids, environmentName } = subject.project
  const { types, idKind } = KINDS[kind]
  const place = placeInRulebook(subject, path)
  const resolve = `run \`npm run resolve -- --environment ${environmentName}\``
  const correct = `correct the name in \`${place.file}\``
  const id = Object.hasOwn(ids[kind], name) ? ids[kind][name] : undefined
  if (id === undefined) {
    const accepted = Object.keys(ids[kind]).map((known) => `\`${known}\``)
    const message = `\`${path}\` names \`${name}\`, which has no id in \`${idsPath(environmentName)}\`: accepted ${accepted.join(', ') || 'no name yet'}`
    return [finding(NAME_WITHOUT_ID, place, message, `${correct}, or ${resolve}`)]
  }
  const known = subject.folder.resources.filter(({ type }) => types.includes(type))
  if (types.every((type) => manages(subject, type)) && !known.some((one) => one.name === name)) {
    const accepted = known.map((one) => `\`${one.name}\``).join(', ')
    const message = `\`${path}\` names \`${name}\`, which is not in the tenant folder: accepted ${accepted || 'none yet'}`
    return [finding(RULEBOOK_NAME_UNKNOWN, place, message, correct)]
  }
  const derived = derivedId(idKind, name)
  if (environmentName !== LOCAL_ENVIRONMENT || id === derived) return []
  const idPlace = placeInFile(subject, idsPath(environmentName), `${kind}.${name}`)
  const message = `\`${kind}.${name}\` is \`${id}\`, but the local tenant gives \`${derived}\``
  return [finding(ID_OUTDATED, idPlace, message, resolve)]
}

function unusedIds(subject: Subject): readonly Finding[] {
  const { project } = subject
  const mentioned = mentions(project)
  return Object.entries(project.ids).flatMap(([kind, names]) =>
    Object.keys(names)
      .filter((name) => !mentioned.some((one) => one.kind === kind && one.name === name))
      .map((name) =>
        finding(
          ID_UNUSED,
          placeInFile(subject, idsPath(project.environmentName), `${kind}.${name}`),
          `\`${kind}.${name}\` is not mentioned in the rulebook`,
          `run \`npm run resolve -- --environment ${project.environmentName}\``,
        ),
      ),
  )
}
