import { isObject, type Json, type JsonObject } from '../ground/json-value.ts'
import { type Call, CallRefused, isSuccess } from './call.ts'
import type { TenantPort } from './tenant-port.ts'

/**
 * What the tenant answers to one call of ours; empty where it answers without an object.
 * @param beforeAgain as the port’s
 * @throws CallRefused where it refuses; TenantSilent as the port does
 */
export async function askTenant(
  port: TenantPort,
  method: Call['method'],
  path: string,
  body?: Json,
  beforeAgain?: () => Promise<void>,
): Promise<JsonObject> {
  const call = {
    method,
    path,
    query: new URLSearchParams(),
    ...(body === undefined ? {} : { body }),
  }
  const answer = await port(call, beforeAgain)
  if (!isSuccess(answer)) throw new CallRefused(call, answer)
  return isObject(answer.body) ? answer.body : {}
}
