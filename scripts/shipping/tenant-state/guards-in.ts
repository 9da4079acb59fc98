import { guardedTrigger } from '../../bundle/bundle-action.ts'
import type { GuardedTenant, RemoteResource } from './guarded-tenant.ts'

/** The guards that a tenant has, whichever checkout put them there. Pure. */
export const guardsIn = ({ resources }: GuardedTenant): readonly RemoteResource[] =>
  resources.filter(({ type, name }) => type === 'actions' && guardedTrigger(name) !== null)
