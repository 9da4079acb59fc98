import type { z } from 'zod'
import type { EnvironmentFile } from '../project/environment-file.ts'
import type { DeployConfig } from './find-deploy-configs.ts'
import type { SortedKeywords } from './sort-keywords.ts'

/** The key of a tenant is made by whoever keeps it: until its id is here, nothing can be deployed. */
const NO_KEY = '00000000'

/** For a tenant that is in use: it watches, and touches nothing but Actions and their triggers. */
export const watchingEnvironment = (
  { domain }: DeployConfig,
  { keywords, secrets }: SortedKeywords,
): z.input<typeof EnvironmentFile> => ({
  $schema: '../environment.schema.json',
  domain,
  protected: true,
  ceiling: 'monitor',
  capabilities: { organizationOnRefresh: false },
  keys: { signing: NO_KEY, alsoVerifying: null },
  keywords,
  secrets: [...secrets],
  overrides: {},
})
