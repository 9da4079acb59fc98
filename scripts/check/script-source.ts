import { recordOf, textOf } from '../ground/json-value.ts'
import { scriptFilesOf } from '../project/tenant-folder/code-files.ts'

import type { Place } from '../project/tenant-folder/place.ts'
import type { Resource, TenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import type { TenantTexts } from '../project/tenant-folder/tenant-texts.ts'
import { type ReadableCode, readCode } from './readable-code.ts'

/** A script of a connection: those of a database stand in files, others in the JSON. */
export type ScriptSource = {
  readonly resource: Resource
  readonly script: string
  readonly code: ReadableCode
  readonly placeOfLine: (line: number) => Place
}

/** Every script that is there. */
export async function readScripts(
  { resources }: TenantFolder,
  texts: TenantTexts,
): Promise<readonly ScriptSource[]> {
  const connections = resources.filter(({ type }) => type === 'connections' || type === 'databases')
  const found = connections.flatMap((resource) => [
    ...inFiles(resource, texts),
    ...inline(resource),
  ])
  return Promise.all(
    found.map(async ({ text, ...rest }) => ({ ...rest, code: await readCode(text) })),
  )
}

type Unread = Omit<ScriptSource, 'code'> & { readonly text: string }

const inFiles = (resource: Resource, texts: TenantTexts): readonly Unread[] =>
  scriptFilesOf(resource).flatMap(({ script, file }) => {
    const text = texts.files.get(file)
    return text === undefined
      ? []
      : [{ resource, script, text, placeOfLine: (line: number) => ({ file, line }) }]
  })

const inline = (resource: Resource): readonly Unread[] =>
  Object.entries(recordOf(recordOf(resource.value.options).scripts)).map(([script, code]) => ({
    resource,
    script,
    text: textOf(code),
    placeOfLine: () => resource.place(['options', 'scripts', script]),
  }))
