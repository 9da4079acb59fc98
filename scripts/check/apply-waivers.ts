import { type JsonDocument, parseDocument } from '../project/tenant-folder/json-document.ts'
import { type Finding, finding, type Rule } from './finding.ts'
import { WAIVERS_PATH, type Waiver } from './waivers-file.ts'

const DAY_MS = 86_400_000
const NEAR_DAYS = 14

const WAIVER_EXPIRED: Rule = {
  id: 'waiver_expired',
  severity: 'error',
  summary: 'a waiver has expired',
  why: 'What it waived is reported again from that day on; somebody said it would be mended by then.',
}

const WAIVER_EXPIRING: Rule = {
  id: 'waiver_expiring',
  severity: 'warning',
  summary: `a waiver expires within ${NEAR_DAYS} days`,
  why: 'From that day on what it waives fails the check again.',
}

const WAIVER_TOO_LONG: Rule = {
  id: 'waiver_too_long',
  severity: 'error',
  summary: 'a waiver ends later than `longestAllowanceDays` from now',
  why: 'What is waived without a near end is looked at by nobody again. Such a waiver waives nothing, as an exemption that ends later exempts nobody.',
}

const WAIVER_UNUSED: Rule = {
  id: 'waiver_unused',
  severity: 'note',
  summary: 'a waiver waives nothing (looked for when all environments are checked)',
  why: 'It would hide the same finding the next time it appears.',
}

export const WAIVER_RULES: readonly Rule[] = [
  WAIVER_EXPIRED,
  WAIVER_EXPIRING,
  WAIVER_TOO_LONG,
  WAIVER_UNUSED,
]

/** By what a waiver is judged: `longestDays` is the rulebook's `longestAllowanceDays`. */
export type WaiverTerms = { readonly nowMs: number; readonly longestDays: number }

export type Waived<Found extends Finding> = Found & { readonly waiver: Waiver | null }

/** The first waiver that names the finding, its file if it names one, and ends neither before now nor too late. */
export const findWaiver = (
  found: Pick<Finding, 'id' | 'file'>,
  waivers: readonly Waiver[],
  terms: WaiverTerms,
): Waiver | null =>
  waivers.find((waiver) => matches(waiver, found) && counts(waiver, terms)) ?? null

const counts = (waiver: Waiver, { nowMs, longestDays }: WaiverTerms): boolean => {
  const left = leftMs(waiver, nowMs)
  return left > 0 && left <= longestDays * DAY_MS
}

export const applyWaivers = <Found extends Finding>(
  findings: readonly Found[],
  waivers: readonly Waiver[],
  terms: WaiverTerms,
): readonly Waived<Found>[] =>
  findings.map((found) => ({ ...found, waiver: findWaiver(found, waivers, terms) }))

const matches = ({ finding: id, file }: Waiver, found: Pick<Finding, 'id' | 'file'>): boolean =>
  found.id === id && (file === undefined || file === found.file)

const leftMs = ({ expires }: Waiver, nowMs: number): number => Date.parse(expires) - nowMs

/** What is wrong with the waivers themselves; no waiver waives it. */
export function judgeWaivers(
  waivers: readonly Waiver[],
  waived: readonly Waived<Finding>[],
  document: JsonDocument,
  { nowMs, longestDays, judgeUnused }: WaiverTerms & { readonly judgeUnused: boolean },
): readonly Finding[] {
  return waivers.flatMap((waiver, index) => {
    const { owner, expires, finding: id } = waiver
    const place = document.place(['waivers', index, 'expires'])
    const left = leftMs(waiver, nowMs)
    if (left <= 0) {
      const message = `the waiver of \`${owner}\` for \`${id}\` expired on \`${expires}\``
      const fix = `mend what it waived and remove it, or have \`${owner}\` renew it`
      return [finding(WAIVER_EXPIRED, place, message, fix)]
    }
    if (left > longestDays * DAY_MS) {
      const last = new Date(nowMs + longestDays * DAY_MS).toISOString().slice(0, 10)
      const message = `the waiver of \`${owner}\` for \`${id}\` ends on \`${expires}\`, accepted no day after \`${last}\`, which is \`${longestDays}\` days away`
      return [
        finding(
          WAIVER_TOO_LONG,
          place,
          message,
          `let it end by then, and have \`${owner}\` renew it`,
        ),
      ]
    }
    if (judgeUnused && !waived.some((found) => found.waiver === waiver)) {
      const message = `the waiver of \`${owner}\` for \`${id}\` waives nothing`
      const at = document.place(['waivers', index, 'finding'])
      return [finding(WAIVER_UNUSED, at, message, `remove it from \`${WAIVERS_PATH}\``)]
    }
    if (left > NEAR_DAYS * DAY_MS) return []
    const message = `the waiver of \`${owner}\` for \`${id}\` expires on \`${expires}\``
    return [finding(WAIVER_EXPIRING, place, message, 'mend what it waives before that day')]
  })
}

export const NO_WAIVERS = parseDocument(WAIVERS_PATH, '{}')
