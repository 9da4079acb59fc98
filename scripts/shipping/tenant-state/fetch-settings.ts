import type { JsonObject } from '../json-value.ts'
import type { FetchContext, Fetcher } from './fetcher.ts'
import type { RemoteResource, ResourceType } from './resource.ts'

/** What a tenant has exactly one of. */
export const SETTING_FETCHERS = {
  tenant: async (context) => [
    single(context, 'tenant', 'settings', await context.management.tenants.settings.get()),
  ],
  prompts: async (context) => [
    single(context, 'prompts', 'settings', await context.management.prompts.getSettings()),
  ],
  attackProtection: async (context) =>
    Promise.all(
      [...context.wanted('attackProtection')].map(async (name) =>
        single(context, 'attackProtection', name, await readProtection(context, name)),
      ),
    ),
} satisfies Partial<Record<string, Fetcher>>

const single = (
  { seal }: FetchContext,
  type: ResourceType,
  name: string,
  answer: object,
): RemoteResource => {
  const value = answer as JsonObject
  return seal({ type, name, id: name, value, keptBecause: null, everything: value })
}

function readProtection({ management }: FetchContext, name: string): Promise<object> {
  const { attackProtection } = management
  switch (name) {
    case 'bot-detection':
      return attackProtection.botDetection.get()
    case 'breached-password-detection':
      return attackProtection.breachedPasswordDetection.get()
    case 'brute-force-protection':
      return attackProtection.bruteForceProtection.get()
    case 'captcha':
      return attackProtection.captcha.get()
    case 'suspicious-ip-throttling':
      return attackProtection.suspiciousIpThrottling.get()
    default:
      // No such protection: nothing the tenant could have.
      return Promise.resolve({})
  }
}
