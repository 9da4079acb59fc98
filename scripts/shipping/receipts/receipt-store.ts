import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { canonicalJson } from '../../ground/json-value.ts'
import { parseValue } from '../../ground/parse-json-file.ts'
import { replaceFile } from '../../ground/replace-file.ts'
import { sha256 } from '../../ground/sha256.ts'
import { UserFault } from '../../ground/user-fault.ts'
import type { Seal } from '../seal.ts'
import { type DeployReceipt, type FiledReceipt, StoredDeployReceipt } from './receipt.ts'

/** A folder with one file per receipt, and the code of every Action that was ever shipped. */
export type ReceiptStore = {
  /** Of this tenant, oldest first: what was sent to another one says nothing of it. */
  list(): Promise<readonly FiledReceipt[]>
  /** @throws UserFault when there is no such receipt */
  read(file: string): Promise<FiledReceipt>
  /** Behind all that lie there, whatever this machine's clock says. */
  write(receipt: DeployReceipt, codes: readonly string[]): Promise<FiledReceipt>
  /** What was filed, with less in it: sealed only where it was, since nobody vouches for what they copy. */
  writeAgain(filed: FiledReceipt): Promise<FiledReceipt>
  /** Null when the code is not there, or no longer what its hash says: a hash vouches for nobody. */
  readCode(hash: string): Promise<string | null>
  readonly folder: string
}

export const receiptsFolder = (root: string, environment: string, chosen: string): string =>
  chosen === '' ? join(root, '.build', environment, 'receipts') : resolve(root, chosen)

/** A receipt of another environment is not sealed here. */
export function openReceipts(
  folder: string,
  { environment, domain }: Pick<DeployReceipt, 'environment' | 'domain'>,
  seal: Seal,
  keySeal: Seal | null,
): ReceiptStore {
  const seals = sealsOf(`receipt of ${environment}`, seal, keySeal)
  const readNamed = async (name: string): Promise<FiledReceipt> => {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null)
    if (text === null) throw receiptMissing(name)
    const { seal, keySeal, ...receipt } = parseReceipt(text, name, folder)
    // Under another's name it would be taken for that one.
    const isItself = name === nameOf(receipt)
    return { file: name, receipt, ...seals.fitting(receipt, isItself, { seal, keySeal }) }
  }
  const list = async (): Promise<readonly FiledReceipt[]> => {
    const names = await readdir(folder).catch(() => [])
    const files = names.filter((name) => name.endsWith('.json')).sort()
    const filed = await Promise.all(files.map(readNamed))
    const ours = filed.filter(({ receipt }) => receipt.domain === domain)
    return [...ours.filter(isOfNoTime), ...ours.filter((one) => !isOfNoTime(one))]
  }
  const append = async (given: DeployReceipt, vouched: Vouched): Promise<FiledReceipt> => {
    const newest = (await list()).findLast((one) => !isOfNoTime(one))
    const receipt = { ...given, at: laterThan(newest?.receipt.at, given.at) }
    const file = nameOf(receipt)
    // Half a receipt would stop every later command.
    const text = `${JSON.stringify({ ...receipt, ...seals.made(receipt, vouched) }, null, 2)}\n`
    await replaceFile(join(folder, file), text)
    return { file, receipt, ...vouched }
  }
  return {
    folder,
    list,
    // A path from anywhere is taken too: people complete file names from the shell.
    read: async (file) => {
      const filed = await readNamed(file.split(/[\\/]/).at(-1) ?? file)
      if (filed.receipt.domain !== domain) throw receiptForeign(filed, domain)
      return filed
    },
    write: async (given, codes) => {
      await mkdir(join(folder, 'code'), { recursive: true })
      for (const code of codes) await replaceFile(codeFile(folder, sha256(code)), code)
      return append(given, { isSealed: true, isProven: true })
    },
    writeAgain: ({ receipt, isSealed, isProven }) => append(receipt, { isSealed, isProven }),
    readCode: async (hash) => {
      const code = await readFile(codeFile(folder, hash), 'utf8').catch(() => null)
      return code !== null && sha256(code) === hash ? code : null
    },
  }
}

type Vouched = Pick<FiledReceipt, 'isSealed' | 'isProven'>
type Seals = Pick<StoredDeployReceipt, 'seal' | 'keySeal'>

const sealsOf = (purpose: string, seal: Seal, keySeal: Seal | null) => ({
  fitting: (receipt: DeployReceipt, isItself: boolean, found: Seals): Vouched => {
    const text = canonicalJson(receipt)
    const isSealed = isItself && seal.fits(purpose, text, found.seal)
    const isOfKey = isItself && keySeal?.fits(purpose, text, found.keySeal) === true
    return { isSealed, isProven: isSealed || isOfKey }
  },
  made: (receipt: DeployReceipt, { isSealed, isProven }: Vouched): Seals => {
    const text = canonicalJson(receipt)
    return {
      seal: isSealed ? seal.make(purpose, text) : null,
      keySeal: isProven && keySeal !== null ? keySeal.make(purpose, text) : null,
    }
  },
})

/**
 * Nothing can be filed behind the end of time, where a planted receipt would stay the newest for ever: one that
 * claims it, or no time at all, is older than all others. What is sealed was filed here.
 */
const isOfNoTime = ({ receipt: { at }, isSealed }: FiledReceipt): boolean =>
  !isSealed && !(Date.parse(at) < END_OF_TIME_MS)

/** Names sort by time as long as a year has four digits; the last of these years is kept free. */
const END_OF_TIME_MS = Date.UTC(9999, 0)

const nameOf = ({ at }: Pick<DeployReceipt, 'at'>): string => `${at.replaceAll(':', '-')}.json`

/** A clock may have gone back, or stand: a receipt would then lie among older ones, or in the place of one. */
function laterThan(newest: string | undefined, at: string): string {
  const next = new Date(Date.parse(newest ?? '') + 1)
  return next.getTime() > Date.parse(at) ? next.toISOString() : at
}

const codeFile = (folder: string, hash: string): string => join(folder, 'code', `${hash}.js`)

function parseReceipt(text: string, file: string, folder: string): StoredDeployReceipt {
  try {
    return parseValue(JSON.parse(text), StoredDeployReceipt, 'receipt_invalid', { file })
  } catch (error) {
    if (error instanceof UserFault) throw error
    throw receiptUnreadable(file, folder)
  }
}

/** It may say what ran last: it is not passed over without a word. */
const receiptUnreadable = (file: string, folder: string): UserFault =>
  new UserFault([
    {
      code: 'receipt_invalid',
      message: `\`${file}\` in \`${folder}\` is not JSON, so that nobody knows what it recorded`,
      fix: 'put back the file that CI kept, or move it out of the folder and run the command again',
    },
  ])

const receiptForeign = ({ file, receipt }: FiledReceipt, domain: string): UserFault =>
  new UserFault([
    {
      code: 'receipt_invalid',
      message: `\`${file}\` is of \`${receipt.domain}\`, and this is \`${domain}\``,
      fix: 'name a receipt of this tenant',
    },
  ])

const receiptMissing = (file: string): UserFault =>
  new UserFault([
    {
      code: 'receipt_missing',
      message: `\`${file}\` is not a receipt that can be read`,
      fix: 'name one of the files in the receipts folder of the environment',
    },
  ])
