import type { CheckReport } from './check-project.ts'

/** For programs: the report as it is, waived findings with their waivers. */
export const renderJson = (report: CheckReport): string => `${JSON.stringify(report, null, 2)}\n`
