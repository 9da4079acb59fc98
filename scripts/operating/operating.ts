import type { OpenAdministration } from '../administration/open-administration.ts'
import type { Actor } from '../administration/prove-actor.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import type { NameList } from '../project/resolve-names.ts'
import { organizationId } from '../state/record-options.ts'

/** What stands on the command line for people, all of it optional. */
export type Wanted = {
  readonly environment: string
  /** User id. */
  readonly user: string
  /** Name of the organization. */
  readonly organization: string
  readonly reason: string
  readonly until: string
  readonly invitation: string
  /** Name of the application. */
  readonly client: string
  readonly inviter: string
  readonly roles: readonly string[] | undefined
  /** Path of a file of changes of a profile. */
  readonly changes: string
}

/** What an operation of a command works with. */
export type Operating = OpenAdministration & {
  readonly actor: Actor
  readonly names: NameList
  readonly wanted: Wanted
  readonly surroundings: Surroundings
}

/** Whom, and in which organization, by id. */
export type MemberTarget = { readonly person: string; readonly organization?: string }

/**
 * The id of an organization by its name. To an administrator one that is not there is as one that is not theirs:
 * whom it refuses is judged, and in the audit, alike.
 * @throws UserFault to an operator, for one that the tenant does not have
 */
export function organizationAsked({ names, actor }: Operating, name: string): string {
  const found = names.organizations.find((one) => one.name === name)
  if (found === undefined && actor.kind === 'administrator') return name
  return organizationId(names, name)
}

export const organizationNameIn =
  ({ organizations }: NameList) =>
  (id: string): string =>
    organizations.find((one) => one.id === id)?.name ?? id
