import type { z } from 'zod'
import { deriveKeys } from '../../actions/records/keyring.ts'
import type { ResourceType } from '../gateway/resource-types.ts'
import { developmentRebindPublicKey } from '../project/development-rebind-key.ts'
import type { EnvironmentFile } from '../project/environment-file.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../project/local-environments.ts'
import type { TenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import type { SortedKeywords } from './sort-keywords.ts'

/** What the tenant of this machine can be told; other types of a folder wait for a tenant of Auth0. */
const LOCAL_TYPES: readonly ResourceType[] = [
  'attackProtection',
  'clientGrants',
  'clients',
  'connections',
  'databases',
  'organizations',
  'prompts',
  'resourceServers',
  'roles',
  'tenant',
  'tokenExchangeProfiles',
]

/** Of these, what the folder has; the guard itself is always deployed. */
export const localTypes = ({ resources }: TenantFolder): readonly ResourceType[] => [
  'actions',
  ...LOCAL_TYPES.filter((type) => resources.some((resource) => resource.type === type)),
  'triggers',
]

/** For trials on this machine. What an administrator decides is enforced, so that it can be seen. */
export const localEnvironment = (
  manages: readonly ResourceType[],
  { keywords, secrets }: SortedKeywords,
): z.input<typeof EnvironmentFile> => ({
  $schema: '../environment.schema.json',
  domain: 'localhost:4443',
  manages: [...manages],
  capabilities: { organizationOnRefresh: true },
  keys: {
    signing: deriveKeys(DEVELOPMENT_SIGNING_KEY).id,
    alsoVerifying: null,
    rebindPublicKey: developmentRebindPublicKey(),
  },
  keywords,
  secrets: [...secrets],
  overrides: {
    policies: {
      'user-suspended': { mode: 'enforce' },
      'org-blocked': { mode: 'enforce' },
      'email-lock': { mode: 'enforce' },
    },
  },
})
