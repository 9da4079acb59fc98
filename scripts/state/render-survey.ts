import type { Survey } from './survey.ts'
import type { Surveyed } from './survey-people.ts'

/** Counts alone; nobody is in them. */
export function renderSurvey(survey: Survey): readonly string[] {
  const { keys, records, marks, people, foreign, unreadable, tampered, copied } = survey
  const ids = new Set([keys.signing, keys.alsoVerifying ?? keys.signing])
  for (const id of [...Object.keys(records), ...Object.keys(marks)]) ids.add(id)
  const roleOf = (id: string): string =>
    id === keys.signing ? 'signs' : id === keys.alsoVerifying ? 'verifies' : 'not at hand'
  return [
    `people  ${people} in the export of ${survey.exportedAt}`,
    ...[...ids].map(
      (id) => `key     ${id} (${roleOf(id)}): ${records[id] ?? 0} records, ${marks[id] ?? 0} marks`,
    ),
    ...(foreign + unreadable + tampered + copied === 0
      ? []
      : [
          `refused ${unreadable} unreadable, ${tampered} tampered, ${copied} copied, ${foreign} under keys not at hand`,
        ]),
  ]
}

/** Who is behind, for those who asked for it. */
export const renderBehind = ({ behind }: Surveyed, signing: string): readonly string[] =>
  behind.map(({ userId, judged }) => {
    if (judged.kind === 'refused') return `behind  ${userId}: ${judged.why}`
    if (judged.kind === 'foreign') return `behind  ${userId}: under ${judged.key}, not at hand`
    const stale = judged.kind === 'believed' ? judged.marks.filter((id) => id !== signing) : []
    const record = judged.kind === 'believed' && judged.key !== signing ? 'record, ' : ''
    return `behind  ${userId}: ${record}${stale.length} marks under another key`
  })
