import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { judgeBundle } from '../../../scripts/bundle/bundle-laws.ts'
import { disarmedFolder, readDisarmed } from '../../../scripts/bundle/stage-disarmed.ts'
import { stageTenant } from '../../../scripts/bundle/stage-tenant.ts'
import { aPostLoginEvent } from '../../builders/a-post-login-event.ts'
import { aProjectFolder } from '../../builders/a-project-folder.ts'
import { loadBundle } from '../../builders/load-bundle.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { recordingApi } from '../../builders/recording-api.ts'

const staged = async (): Promise<string> => {
  const root = await aProjectFolder()
  await stageTenant(root, 'local', NOON_MS, {})
  return disarmedFolder(root, 'local')
}

test('every build leaves disarmed twins that break no law and refuse nobody', async () => {
  const actions = (await readDisarmed(await staged())) ?? []
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
    ['a manifest that is no JSON', (folder) => writeFile(join(folder, 'manifest.json'), '{')],
  ])('%s', async (_what, spoil) => {
    const folder = await staged()
    await spoil(folder)
    expect(await readDisarmed(folder)).toBeNull()
  })

  test('a folder that is not there', async () => {
    expect(await readDisarmed(join(await aProjectFolder(), 'nowhere'))).toBeNull()
  })
})

async function change(path: string, how: (text: string) => string): Promise<void> {
  await writeFile(path, how(await readFile(path, 'utf8')))
}
