import { isDeepStrictEqual } from 'node:util'
import type { ProfileField } from '../../policies/profile-change/profile-field.ts'
import { type Fault, refuseFaults, UserFault } from '../ground/user-fault.ts'
import {
  findWithinReach,
  type OfMember,
  organizationOf,
  type Profile,
} from './find-within-reach.ts'
import { refuseTenantRights } from './holds-tenant-rights.ts'
import { judgeChange } from './judge-change.ts'
import { NotPermitted } from './not-permitted.ts'
import { findOneself } from './own-account.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import { statusIn } from './status-in.ts'
import type { Tools } from './tools.ts'

/** What is left out stays. An address changes by a rebind, a password by a mailed reset. */
export type ProfileChanges = {
  readonly name?: string
  /** `https:` */
  readonly picture?: string
  /** E.164; Auth0 asks whoever has it. */
  readonly phone?: string
  readonly username?: string
  /** By client id and key of `user_metadata`, as the rulebook lists them; null removes. */
  readonly attributes?: Readonly<Record<string, Readonly<Record<string, string | null>>>>
}

/**
 * Changes a profile as far as `profile-change` lets the actor: all of what was asked, or nothing. Whoever
 * changes their own needs no role.
 * @throws NotPermitted where one of the fields is closed
 * @throws UserFault for a value that is none
 */
export function changeProfile(
  tools: Tools,
  actor: Actor,
  request: OfMember & { readonly changes: ProfileChanges },
): Promise<Receipt> {
  const { person, changes } = request
  const fields = fieldsOf(changes)
  const judge = async () => {
    // First, and for everybody alike: behind what is open it would tell who is a member of several organizations.
    refuseFaults(faultsOf(changes))
    const organization = organizationOf(actor, request.organization)
    const { capacity, profile, organizations } = await findTarget(tools, actor, person)
    const isOpen = fields.every((field) => {
      const asked = { actor: capacity, field, profile, organization, organizations }
      return judgeChange(tools, asked).outcome === 'allow'
    })
    if (!isOpen || fields.length === 0) throw new NotPermitted()
    const opensDoors = fields.some(({ kind }) => kind === 'phone' || kind === 'username')
    if (opensDoors && capacity !== 'self') await refuseTenantRights(tools, actor, person)
    return { organization, person, before: { fields: fields.map(nameOf) }, profile }
  }
  return runOperation(tools, actor, {
    asked: { ...request, operation: 'change-profile' },
    judge,
    work: async ({ profile }) => {
      const update = updateOf(changes, profile)
      const changed = Object.keys(update).length > 0
      if (changed) await write(tools, person, update)
      return { changed, after: { written: Object.keys(update) } }
    },
  })
}

/** @throws UserFault for a value that the tenant does not take: a user name that is somebody's */
async function write({ management }: Tools, person: string, update: ReturnType<typeof updateOf>) {
  try {
    await management.users.update(person, update)
  } catch (error) {
    if (![400, 409].includes(statusIn(error) ?? 0)) throw error
    throw new UserFault([REFUSED])
  }
}

async function findTarget(tools: Tools, actor: Actor, person: string) {
  if (actor.kind === 'administrator' && actor.userId === person) {
    const { profile } = await findOneself(tools, actor)
    return { capacity: 'self', profile, organizations: null } as const
  }
  const { profile, memberships } = await findWithinReach(tools, actor, person)
  return { capacity: actor.kind, profile, organizations: memberships.length } as const
}

const PLAIN = ['name', 'picture', 'phone', 'username'] as const

const fieldsOf = (changes: ProfileChanges): readonly ProfileField[] => [
  ...PLAIN.flatMap((kind) => (changes[kind] === undefined ? [] : [{ kind }])),
  ...Object.entries(changes.attributes ?? {}).flatMap(([application, values]) =>
    Object.keys(values).map((name) => ({ kind: 'attribute' as const, application, name })),
  ),
]

const nameOf = (field: ProfileField): string =>
  field.kind === 'attribute' ? `${field.kind} ${field.name}` : field.kind

/** What is so already is not written: a number that is proven would have to be proven again. */
function updateOf({ name, picture, phone, username, attributes }: ProfileChanges, before: Profile) {
  const isNew = (one: string | undefined, held: unknown): one is string =>
    one !== undefined && one !== held
  const held = before.user_metadata ?? {}
  const asked = Object.assign({}, ...Object.values(attributes ?? {})) as Record<string, unknown>
  const metadata = Object.fromEntries(
    Object.entries(asked).filter(([key, one]) => !isDeepStrictEqual(one, held[key] ?? null)),
  )
  return {
    ...(isNew(name, before.name) ? { name } : {}),
    ...(isNew(picture, before.picture) ? { picture } : {}),
    ...(isNew(username, before.username) ? { username } : {}),
    ...(isNew(phone, before.phone_number)
      ? { phone_number: phone, phone_verified: false, verify_phone_number: true }
      : {}),
    // Auth0 merges at the first level; an empty map would remove everything.
    ...(Object.keys(metadata).length > 0 ? { user_metadata: metadata } : {}),
  }
}

const ONE_LINE = /^[^\p{Cc}\p{Cf}]{1,300}$/u
const isHttps = (text: string): boolean =>
  ONE_LINE.test(text) && URL.canParse(text) && new URL(text).protocol === 'https:'

function faultsOf({ name, picture, phone, username, attributes }: ProfileChanges) {
  const values = Object.values(attributes ?? {}).flatMap((one) => Object.values(one))
  const texts = [name, username, ...values].filter((one) => typeof one === 'string')
  return [
    ...(texts.every((one) => ONE_LINE.test(one))
      ? []
      : [INVALID('a text', 'one line of 1 to 300')]),
    ...(picture === undefined || isHttps(picture)
      ? []
      : [INVALID('the picture', 'an `https:` URL')]),
    ...(phone === undefined || /^\+[1-9]\d{6,14}$/.test(phone)
      ? []
      : [INVALID('the telephone number', 'digits after `+` and the country')]),
  ]
}

// What Auth0 says of it may hold the value.
const REFUSED: Fault = {
  code: 'profile_value_refused',
  message: 'the tenant does not take one of the values',
  fix: 'write another: a user name may be taken, or have characters that its connection does not allow',
}

/** The value is somebody's, and stays out of logs. */
const INVALID = (what: string, accepted: string): Fault => ({
  code: 'profile_value_invalid',
  message: `${what} cannot be used: accepted ${accepted}`,
  fix: 'write another value',
})
