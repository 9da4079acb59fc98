import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { runDeployCliWith } from '../../scripts/shipping/run-deploy-cli.ts'
import { anOddFolder } from '../builders/an-odd-folder.ts'

/** What the child prints before the Deploy CLI begins: the secret, cut in two as a pipe may cut it. */
const CHATTERER = `
process.stdout.write('posting hunter-of-')
await new Promise((resolve) => setTimeout(resolve, 100))
process.stdout.write('secrets, and more\\n')
process.stderr.write('without an end of line: hunter-of-secrets')
process.stdout.write('', () => process.stderr.write('', () => process.exit(1)))
await new Promise(() => {})
`

test('a secret is struck out, also where it arrives in two pieces', async () => {
  const folder = anOddFolder()
  onTestFinished(() => rm(folder, { recursive: true }))
  const preload = join(folder, 'chatterer.mjs')
  await writeFile(preload, CHATTERER)
  const lines: string[] = []
  const request = {
    folder,
    address: { domain: 'localhost:1', certificate: null },
    clientId: 'client',
    accessToken: 'a-token-of-nobody',
    types: [],
    keywords: { SECRET: 'hunter-of-secrets' },
  }
  const run = runDeployCliWith(
    ['--import', pathToFileURL(preload).href],
    request,
    (line) => void lines.push(line),
  )
  await expect(run).rejects.toThrow('posting [secret], and more')
  expect(lines.toSorted()).toEqual([
    'posting [secret], and more',
    'without an end of line: [secret]',
  ])
})
