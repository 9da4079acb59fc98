import {
  BLOCK_KEY,
  type StoredBlock,
  storedBlocks,
  withBlock,
  withoutBlock,
} from '../../actions/records/block-record.ts'
import type { DerivedKeys } from '../../actions/records/keyring.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import {
  type Application,
  refresh,
  type SignInRequest,
  signIn,
} from '../auth0/login-client/application.ts'
import type { Browser } from '../auth0/login-client/browser.ts'
import { type DoorAnswer, type LoginOutcome, readOutcome } from '../auth0/login-client/outcome.ts'
import type { Person } from '../auth0/login-client/person.ts'
import { changeBlocks } from './change-blocks.ts'
import type { Observation } from './observation.ts'
import type { OwnReason } from './own-reason.ts'
import { policyOfBlock } from './stays-open.ts'
import type { Tools } from './tools.ts'
import { whyItFailed, whyItStays } from './why-it-failed.ts'

/** A test person, ready to sign in. */
export type Witness = {
  /** Such as `canary a-member`. */
  readonly name: string
  /** Where it signs in: the name of the application. */
  readonly applicationName: string
  readonly userId: string
  readonly person: Person
  readonly application: Application
  readonly browser: Browser
  readonly request: SignInRequest
}

/** In the record of a witness; every other block is somebody's decision and stays. */
const REASON: OwnReason = 'WITNESS'
/** A block that an interruption left ends by itself, s. */
const LONGEST_SECONDS = 300

/**
 * Signs a witness in, blocks them in the same place, tries the silent login and the refresh, and lifts the
 * block again. Nothing is revoked: what is seen is what the guard does to a session and a token that live.
 */
export async function observeShutOut(
  tools: Tools,
  witness: Witness,
  where: string,
): Promise<Observation> {
  await setBlock(tools, witness, where, null)
  const doors = openDoors(tools, witness)
  const before = await doors.enter()
  if (before !== null) {
    return { unobserved: `${witness.name} was refused before any block: ${before}` }
  }
  const seen = await tryBlocked(tools, witness, where, doors).catch(
    (error: unknown): Observation => ({ unobserved: `trying it failed: ${whyItFailed(error)}` }),
  )
  const left = await whyItStays(tools, () => setBlock(tools, witness, where, null))
  if (left === null) return seen
  return {
    ...seen,
    left: `${witness.name} stays blocked, for ${LONGEST_SECONDS} s at most: ${left}`,
  }
}

async function tryBlocked(
  tools: Tools,
  witness: Witness,
  where: string,
  doors: Pick<Doors, 'silent' | 'refresh'>,
): Promise<Observation> {
  const t = Math.floor(tools.nowMs() / 1000)
  const own = { o: where, r: REASON, t, until: t + LONGEST_SECONDS }
  if (!(await setBlock(tools, witness, where, own))) {
    return { unobserved: `${witness.name} is blocked there by somebody else` }
  }
  const [silent, refreshed] = [await doors.silent(), await doors.refresh()]
  if (!(await standsBlocked(tools, witness, where))) {
    return { unobserved: `another operation tried ${witness.name} at the same time` }
  }
  return observationOf(tools, witness, where, [silent, refreshed])
}

/** Whoever was refused by something else, such as a session that the tenant ended, met no block. */
function observationOf(
  { nowMs }: Tools,
  { name, applicationName, request }: Witness,
  where: string,
  [silent, refreshed]: readonly [LoginOutcome, LoginOutcome],
): Observation {
  const policy = policyOfBlock(where)
  const met = [silent, refreshed]
  const said = { silent: saidOf(silent), refresh: saidOf(refreshed) }
  const refused = met.every((one) => one.policy === policy)
  if (!refused && met.every(({ decision }) => decision !== 'admitted')) {
    const { silent: one, refresh: other } = said
    return {
      unobserved: `${name} met another refusal first: silent login ${one}; refresh ${other}`,
    }
  }
  return {
    at: new Date(nowMs()).toISOString(),
    where,
    witness: name,
    application: applicationName,
    organization: request.organization ?? null,
    ...said,
    refused,
    open: [],
    holds: refused,
  }
}

type Doors = {
  /** Signs in, then tries both doors; null where all three admitted. */
  readonly enter: () => Promise<string | null>
  readonly silent: () => Promise<LoginOutcome>
  readonly refresh: () => Promise<LoginOutcome>
}

function openDoors({ keyring }: Tools, { application, browser, person, request }: Witness): Doors {
  const keys: readonly DerivedKeys[] = keyring.verifying
  let token: string | null = null
  const told = (answer: DoorAnswer): LoginOutcome => {
    if (answer.kind === 'admitted') token = answer.refreshToken ?? token
    return readOutcome(answer, keys, () => '')
  }
  const silent = async () =>
    told(await signIn(application, browser, person, { ...request, prompt: 'none' }))
  const refreshed = async () => told(await refresh(application, token))
  return {
    enter: async () => {
      const first = told(await signIn(application, browser, person, request))
      if (first.decision !== 'admitted') return saidOf(first)
      if (token === null) return 'the application is given no refresh token'
      for (const door of [silent, refreshed]) {
        const outcome = await door()
        if (outcome.decision !== 'admitted') return saidOf(outcome)
      }
      return null
    },
    silent,
    refresh: refreshed,
  }
}

/** The tenant's own page or text may say anything: of a refusal that is not ours only its error is told. */
const saidOf = ({ decision, reason, policy }: LoginOutcome): string => {
  if (decision === 'admitted') return 'admitted'
  return policy === ''
    ? `refused by the tenant: ${reason.replace(/:.*/s, '')}`
    : `${reason} by ${policy}`
}

/** @returns whether the witness stands as it was asked; false where somebody else's block is in the way */
async function setBlock(
  tools: Tools,
  { userId }: Witness,
  where: string,
  own: StoredBlock | null,
): Promise<boolean> {
  let isFree = true
  await changeBlocks(
    tools,
    userId,
    (blocks) => {
      const standing = blocks.find(({ o }) => o === where)
      isFree = standing === undefined || standing.r === REASON
      if (!isFree) return undefined
      if (own === null) return standing === undefined ? undefined : withoutBlock(blocks, where)
      return standing?.until === own.until ? undefined : withBlock(blocks, own)
    },
    'refuse',
  )
  return isFree
}

async function standsBlocked(
  { management }: Tools,
  { userId }: Witness,
  where: string,
): Promise<boolean> {
  const { app_metadata } = await management.users.get(userId)
  const blocks = storedBlocks(readRecord(app_metadata, BLOCK_KEY)) ?? []
  return blocks.some(({ o, r }) => o === where && r === REASON)
}
