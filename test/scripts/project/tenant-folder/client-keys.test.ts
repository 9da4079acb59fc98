import { expect, test } from 'vitest'
import { importedTypes } from '../../../../scripts/project/tenant-folder/client-keys.ts'
import { parseTenantFolder } from '../../../../scripts/project/tenant-folder/tenant-folder.ts'

const application = (methods: object): string =>
  JSON.stringify({ name: 'Ledger Sync', client_authentication_methods: methods })

test.each<
  [what: string, file: string, text: string, manages: ('clients' | 'roles')[], is: boolean]
>([
  [
    'an application with a key',
    'tenant/clients/a.json',
    application({ private_key_jwt: { credentials: [{ name: 'a', pem: '-----BEGIN' }] } }),
    ['clients'],
    true,
  ],
  [
    'one whose key is in a keyword',
    'tenant/clients/a.json',
    '{ "name": "Ledger Sync", "client_authentication_methods": @@METHODS@@ }',
    ['clients'],
    true,
  ],
  [
    'an application as it is exported',
    'tenant/clients/a.json',
    application({ private_key_jwt: { credentials: [{ id: 'cred_1' }] } }),
    ['clients'],
    false,
  ],
  ['an application without keys', 'tenant/clients/a.json', '{ "name": "a" }', ['clients'], false],
  [
    'an application that the environment leaves alone',
    'tenant/clients/a.json',
    application({ private_key_jwt: { credentials: [{ pem: '-----BEGIN' }] } }),
    ['roles'],
    false,
  ],
])('%s: its keys are imported, or not', (_what, file, text, manages, is) => {
  const folder = parseTenantFolder(
    { files: new Map([[file, text]]), folders: new Set(), links: [] },
    { METHODS: { tls_client_auth: { credentials: [{ pem: '-----BEGIN' }] } } },
  )
  const keys = is ? ['clientAuthCredentials'] : []
  expect(importedTypes(manages, folder)).toEqual([...manages, ...keys])
})
