import { type Certificate, createCertificate } from 'auth0-local-tenant'
import {
  type DoorAnswer,
  type LoginOutcome,
  readOutcome,
} from '../../auth0/login-client/outcome.ts'
import { recordOf } from '../../ground/json-value.ts'
import type { Subject } from '../asking/subject.ts'
import type { Acting, ChangeRow } from '../report/diff-report.ts'
import type { StandInKeys } from '../space/stand-in-keys.ts'
import { doorOf } from './enter-door.ts'
import { openStage, type Stage } from './open-stage.ts'
import { shownOtherwise } from './shown-otherwise.ts'

type Row = Pick<ChangeRow, 'kind' | 'before' | 'after' | 'witness'>

/** Rows of one moment; a login takes some hundred milliseconds at each of two tenants. */
const MOST_ACTED = 60

/** The certificate is slow to make, and shared by the tenants of one run. */
let ownCertificate: Promise<Certificate> | null = null

/**
 * Acts out the witness of each row by which somebody is newly admitted or refused, at two local tenants: one
 * has the guard of the base, the other that of the head.
 * @returns for each row what became of it; null where nothing is acted out, for nobody gets in more or less
 */
export async function actOut(
  { trigger, codes, tenantId }: Subject,
  keys: readonly [StandInKeys, StandInKeys],
  rows: readonly Row[],
): Promise<readonly (Acting | null)[]> {
  const isActed = ({ kind }: Row): boolean => kind === 'admitted' || kind === 'refused'
  if (!rows.some(isActed)) return rows.map(() => null)
  ownCertificate ??= createCertificate()
  const certificate = await ownCertificate
  const open = (side: 0 | 1): Promise<Stage> =>
    openStage({ trigger, code: codes[side], keys: keys[side], tenantId }, certificate)
  const [base, head] = await bothOf([open(0), open(1)])
  const found: (Acting | null)[] = []
  try {
    for (const row of rows) {
      const count = found.filter((one) => one !== null).length
      if (!isActed(row)) found.push(null)
      else if (count >= MOST_ACTED) found.push(computed(`${MOST_ACTED} other rows were acted out`))
      else found.push(await actRow(trigger, row, [base, head], keys))
    }
  } finally {
    await Promise.all([base.close(), head.close()])
  }
  return found
}

/** @throws what kept one of them from being opened, once the other is closed */
async function bothOf(
  opening: readonly [Promise<Stage>, Promise<Stage>],
): Promise<readonly [Stage, Stage]> {
  try {
    return await Promise.all(opening)
  } catch (error) {
    const settled = await Promise.allSettled(opening)
    for (const one of settled) if (one.status === 'fulfilled') await one.value.close()
    throw error
  }
}

async function actRow(
  trigger: Subject['trigger'],
  { witness, before, after }: Row,
  stages: readonly [Stage, Stage],
  keys: readonly [StandInKeys, StandInKeys],
): Promise<Acting> {
  const door = doorOf(trigger, witness)
  if (typeof door === 'string') return computed(door)
  const seen = await Promise.all(
    stages.map((stage, side) => actAt(stage, door, witness, keys[side] ?? keys[0])),
  )
  const why = seen.find(({ why }) => why !== null)?.why
  if (typeof why === 'string') return computed(why)
  const told = seen.map(({ outcome }) => toldOutcome(outcome))
  return told[0] === before && told[1] === after
    ? { kind: 'seen' }
    : { kind: 'contradicted', before: told[0] ?? '', after: told[1] ?? '' }
}

type SeenAt = { readonly outcome: LoginOutcome; readonly why: string | null }

async function actAt(
  stage: Stage,
  door: Exclude<ReturnType<typeof doorOf>, string>,
  witness: Row['witness'],
  { signing }: StandInKeys,
): Promise<SeenAt> {
  stage.set(witness)
  stage.heard.take()
  const answer = await answerAt(() => door(stage, recordOf(witness.event)))
  const outcome = readOutcome(answer, [signing], () => '')
  const shown = stage.heard.take()
  if (answer.kind === 'refused' && answer.error === BROKEN) {
    return { outcome, why: toldOutcome(outcome) }
  }
  if (shown === null) return { outcome, why: `the tenant asks no Action: ${toldOutcome(outcome)}` }
  const other = shownOtherwise(witness.event, shown)
  return { outcome, why: other === null ? null : `the tenant shows \`${other}\` otherwise` }
}

/** A door that nobody can walk through is none that somebody was seen at. */
async function answerAt(walk: () => Promise<DoorAnswer>): Promise<DoorAnswer> {
  try {
    return await walk()
  } catch (error) {
    const description = error instanceof Error ? error.message : String(error)
    return { kind: 'refused', error: BROKEN, description }
  }
}
const BROKEN = 'the walk ended'

/** As a row tells it. */
const toldOutcome = ({ decision, reason, policy }: LoginOutcome): string =>
  decision === 'admitted' ? 'admitted' : policy === '' ? reason : `${reason} by ${policy}`

const computed = (why: string): Acting => ({ kind: 'computed', why })
