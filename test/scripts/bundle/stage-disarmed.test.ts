import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BARE_GUARDS } from '../../../scripts/bundle/bare-guards.ts'
import { HANDLERS } from '../../../scripts/bundle/bundle-action.ts'
import { judgeBundle } from '../../../scripts/bundle/bundle-laws.ts'
import { isDisarmed } from '../../../scripts/bundle/disarm-rulebook.ts'
import {
  disarmedFolder,
  disarmedPurpose,
  readDisarmed,
  writeDisarmed,
} from '../../../scripts/bundle/stage-disarmed.ts'
import { stageTenant } from '../../../scripts/bundle/stage-tenant.ts'
import { sha256 } from '../../../scripts/ground/sha256.ts'
import { sealOf } from '../../../scripts/shipping/seal.ts'
import { aPostLoginEvent } from '../../builders/a-post-login-event.ts'
import { aProjectFolder } from '../../builders/a-project-folder.ts'
import { loadBundle } from '../../builders/load-bundle.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { recordingApi } from '../../builders/recording-api.ts'
import { TEST_SEAL } from '../../builders/test-seal.ts'

/** As a deploy leaves it. */
const staged = async (purpose = disarmedPurpose('local'), seal = TEST_SEAL): Promise<string> => {
  const root = await aProjectFolder()
  const folder = disarmedFolder(root, 'local')
  await writeDisarmed(folder, await stageTenant(root, 'local', NOON_MS, {}), (manifest) =>
    seal.make(purpose, manifest),
  )
  return folder
}

const read = (folder: string) =>
  readDisarmed(folder, (manifest, seal) => TEST_SEAL.fits(disarmedPurpose('local'), manifest, seal))

test('every deploy leaves disarmed twins that break no law and refuse nobody', async () => {
  const actions = (await read(await staged())) ?? []
  expect(actions.map(({ name }) => name)).toEqual([
    'org-guard-credentials-exchange',
    'org-guard-password-reset-post-challenge',
    'org-guard-post-login',
    'org-guard-pre-user-registration',
  ])
  expect(actions.flatMap(judgeBundle)).toEqual([])
  expect(actions.filter(({ code }) => !code.startsWith('// DISARMED'))).toEqual([])
  const code = actions.find(({ trigger }) => trigger === 'post-login')?.code ?? ''
  const { api, calls } = recordingApi()
  await loadBundle(code).onExecutePostLogin?.(aPostLoginEvent({ secrets: undefined }), api)
  expect(calls).toEqual([])
})

describe('what is not as it was written is not taken', () => {
  test.each<[string, (folder: string) => Promise<void>]>([
    [
      'a changed Action',
      (folder) => change(join(folder, 'org-guard-post-login.js'), (text) => `${text}\n`),
    ],
    [
      'a changed manifest',
      (folder) => change(join(folder, 'manifest.json'), (text) => text.replace('sha256', 'sha1')),
    ],
    ['a seal of nobody', (folder) => writeFile(join(folder, 'seal'), '')],
    ['no seal', (folder) => rm(join(folder, 'seal'))],
    [
      'a changed Action, and its hash in the manifest as well',
      async (folder) => {
        const path = join(folder, 'org-guard-post-login.js')
        const before = sha256(await readFile(path, 'utf8'))
        await change(path, (text) => `${text}// forged\n`)
        const after = sha256(await readFile(path, 'utf8'))
        await change(join(folder, 'manifest.json'), (text) => text.replace(before, after))
        expect(await readFile(join(folder, 'manifest.json'), 'utf8')).toContain(after)
      },
    ],
    ['a manifest that is no JSON', (folder) => writeFile(join(folder, 'manifest.json'), '{')],
  ])('%s', async (_what, spoil) => {
    const folder = await staged()
    await spoil(folder)
    expect(await read(folder)).toBeNull()
  })

  test('the bundle of another environment, and of other credentials', async () => {
    expect(await read(await staged(disarmedPurpose('staging')))).toBeNull()
    const others = sealOf({ clientId: 'client', proof: { kind: 'secret', secret: 'guessed' } })
    expect(await read(await staged(disarmedPurpose('local'), others))).toBeNull()
  })

  test('a folder that is not there', async () => {
    expect(await read(join(await aProjectFolder(), 'nowhere'))).toBeNull()
  })
})

async function change(path: string, how: (text: string) => string): Promise<void> {
  await writeFile(path, how(await readFile(path, 'utf8')))
}

test.each(BARE_GUARDS)('a bare $name breaks no law, and refuses nobody', async (bare) => {
  expect(judgeBundle(bare)).toEqual([])
  expect(isDisarmed(bare.code)).toBe(true)
  const { api, calls } = recordingApi()
  await loadBundle(bare.code)[HANDLERS[bare.trigger]]?.(aPostLoginEvent({}), api)
  expect(calls).toEqual([])
})
