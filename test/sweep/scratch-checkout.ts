import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

type JsonFile = Record<string, unknown>

/** A copy of the checkout that may be changed and built in without anybody noticing. */
export type ScratchCheckout = {
  readonly root: string
  edit(file: string, change: (value: JsonFile) => JsonFile): Promise<void>
  write(file: string, text: string): Promise<void>
  remove(file: string): Promise<void>
  discard(): Promise<void>
}

export async function copyCheckout(root: string): Promise<ScratchCheckout> {
  const copy = await mkdtemp(join(tmpdir(), 'auth0-org-guard-sweep-'))
  for (const room of ['actions', 'policies', 'tenant']) {
    await cp(join(root, room), join(copy, room), { recursive: true })
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(copy, file)), { recursive: true })
    await writeFile(join(copy, file), text)
  }
  return {
    root: copy,
    write,
    edit: async (file, change) => {
      const value = JSON.parse(await readFile(join(copy, file), 'utf8')) as JsonFile
      await write(file, `${JSON.stringify(change(value), null, 2)}\n`)
    },
    remove: (file) => rm(join(copy, file), { recursive: true, force: true }),
    discard: () => rm(copy, { recursive: true, force: true }),
  }
}
