import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openRequestLog, requestLogPath } from '../../scripts/shipping/request-log.ts'
import { anOddFolder } from '../builders/an-odd-folder.ts'

const root = anOddFolder()
afterAll(() => rm(root, { recursive: true, force: true }))

const file = join(root, requestLogPath('staging'))
const read = (path: string): Promise<string> => readFile(path, 'utf8')

test('the log is of the last command alone, and written through no link', async () => {
  const other = join(root, 'other')
  await writeFile(other, 'of somebody')
  await mkdir(join(file, '..'), { recursive: true })
  await symlink(other, file)
  for (const line of ['GET /clients 200', 'GET /roles 200']) {
    openRequestLog(root, 'staging', () => 0)(line)
    expect(await read(file)).toBe(`1970-01-01T00:00:00.000Z ${line}\n`)
  }
  expect(await read(other)).toBe('of somebody')
})
