import { derivedId, type IdKind } from 'auth0-local-tenant'
import type { ResourceType } from '../../gateway/resource-types.ts'
import { mentions } from '../../project/bake-rulebook.ts'
import { idsPath } from '../../project/load-project.ts'
import { isLocalEnvironment } from '../../project/local-environments.ts'
import type { Kind } from '../../project/resolve.ts'
import type { Place } from '../../project/tenant-folder/place.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import {
  accepted,
  areReadable,
  knownNames,
  manages,
  placeInEnvironment,
  placeInFile,
  placeInRulebook,
  type Subject,
} from '../subject.ts'

const NAME_WITHOUT_ID: Rule = {
  id: 'name_without_id',
  severity: 'error',
  summary: 'the rulebook or a canary names something that has no id in the environment',
  why: 'A deployed rulebook speaks of ids only, because names can be chosen by others. The build refuses a name without an id.',
}

export const ENVIRONMENT_UNRESOLVED: Rule = {
  id: 'environment_unresolved',
  severity: 'warning',
  summary: 'no id was looked up for an environment yet',
  why: 'So it is between `init` and the first `resolve`, which needs the tenant. Nothing is wrong in git, and nothing can be built: `plan` and `deploy` refuse each name.',
}

const RULEBOOK_NAME_UNKNOWN: Rule = {
  id: 'rulebook_name_unknown',
  severity: 'error',
  summary:
    'the rulebook or a canary names something that the environment manages and the tenant folder does not have',
  why: 'A rule would apply to nobody, or to something that nobody reviews; a canary could not sign in.',
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
  summary: 'an id is committed for a name that neither the rulebook nor a canary mentions',
  why: 'Customers do not belong in git; `resolve` writes the ids of mentioned names and of no others.',
}

/** Every name that a deploy will need an id for has one, and it is the right one. */
export const rulebookNames: Family = {
  title: 'Names in the rulebook, and of canaries',
  rules: [NAME_WITHOUT_ID, ENVIRONMENT_UNRESOLVED, RULEBOOK_NAME_UNKNOWN, ID_OUTDATED, ID_UNUSED],
  look(subject) {
    const all = readMentions(subject)
    return [
      ...unresolved(subject, all),
      ...all.flatMap((mention) => judgeMention(subject, mention)),
      ...unusedIds(subject, all),
    ]
  },
}

/** A tenant of Auth0 gives ids that nobody can know before they were asked for. */
const isUnresolved = ({ project, ours }: Subject): boolean =>
  !isLocalEnvironment(project) && !ours.has(idsPath(project.environmentName))

function unresolved(subject: Subject, all: readonly Mention[]): readonly Finding[] {
  const { environmentName } = subject.project
  if (!isUnresolved(subject) || all.length === 0) return []
  const names = new Set(all.map(({ kind, name }) => `${kind}.${name}`))
  return [
    finding(
      ENVIRONMENT_UNRESOLVED,
      placeInEnvironment(subject, 'domain'),
      `\`${idsPath(environmentName)}\` does not exist: the ids of ${names.size} names are not known yet`,
      `run \`npm run resolve -- --environment ${environmentName}\``,
    ),
  ]
}

type Mention = {
  readonly kind: Kind
  readonly name: string
  /** Dotted. */
  readonly path: string
  readonly place: Place
}

/** In the rulebook, and in the environment's canaries, which sign in by id as well. */
function readMentions(subject: Subject): readonly Mention[] {
  const canaries = subject.project.environment.canaries.flatMap((canary, index) => {
    const { client, organization } = canary
    const inClient = { kind: 'clients' as const, name: client, path: `canaries.${index}.client` }
    const path = `canaries.${index}.organization`
    const inOrganization = { kind: 'organizations' as const, name: organization ?? '', path }
    return organization === undefined ? [inClient] : [inClient, inOrganization]
  })
  return [
    ...mentions(subject.project).map((one) => ({
      ...one,
      place: placeInRulebook(subject, one.path),
    })),
    ...canaries.map((one) => ({ ...one, place: placeInEnvironment(subject, one.path) })),
  ]
}

const KINDS: Readonly<Record<Kind, { types: readonly ResourceType[]; idKind: IdKind }>> = {
  clients: { types: ['clients'], idKind: 'client' },
  connections: { types: ['connections', 'databases'], idKind: 'connection' },
  organizations: { types: ['organizations'], idKind: 'organization' },
}

function judgeMention(subject: Subject, { kind, name, path, place }: Mention): readonly Finding[] {
  const { ids, environmentName } = subject.project
  const { types, idKind } = KINDS[kind]
  const resolve = `run \`npm run resolve -- --environment ${environmentName}\``
  const correct = `correct the name in \`${place.file}\``
  const id = Object.hasOwn(ids[kind], name) ? ids[kind][name] : undefined
  if (id === undefined && isUnresolved(subject)) return []
  if (id === undefined) {
    // The same for every environment, so that one mention is one finding however many are checked.
    const message = `\`${path}\` names \`${name}\`, which has no id among the ${kind} of the environment`
    const known = `in \`${idsPath(environmentName)}\` are ${accepted(Object.keys(ids[kind]))}`
    return [finding(NAME_WITHOUT_ID, place, message, `${correct} (${known}), or ${resolve}`)]
  }
  const known = knownNames(subject, ...types)
  const isComplete = types.every((type) => manages(subject, type)) && areReadable(subject, ...types)
  if (isComplete && !known.includes(name)) {
    const message = `\`${path}\` names \`${name}\`, which is not in the tenant folder: accepted ${accepted(known)}`
    return [finding(RULEBOOK_NAME_UNKNOWN, place, message, correct)]
  }
  const derived = derivedId(idKind, name)
  if (!isLocalEnvironment(subject.project) || id === derived) return []
  const idPlace = placeInFile(subject, idsPath(environmentName), `${kind}.${name}`)
  const message = `\`${kind}.${name}\` is \`${id}\`, but the local tenant gives \`${derived}\``
  return [finding(ID_OUTDATED, idPlace, message, resolve)]
}

function unusedIds(subject: Subject, all: readonly Mention[]): readonly Finding[] {
  const { ids, environmentName } = subject.project
  return Object.entries(ids).flatMap(([kind, names]) =>
    Object.keys(names)
      .filter((name) => !all.some((one) => one.kind === kind && one.name === name))
      .map((name) =>
        finding(
          ID_UNUSED,
          placeInFile(subject, idsPath(environmentName), `${kind}.${name}`),
          `\`${kind}.${name}\` is mentioned neither in the rulebook nor by a canary`,
          `run \`npm run resolve -- --environment ${environmentName}\``,
        ),
      ),
  )
}
