import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import type { Project } from '../project/load-project.ts'
import { openKeyring } from '../project/open-keyring.ts'
import { tenantIdOf } from '../project/tenant-id.ts'
import { readExport } from './read-export.ts'
import { renderBehind, renderSurvey } from './render-survey.ts'
import { type Survey, storeSurvey } from './survey.ts'
import { surveyPeople } from './survey-people.ts'

/**
 * Says how many records of an export are under which key, and leaves that in a file for the deploy
 * that retires one.
 * @param isListing whether user ids are told too
 * @throws UserFault when a key or the export cannot be used
 */
export async function surveyExport(
  project: Project,
  file: string,
  isListing: boolean,
  { root, environmentVariables }: Surroundings,
): Promise<Answer> {
  const { environment, environmentName } = project
  const keyring = openKeyring(project, environmentVariables)
  const path = resolve(root, file)
  const surveyed = await surveyPeople(readExport(path, file), keyring, tenantIdOf(project))
  const { signing, alsoVerifying } = environment.keys
  const { behind, ...counts } = surveyed
  const survey: Survey = {
    version: 1,
    environment: environmentName,
    domain: environment.domain,
    // Of the file: whoever surveys an old export has learnt nothing new.
    exportedAt: (await stat(path)).mtime.toISOString(),
    keys: { signing, alsoVerifying },
    ...counts,
  }
  const stored = await storeSurvey(root, survey)
  return {
    exit: behind.length === 0 ? EXIT.ok : EXIT.differences,
    json: { ...survey, ...(isListing ? { behind } : {}), file: stored },
    text: lines(
      ...renderSurvey(survey),
      ...(isListing ? renderBehind(surveyed, signing) : []),
      `survey  ${stored}`,
    ),
  }
}
