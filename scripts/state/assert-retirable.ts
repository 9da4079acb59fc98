import { type Fault, refuseFaults } from '../ground/user-fault.ts'
import { type Survey, surveyPath } from './survey.ts'

type Keys = Survey['keys']

export type Retirement = {
  readonly environment: string
  readonly domain: string
  /** Ids of the keys that the tenant runs with. */
  readonly deployed: Keys
  /** Ids of the keys that it is about to run with. */
  readonly wanted: Keys
  /** Since when it has signed with the key it signs with; null where nobody knows. */
  readonly signingSinceMs: number | null
  readonly nowMs: number
  /** How many marks under a retired key may be lost; whoever gives the number has seen it. */
  readonly marksToLose: number
}

/** Exports are made for the purpose, and dormant people stay dormant: a week is long. */
const OLDEST_SURVEY_MS = 7 * 86_400_000

/** Ids that the tenant believes today and would not believe afterwards. */
export const retiredKeys = (deployed: Keys, wanted: Keys): readonly string[] => {
  const kept = [wanted.signing, wanted.alsoVerifying]
  return [deployed.signing, deployed.alsoVerifying].filter(
    (id): id is string => id !== null && !kept.includes(id),
  )
}

/**
 * A key goes only when nothing is left that needs it: whoever's record it signed would be refused at
 * every door. Passes where no key goes.
 * @throws UserFault with everything that speaks against it
 */
export function assertRetirable(survey: Survey | null, retirement: Retirement): void {
  const { deployed, wanted } = retirement
  refuseFaults(
    retiredKeys(deployed, wanted).flatMap((id) =>
      id === deployed.signing ? [stillSigns(id)] : faultsOf(id, survey, retirement),
    ),
  )
}

function faultsOf(id: string, survey: Survey | null, retirement: Retirement): readonly Fault[] {
  if (survey === null) return [surveyMissing(id, retirement)]
  const { environment, domain, signingSinceMs, nowMs, marksToLose } = retirement
  if (survey.environment !== environment || survey.domain !== domain) {
    return [surveyOfAnother(survey, retirement)]
  }
  const exportedAtMs = Date.parse(survey.exportedAt)
  if (exportedAtMs < (signingSinceMs ?? exportedAtMs) || exportedAtMs < nowMs - OLDEST_SURVEY_MS) {
    return [surveyTooOld(survey)]
  }
  const records = survey.records[id] ?? 0
  const marks = survey.marks[id] ?? 0
  return [
    ...(records === 0 ? [] : [recordsLeft(id, records)]),
    ...(marks === 0 || marks === marksToLose ? [] : [marksLeft(id, marks)]),
  ]
}

const stillSigns = (id: string): Fault => ({
  code: 'key_still_signs',
  message: `key \`${id}\` would be retired, and the tenant still signs with it`,
  fix: 'keep its id in `keys.alsoVerifying`, deploy, and retire it when no record is left under it',
})

const SURVEY_ANEW =
  'export the users anew, and run `npm run state -- survey --export <file>` before the key is taken out of the environment'

const surveyMissing = (id: string, { environment }: Retirement): Fault => ({
  code: 'survey_missing',
  message: `key \`${id}\` would be retired, and \`${surveyPath(environment)}\`, which shows that nothing needs it, is not there`,
  fix: SURVEY_ANEW,
})

const surveyOfAnother = (survey: Survey, { environment, domain }: Retirement): Fault => ({
  code: 'survey_of_other_tenant',
  message: `the survey is of \`${survey.environment}\` at \`${survey.domain}\`, and this is \`${environment}\` at \`${domain}\``,
  fix: SURVEY_ANEW,
})

const surveyTooOld = ({ exportedAt }: Survey): Fault => ({
  code: 'survey_too_old',
  message: `the survey is of an export of \`${exportedAt}\`: accepted is one of the last 7 days that was made after the new key began to sign`,
  fix: SURVEY_ANEW,
})

const recordsLeft = (id: string, count: number): Fault => ({
  code: 'key_in_use',
  message: `key \`${id}\` would be retired, and \`${count}\` records are under it`,
  fix: 'run `npm run state -- reseal --export <file>`, then export and survey again',
})

const marksLeft = (id: string, count: number): Fault => ({
  code: 'marks_in_use',
  message: `key \`${id}\` would be retired, and \`${count}\` marks were made with it`,
  fix: 'run `npm run state -- reseal --export <file>`, which lists whom it cannot help; then decide about them',
})
