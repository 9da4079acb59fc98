import type { GuardWorld } from './guard-world.ts'

export type ApiCall = readonly [method: string, ...args: readonly unknown[]]

/** Methods whose effects are told apart; whatever else a guard calls is beyond what is compared. */
const KNOWN: ReadonlySet<string> = new Set([
  'access.deny',
  'refreshToken.revoke',
  'refreshToken.setExpiresAt',
  'refreshToken.setMetadata',
  'session.revoke',
  'session.setExpiresAt',
  'user.setAppMetadata',
])

/**
 * Auth0's api of any trigger: notes every call, and answers what a guard may ask of it.
 * @param beyond told of each method that is not known here
 */
export function guardApi(
  world: GuardWorld,
  note: (call: ApiCall) => void,
  beyond: (method: string) => void,
): object {
  const api: object = new Proxy(
    { cache: emptyCache(), ...lookUpsOf(world) },
    {
      get: (own, area) =>
        Reflect.get(own, area) ??
        new Proxy(
          {},
          {
            get:
              (_none, name) =>
              (...args: readonly unknown[]): object => {
                const method = `${String(area)}.${String(name)}`
                if (!KNOWN.has(method)) beyond(method)
                note([method, ...args])
                return api
              },
          },
        ),
    },
  )
  return api
}

/** One question has a cache of its own: no answer follows from the one before. */
function emptyCache(): object {
  const records = new Map<string, { readonly value: string }>()
  return {
    get: (key: string) => records.get(key),
    set: (key: string, value: string) => {
      records.set(key, { value })
      return { type: 'success' }
    },
    delete: (key: string) => {
      records.delete(key)
      return { type: 'success' }
    },
  }
}

function lookUpsOf({ isMember }: GuardWorld): object {
  const known = (): boolean => {
    if (isMember === null) throw new Error('no answer')
    return isMember
  }
  return {
    roles: {
      getUserEffectiveRolesByNames: async (names: readonly string[]) => ({
        roles: known() ? names.map((name) => ({ name })) : [],
      }),
    },
    groups: {
      hasGroupMembership: async (ids: readonly string[]) => {
        const answer = { is_member: known() }
        return { memberships: Object.fromEntries(ids.map((id) => [id, answer])) }
      },
    },
  }
}
