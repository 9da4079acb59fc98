import { spawnSync } from 'node:child_process'
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LoadedEnvironment } from '../../../scripts/project/load-project.ts'
import { announceTenant, withRunningTenant } from '../../../scripts/project/running-tenant.ts'
import { anOddFolder } from '../../builders/an-odd-folder.ts'

let root: string
let server: Server
let domain: string
let announced: Readonly<Record<string, string>>
beforeEach(async () => {
  root = anOddFolder()
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  domain = `localhost:${(server.address() as AddressInfo).port}`
  announced = {
    AUTH0_DOMAIN: domain,
    AUTH0_CLIENT_ID: 'deploy',
    AUTH0_CLIENT_SECRET: 'of deploy',
    OG_CLIENT_ID: 'guard',
    OG_CLIENT_SECRET: 'of guard',
    NODE_EXTRA_CA_CERTS: '/certificate.pem',
  }
})
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve))
  await rm(root, { recursive: true, force: true })
})

const placeOf = (environmentName = 'local', at = 'localhost:4443') =>
  ({ root, environmentName, environment: { domain: at } }) as unknown as LoadedEnvironment
const find = (variables = {}, place = placeOf()) => withRunningTenant(place, variables)
/** What was announced, with the certificate under the name that is ours alone. */
const found = () => {
  const { NODE_EXTRA_CA_CERTS: certificate, ...others } = announced
  return { ...others, OG_CERTIFICATE: certificate }
}
const folder = () => join(root, '.build/local/running')
const file = () => join(folder(), 'tenant.json')

test('is found by its checkout for as long as it runs', async () => {
  const withdraw = await announceTenant(root, announced)
  expect(await find()).toEqual(found())
  expect(await find({ PATH: '/bin' }, placeOf('local-strict'))).toEqual({
    ...found(),
    PATH: '/bin',
  })
  await withdraw()
  expect([await find(), await readdir(folder())]).toEqual([{}, []])
})

test('nobody but the owner may read it', async () => {
  await announceTenant(root, announced)
  const modes = await Promise.all(
    [file(), folder()].map(async (path) => (await stat(path)).mode & 0o777),
  )
  expect(modes).toEqual([0o600, 0o700])
})

test('the one that runs already stays the one that is found', async () => {
  await announceTenant(root, announced)
  const before = await readFile(file(), 'utf8')
  const withdraw = await announceTenant(root, { ...announced, AUTH0_CLIENT_ID: 'another' })
  await withdraw()
  expect(await readFile(file(), 'utf8')).toBe(before)
})

describe.each<[what: string, environmentName: string, at: string]>([
  ['another name', 'staging', 'localhost:4443'],
  ['another domain', 'local', 'acme.eu.auth0.com'],
  ['a domain that only begins so', 'local', 'localhost.example.com'],
])('an environment with %s', (_what, environmentName, at) => {
  test('finds nothing', async () => {
    await announceTenant(root, announced)
    expect(await find({}, placeOf(environmentName, at))).toEqual({})
  })
})

test.each<
  [what: string, given: Record<string, string>, differs: Record<string, string | undefined>]
>([
  [
    'the machine client',
    { AUTH0_CLIENT_ID: 'mine' },
    { AUTH0_CLIENT_ID: 'mine', AUTH0_CLIENT_SECRET: undefined },
  ],
  [
    'the key of a machine client',
    { AUTH0_CLIENT_PRIVATE_KEY: 'pem' },
    { AUTH0_CLIENT_PRIVATE_KEY: 'pem', AUTH0_CLIENT_ID: undefined, AUTH0_CLIENT_SECRET: undefined },
  ],
  [
    'the client of the guard',
    { OG_CLIENT_SECRET: 'mine' },
    { OG_CLIENT_SECRET: 'mine', OG_CLIENT_ID: undefined },
  ],
  ['the certificate', { OG_CERTIFICATE: 'c.pem' }, { OG_CERTIFICATE: 'c.pem' }],
  [
    'certificates that the machine has for everybody, beside that of the tenant',
    { NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/all.pem' },
    { NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/all.pem' },
  ],
  ['what is set to nothing, which is no value', { AUTH0_CLIENT_ID: '' }, {}],
])('a variable that is set wins: %s', async (_what, given, differs) => {
  await announceTenant(root, announced)
  expect(await find(given)).toEqual({ ...found(), ...differs })
})

test('the domain of another tenant of this machine takes nothing of this one', async () => {
  await announceTenant(root, announced)
  const given = { AUTH0_DOMAIN: 'localhost:1' }
  expect(await find(given)).toBe(given)
})

test.each<[what: string, happen: () => Promise<unknown>]>([
  ['others may read', () => chmod(file(), 0o644)],
  ['lies where others may write', () => chmod(folder(), 0o777)],
  [
    'is a link',
    async () => {
      await rename(file(), join(root, 'elsewhere.json'))
      await symlink(join(root, 'elsewhere.json'), file())
    },
  ],
  [
    'lies behind a link',
    async () => {
      await rename(join(root, '.build'), join(root, 'elsewhere'))
      await symlink(join(root, 'elsewhere'), join(root, '.build'))
    },
  ],
  ['is no JSON', () => writeFile(file(), '{')],
  ['says more than that', () => written({ more: 1 })],
  ['names a process that is gone', () => written({ pid: spawnSync('true').pid })],
  ['names a domain elsewhere', () => written({ variables: { AUTH0_DOMAIN: 'acme.eu.auth0.com' } })],
  ['names a port where nothing listens', () => new Promise((resolve) => server.close(resolve))],
])('a file that %s is not believed', async (_what, happen) => {
  await announceTenant(root, announced)
  expect(await find()).toEqual(found())
  await happen()
  expect(await find()).toEqual({})
})

const written = async (more: object) =>
  writeFile(file(), JSON.stringify({ ...JSON.parse(await readFile(file(), 'utf8')), ...more }))

test('what a tenant that was killed left behind is replaced', async () => {
  await announceTenant(root, announced)
  await written({ pid: spawnSync('true').pid })
  await announceTenant(root, announced)
  expect(await find()).toEqual(found())
})

test('nothing is written through a link, nor where others may write', async () => {
  await mkdir(join(root, 'theirs'))
  await mkdir(join(root, '.build/local'), { recursive: true })
  await symlink(join(root, 'theirs'), folder())
  await announceTenant(root, announced)
  expect([await readdir(join(root, 'theirs')), await find()]).toEqual([[], {}])
})
