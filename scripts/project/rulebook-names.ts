import { z } from 'zod'
import { normaliseDomain } from '../../policies/address.ts'
import type { PolicyId } from '../../policies/catalogue.ts'
import { MODES } from '../../policies/mode.ts'
import { sorted } from '../ground/sorted.ts'
import { Day } from './accountable.ts'
import type { Kind, Resolve } from './resolve.ts'
import { UNKNOWN_SCOPES } from './unknown-scopes.ts'

const Mode = z.enum(MODES).describe('how far the policy reaches; see the README')
export const Name = z.string().min(1)
const ModesByName = z.record(Name, Mode)

/** The strictest of the modes that apply to a login wins; to loosen, write an exemption. */
export const ROLLOUT = {
  mode: Mode,
  clients: ModesByName.optional().describe('modes by client name'),
  organizations: ModesByName.optional().describe('modes by organization name'),
  connections: ModesByName.optional().describe('modes by connection name'),
  reviewBy: Day.optional().describe(
    'the day by which somebody decides whether what is only watched is enforced; `check` warns from then on',
  ),
}

/** What is refused, and described by the reason: it would be believed to be enforced. */
export const never = (policy: PolicyId, kind: Kind) =>
  z
    .never()
    .optional()
    .describe(`no \`${kind}\` for \`${policy}\`: ${UNKNOWN_SCOPES[policy]?.[kind]}`)

export const Domain = z
  .string()
  .refine((text) => normaliseDomain(text) === text, 'a lower-case ASCII domain')
  .describe('a lower-case ASCII domain')

/** Turns names into ids; `path` is where they stand below the policy. */
export type Names = {
  ids(kind: Kind, names: readonly string[], path: string): readonly string[]
  /** The same values, by the ids of what they are written for. */
  byId<Value>(
    kind: Kind,
    values: Readonly<Record<string, Value>>,
    path: string,
  ): Readonly<Record<string, Value>>
  /** As `byId`, where the values are lists of names themselves. */
  idsById(
    kind: Kind,
    itemKind: Kind,
    lists: Readonly<Record<string, readonly string[]>>,
    path: string,
  ): Readonly<Record<string, readonly string[]>>
}

/** @param above the policy, such as `policies.membership` */
export function namesBelow(above: string, resolve: Resolve): Names {
  const ids: Names['ids'] = (kind, names, path) =>
    names.map((name, index) => resolve(kind, name, `${above}.${path}.${index}`))
  const byId: Names['byId'] = (kind, values, path) =>
    sorted(
      Object.entries(values).map(([name, value]) => [
        resolve(kind, name, `${above}.${path}.${name}`),
        value,
      ]),
    )
  return {
    ids,
    byId,
    idsById: (kind, itemKind, lists, path) =>
      sorted(
        Object.entries(lists).map(([name, items]) => [
          resolve(kind, name, `${above}.${path}.${name}`),
          ids(itemKind, items, `${path}.${name}`),
        ]),
      ),
  }
}
