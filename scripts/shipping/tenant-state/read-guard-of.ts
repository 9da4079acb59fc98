import { isBoundToTrigger } from '../../bundle/bundle-action.ts'
import { isObject } from '../../ground/json-value.ts'
import type { BuiltSession } from '../session.ts'
import type { GuardedTenant } from './guarded-tenant.ts'
import { readGuardedTenant } from './read-guarded-tenant.ts'

/** Actions, and the bindings of every trigger that a guard of this build is for, or that git names. */
export const readGuardOf = (
  { access, staged }: BuiltSession,
  assets: { readonly triggers?: unknown } = {},
): Promise<GuardedTenant> =>
  readGuardedTenant(access, [
    ...new Set([
      ...staged.actions.map(({ trigger }) => trigger).filter(isBoundToTrigger),
      ...Object.keys(isObject(assets.triggers) ? assets.triggers : {}),
    ]),
  ])
