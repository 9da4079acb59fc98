import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { guardedTrigger } from '../../bundle/bundle-action.ts'
import {
  canonicalJson,
  isObject,
  jsonOf,
  objectsIn,
  recordOf,
  textOf,
  textsIn,
} from '../../ground/json-value.ts'
import { sha256 } from '../../ground/sha256.ts'
import { type Fault, UserFault } from '../../ground/user-fault.ts'
import { profileChangeOf } from '../../project/bake-rulebook.ts'
import { layoutOf, pathIn } from '../../project/layout.ts'
import { environmentPath, idsPath, loadProject, type Project } from '../../project/load-project.ts'
import { parseTenantFolder } from '../../project/tenant-folder/tenant-folder.ts'
import { readTenantTexts } from '../../project/tenant-folder/tenant-texts.ts'
import { tenantIdOf } from '../../project/tenant-id.ts'
import { besideGuards, profileChangeCode } from './beside-guards.ts'
import type { Version } from './check-out-version.ts'
import { type BuiltAction, boundCodes, namesIn, type VersionGuards } from './version-guards.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** What any process needs, and nothing that is a secret: this code is as new as the change that is looked at. */
const ALLOWED = /^(PATH|HOME|USERPROFILE|TMPDIR|TEMP|TMP|SystemRoot|LANG|TZ)$/
const BUILD_MS = 120_000
const LONGEST_ANSWER = 64 * 2 ** 20

/**
 * Has the version's own engine build, in a process of its own that lives at the version's moment.
 * @throws UserFault with what that build refuses
 */
export async function buildByItself(
  { root, atMs }: Version,
  environment: string,
  variables: Variables,
): Promise<VersionGuards> {
  const answer = await runBuild(root, environment, atMs, variables)
  const layout = layoutOf(root)
  const read = async (file: string): Promise<unknown> =>
    jsonOf(await readFile(join(root, pathIn(layout, file)), 'utf8').catch(() => ''))
  const declared = recordOf(await read(environmentPath(environment)))
  const texts = await readTenantTexts(root)
  const folder = parseTenantFolder(texts, recordOf(declared.keywords))
  const manages = declared.manages === undefined ? ['triggers'] : textsIn(declared.manages)
  return {
    codes: boundCodes(await builtActions(root, answer), folder, manages),
    names: namesIn(await read(idsPath(environment))),
    tenantId: tenantIdOf({ environment: declared } as unknown as Project),
    beside: new Map([
      ...besideGuards(folder, texts, manages),
      [
        'profile changes',
        `${await profileChangeSettings(root, environment)} ${await profileChangeCode(root)}`,
      ],
    ]),
  }
}

/** As this engine reads them; what it cannot read is like nothing else. */
async function profileChangeSettings(root: string, environment: string): Promise<string> {
  try {
    return canonicalJson(profileChangeOf(await loadProject(root, environment)))
  } catch {
    return `not read in ${root}`
  }
}

async function runBuild(
  root: string,
  environment: string,
  atMs: number,
  variables: Variables,
): Promise<Readonly<Record<string, unknown>>> {
  const shift = `data:text/javascript,Date.now=()=>${atMs}`
  const program = join(root, 'scripts/org-guard.mjs')
  const args = ['build', '--environment', environment, '--without-secrets', '--json']
  const env = Object.fromEntries(Object.entries(variables).filter(([name]) => ALLOWED.test(name)))
  const options = { cwd: root, env, timeout: BUILD_MS, maxBuffer: LONGEST_ANSWER }
  const printed = await new Promise<string>((resolve) => {
    execFile(process.execPath, ['--import', shift, program, ...args], options, (_error, stdout) =>
      resolve(stdout),
    )
  })
  const answer = jsonOf(printed)
  if (isObject(answer) && Array.isArray(answer.actions)) return answer
  throw new UserFault(faultsIn(answer))
}

function faultsIn(answer: unknown): readonly Fault[] {
  const own = objectsIn(recordOf(answer).faults).map(({ code, message, fix }) => ({
    code: textOf(code),
    message: textOf(message),
    fix: textOf(fix),
  }))
  return own.length > 0 ? own : [notBuilt]
}

const notBuilt: Fault = {
  code: 'version_not_built',
  message: 'the version has an engine of its own, whose `build` gives no answer that can be read',
  fix: 'check the version out, and run its build there',
}

/** The build says their hashes, and puts the texts somewhere into its folder. */
async function builtActions(
  root: string,
  { folder, actions }: Readonly<Record<string, unknown>>,
): Promise<readonly BuiltAction[]> {
  const staged = join(root, textOf(folder))
  const entries = await readdir(staged, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')),
  )
  const byHash = new Map(texts.map((text) => [sha256(text), text]))
  return objectsIn(actions).flatMap(({ name, sha256: hash }): readonly BuiltAction[] => {
    const [trigger, code] = [guardedTrigger(textOf(name)), byHash.get(textOf(hash))]
    if (code === undefined) throw new UserFault([notBuilt])
    return trigger === null ? [] : [{ name: textOf(name), trigger, code }]
  })
}
