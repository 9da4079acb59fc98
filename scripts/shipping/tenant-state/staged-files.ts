import { readdir, readFile } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import type { Fault } from '../../failures.ts'
import { isObject, type JsonObject } from '../json-value.ts'
import { type Keywords, readMarkedJson, readMarkedText } from './read-marked-json.ts'

/** Reads files of a staged folder and collects what is wrong with them. */
export type StagedFiles = {
  /** Names in a folder, sorted; null when there is no such folder. */
  list(folder: string): Promise<readonly string[] | null>
  /** An object with its keywords put in and its secrets marked; null, and a fault, otherwise. */
  object(file: string): Promise<JsonObject | null>
  /** Null when there is no such file in the folder. */
  text(file: string): Promise<string | null>
  /** As `text`, with a fault where there is no such file. */
  neededText(file: string): Promise<string>
  readonly faults: Fault[]
}

export function openStagedFiles(folder: string, keywords: Keywords): StagedFiles {
  const faults: Fault[] = []
  // The next Deploy CLI refuses what lies outside of its folder; a plan never reads it.
  const read = async (file: string): Promise<string | null> =>
    normalize(file).startsWith('..') ? null : readFile(join(folder, file), 'utf8').catch(() => null)
  const text = async (file: string): Promise<string | null> => {
    const found = await read(file)
    if (found === null) return null
    const marked = readMarkedText(found, `tenant/${file}`, keywords)
    faults.push(...marked.faults)
    return marked.text
  }
  return {
    faults,
    list: async (name) => {
      const names = await readdir(join(folder, name)).catch(() => null)
      return names === null ? null : names.sort()
    },
    object: async (file) => {
      const shown = `tenant/${file}`
      const found = await read(file)
      if (found === null) {
        faults.push(missing(shown))
        return null
      }
      const { value, faults: wrong } = readMarkedJson(found, shown, keywords)
      faults.push(...wrong)
      if (wrong.length > 0 || isObject(value)) return isObject(value) ? value : null
      faults.push({ code: 'json_invalid', message: `\`${shown}\` is no object`, fix: CREATE })
      return null
    },
    text,
    neededText: async (file) => {
      const found = await text(file)
      if (found === null) faults.push(missing(`tenant/${file}`))
      return found ?? ''
    },
  }
}

const missing = (file: string): Fault => ({
  code: 'file_missing',
  message: `\`${file}\` cannot be read`,
  fix: CREATE,
})

const CREATE = 'create the file as the Deploy CLI describes it'
