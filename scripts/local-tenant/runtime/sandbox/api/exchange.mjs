import {
  anyText,
  assertArguments,
  flag,
  isObject,
  object,
  oneOf,
  text,
} from '../argument-schema.mjs'
import { record } from '../commands.mjs'
import { hasOwn, keysOf } from '../intrinsics.mjs'
import { LIMITS } from '../limits.mjs'

/**
 * @fact The methods of custom-token-exchange make these checks, with these texts. (Auth0's official
 * test harness; read 2026-11-22)
 */

const all = (properties) => object({ required: keysOf(properties), properties })

const DENIAL = all({
  code: text(1, 'exchangeCodeCharacters'),
  reason: text(1, 'exchangeReasonCharacters'),
})
const REJECTION = all({ reason: text(1, 'exchangeReasonCharacters') })
const BY_ID = all({ user_id: text(1, 'exchangeUserIdCharacters') })
const ORGANIZATION = all({ organization_id_or_name: text(1, 'exchangeOrganizationCharacters') })
const METADATA = object({ required: ['key'], properties: { key: anyText, value: () => {} } })
const ATTRIBUTES = object({
  required: ['user_id'],
  most: 'exchangeAttributes',
  isOpen: true,
  properties: {
    email: anyText,
    email_verified: flag,
    family_name: text(1, 'exchangePersonNameCharacters'),
    given_name: text(1, 'exchangePersonNameCharacters'),
    name: text(1, 'exchangeNameCharacters'),
    nickname: text(1, 'exchangeNameCharacters'),
    phone_number: anyText,
    phone_verified: flag,
    picture: anyText,
    user_id: text(1, 'exchangeAttributeIdCharacters'),
    username: text(1, 'exchangeUsernameCharacters'),
    verify_email: flag,
  },
})
const BY_CONNECTION = all({
  connection_name: text(1, 'exchangeConnectionCharacters'),
  options: all({
    creationBehavior: oneOf('create_if_not_exists', 'none'),
    updateBehavior: oneOf('replace', 'none'),
  }),
  user_attributes: ATTRIBUTES,
})

export const exchangeAccess = (run) => ({
  deny(code, reason) {
    assertArguments('Invalid deny arguments', DENIAL, { code, reason })
    record(run, 'denyWithCode', code, reason)
  },
  rejectInvalidSubjectToken(reason) {
    assertArguments('Invalid rejectInvalidSubjectToken arguments', REJECTION, { reason })
    record(run, 'rejectSubjectToken', reason)
  },
})

export const exchangeAuthentication = (run) => ({
  setUserById(userId) {
    assertArguments('Invalid setUserById arguments', BY_ID, { user_id: userId })
    record(run, 'subjectById', userId)
  },
  setUserByConnection(connectionName, attributes, options) {
    assertArguments('Invalid setUserByConnection arguments', BY_CONNECTION, {
      connection_name: connectionName,
      user_attributes: attributes,
      options,
    })
    record(run, 'subjectByConnection', connectionName, attributes, options)
  },
  setOrganization(idOrName) {
    const given = { organization_id_or_name: idOrName }
    assertArguments('Invalid setOrganization arguments', ORGANIZATION, given)
    record(run, 'exchangeOrganization', idOrName)
  },
  setActor(actor) {
    assertActor(actor)
    record(run, 'exchangeActor', actor)
  },
})

export const exchangeUser = (run) => ({
  setAppMetadata(key, value) {
    assertArguments('Invalid setAppMetadata arguments', METADATA, { key, value })
    record(run, 'appMetadata', key, value)
  },
  setUserMetadata(key, value) {
    assertArguments('Invalid setUserMetadata arguments', METADATA, { key, value })
    record(run, 'userMetadata', key, value)
  },
})

function assertActor(actor) {
  if (!isObject(actor)) throw new Error('The actor must be a plain object.')
  let level = actor
  for (let depth = 1; ; depth += 1) {
    assertActorLevel(level)
    if (level.act === undefined) return
    if (depth === LIMITS.actorLevels) {
      throw new Error(`Actor nesting must not exceed ${depth} levels.`)
    }
    if (!isObject(level.act)) throw new Error('The act claim must be a plain object.')
    level = level.act
  }
}

function assertActorLevel(level) {
  if (typeof level.sub !== 'string' || level.sub.length === 0) {
    throw new Error('The actor object must contain a sub claim.')
  }
  const { actorSubCharacters, actorProperties } = LIMITS
  if (level.sub.length > actorSubCharacters) {
    throw new Error(
      `Invalid setActor arguments: sub must NOT have more than ${actorSubCharacters} characters`,
    )
  }
  const names = customNames(level)
  if (names.length > actorProperties) {
    throw new Error(
      `No more than ${actorProperties} custom properties are allowed in the actor object.`,
    )
  }
  for (let i = 0; i < names.length; i += 1) assertActorProperty(names[i], level[names[i]])
}

function customNames(level) {
  const custom = { ...level }
  delete custom.sub
  delete custom.act
  delete custom.type
  return keysOf(custom)
}

function assertActorProperty(name, value) {
  const isAllowed = { __proto__: null, string: true, number: true, boolean: true }
  if (!hasOwn(isAllowed, typeof value)) {
    throw new Error('Custom property in an actor object must be a string, number, or boolean.')
  }
  const most = LIMITS.actorTextCharacters
  if (name.length > most) {
    throw new Error(
      `Custom property key in an actor object must NOT have more than ${most} characters.`,
    )
  }
  if (typeof value !== 'string' || value.length <= most) return
  throw new Error(
    `Custom string property value in an actor object must NOT have more than ${most} characters.`,
  )
}
