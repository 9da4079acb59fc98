import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { RESOURCE_TYPES } from '../../../scripts/gateway/resource-types.ts'
import {
  isManagedFile,
  RESOURCE_FOLDERS,
  typeOfResourceFile,
} from '../../../scripts/project/resource-folders.ts'

const require = createRequire(import.meta.url)
// In the order in which it loads them itself: its parts refer to each other.
require('auth0-deploy-cli')
const { default: handlers } = require('auth0-deploy-cli/lib/tools/auth0/handlers')
const { default: readers } = require('auth0-deploy-cli/lib/context/directory/handlers')

// Both stand in the files of applications; `…Pre` is a step of the Deploy CLI's own.
const WITHOUT_FILES = ['clientAuthCredentials', 'clientAuthCredentialsPre']

test('an environment can manage every type of the installed Deploy CLI', () => {
  const known = Object.keys(handlers).filter((type) => !WITHOUT_FILES.includes(type))
  expect(RESOURCE_TYPES).toEqual(known.sort())
})

test.each(RESOURCE_TYPES)('the Deploy CLI looks for %s where we do', (type) => {
  const looked: string[] = []
  const context = {
    // `existsMustBeDir` and `isFile` ask for paths below it; none is there.
    filePath: '/nowhere',
    config: {},
    mappings: {},
    disableKeywordReplacement: false,
  }
  const fs = require('fs-extra')
  const watched = ['existsSync', 'statSync'] as const
  const real = watched.map((name) => fs[name])
  for (const name of watched) {
    fs[name] = (path: string, ...rest: unknown[]) => {
      looked.push(String(path))
      // There, and a folder, so that it goes on to what is in it.
      if (name === 'existsSync') return true
      return { isDirectory: () => !/\.json$/.test(path), isFile: () => false, rest }
    }
  }
  try {
    readers[type].parse(context)
  } catch {
    // It found no file to read, which is as far as it is to go.
  } finally {
    for (const [index, name] of watched.entries()) fs[name] = real[index]
  }
  expect(looked).toContain(`/nowhere/${RESOURCE_FOLDERS[type].slice('tenant/'.length)}`)
})

test.each<[file: string, type: string | null]>([
  ['tenant/clients/Reports.json', 'clients'],
  ['tenant/clients/Reports_custom_login_page.html', null],
  ['tenant/database-connections/members/database.json', 'databases'],
  ['tenant/database-connections/members/settings.json', null],
  ['tenant/database-connections/database.json', null],
  ['tenant/emails/provider.json', 'emailProvider'],
  ['tenant/emails/verify_email.json', 'emailTemplates'],
  ['tenant/guardian/policies.json', 'guardianPolicies'],
  ['tenant/guardian/factors/otp.json', 'guardianFactors'],
  ['tenant/tenant.json', 'tenant'],
  ['tenant/notes/plan.json', null],
])('%s declares one of %s', (file, type) => {
  expect(typeOfResourceFile(file)).toBe(type)
})

test.each<[file: string, is: boolean]>([
  ['tenant/actions/greeting/code.js', true],
  ['tenant/emails/provider.json', false],
  ['tenant/emails/verify_email.html', true],
  ['tenant/pages/login.html', false],
  ['tenant/notes/plan.md', false],
])('whoever manages Actions and mails has %s deployed: %s', (file, is) => {
  expect(isManagedFile(file, ['actions', 'emailTemplates'])).toBe(is)
})
