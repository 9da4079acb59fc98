import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { jsonOf } from '../ground/json-value.ts'
import { parseValue } from '../ground/parse-json-file.ts'

const Counts = z.record(z.string().regex(/^[0-9a-f]{8}$/), z.int().nonnegative())

/** What an export showed, by key and without anybody in it: a deploy may ask for it. */
export const Survey = z.strictObject({
  version: z.literal(1),
  environment: z.string(),
  domain: z.string(),
  /** When the export's file was written, ISO 8601: it knows nothing later. */
  exportedAt: z.iso.datetime(),
  /** Ids of the keys it was read with. */
  keys: z.strictObject({ signing: z.string(), alsoVerifying: z.string().nullable() }),
  people: z.int().nonnegative(),
  /** Records that are believed, or whose key was not at hand, by id of the key that signed. */
  records: Counts,
  /** Marks in believed records, by id of the key that made them. */
  marks: Counts,
  /** Records whose key was not at hand. */
  foreign: z.int().nonnegative(),
  /** Records that nobody believes, whichever key they name. */
  unreadable: z.int().nonnegative(),
  tampered: z.int().nonnegative(),
  copied: z.int().nonnegative(),
})
export type Survey = z.infer<typeof Survey>

export const surveyPath = (environmentName: string): string =>
  `.build/${environmentName}/survey.json`

export async function storeSurvey(root: string, survey: Survey): Promise<string> {
  const file = surveyPath(survey.environment)
  await mkdir(dirname(join(root, file)), { recursive: true })
  await writeFile(join(root, file), `${JSON.stringify(survey, null, 2)}\n`)
  return file
}

/**
 * The last survey of an environment; null when there is none.
 * @throws UserFault when the file is no survey
 */
export async function readSurvey(root: string, environmentName: string): Promise<Survey | null> {
  const file = surveyPath(environmentName)
  const text = await readFile(join(root, file), 'utf8').catch(() => null)
  if (text === null) return null
  return parseValue(jsonOf(text), Survey, 'survey_invalid', { file })
}
