import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
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

test('a folder in the place of the log, as a commit may hold one, gives way to it', async () => {
  await rm(file, { recursive: true, force: true })
  await mkdir(join(file, 'of'), { recursive: true })
  await writeFile(join(file, 'of', 'somebody'), '')
  openRequestLog(root, 'staging', () => 0)('GET /roles 200')
  expect(await read(file)).toBe('1970-01-01T00:00:00.000Z GET /roles 200\n')
})

test.each([['.build'], ['.build/staging']])(
  'nothing is written through a link: %s',
  async (link) => {
    const [checkout, elsewhere] = [
      await mkdtemp(join(root, 'checkout-')),
      await mkdtemp(join(root, 'elsewhere-')),
    ]
    await mkdir(dirname(join(checkout, link)), { recursive: true })
    await symlink(elsewhere, join(checkout, link))
    expect(() => openRequestLog(checkout, 'staging', () => 0)).toThrow(
      expect.objectContaining({
        faults: [
          expect.objectContaining({
            code: 'symbolic_link',
            message: expect.stringMatching(`^\`${link}\` is a symbolic link`),
          }),
        ],
      }),
    )
    expect(await readdir(elsewhere)).toEqual([])
  },
)
