import type { Fault } from '../../ground/user-fault.ts'
import { RULEBOOK_PATH } from '../../project/load-project.ts'
import type { Place } from '../../project/tenant-folder/place.ts'
import type { DeployCliAnswer } from '../ask-deploy-cli.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { placeRefusal } from '../place-refusal.ts'
import { placeInFile, placeInRulebook, type Subject } from '../subject.ts'
import { ENVIRONMENT_UNRESOLVED } from './rulebook-names.ts'

const SYMBOLIC_LINK: Rule = {
  id: 'symbolic_link',
  severity: 'error',
  summary: 'something in the tenant folder is a symbolic link',
  why: 'It would carry any file of the machine that builds into a plan, and from there into the tenant. Nothing behind it is read, by `check` neither.',
  isFinal: true,
}

const BUILD_REFUSED: Rule = {
  id: 'build_refused',
  severity: 'error',
  summary: 'the build stops for a reason that no other finding names',
  why: 'Nothing can be deployed: contradictions in the rulebook, two Actions with one code file, a file of an Action that cannot be read. `check` asks the build itself, so that neither is content with what the other refuses.',
  isFinal: true,
}

const DEPLOY_CLI_REFUSED: Rule = {
  id: 'deploy_cli_refused',
  severity: 'error',
  summary: 'the Deploy CLI does not take the folder, for a reason that no other finding names',
  why: 'It stops before it changes anything, so that nothing can be deployed. `check` has the installed Deploy CLI itself load and validate what a build would stage, without a network and without secrets; what it says is quoted.',
  isFinal: true,
}

/** What keeps a build from being made at all, or the Deploy CLI from taking it. */
export const build: Family = {
  title: 'The build and the Deploy CLI',
  rules: [SYMBOLIC_LINK, BUILD_REFUSED, DEPLOY_CLI_REFUSED],
  look: ({ refusals, texts }) =>
    refusals
      .filter(({ code }) => code === SYMBOLIC_LINK.id)
      .map(({ message, fix }, index) =>
        finding(SYMBOLIC_LINK, { file: texts.links[index] ?? 'tenant', line: 1 }, message, fix),
      ),
}

/** Findings that go by another name than the fault of the build. */
const NAMES: Readonly<Record<string, string>> = { action_missing: 'guard_missing' }

/** Refusals of the build of which no finding speaks yet. */
export const unsaidRefusals = (subject: Subject, found: readonly Finding[]): readonly Finding[] => {
  const said = new Set(found.filter(({ severity }) => severity === 'error').map(({ id }) => id))
  // A warning, and yet the build stops at each name.
  if (found.some(({ id }) => id === ENVIRONMENT_UNRESOLVED.id)) said.add('name_without_id')
  return subject.refusals
    .filter(({ code }) => !said.has(NAMES[code] ?? code))
    .map((fault) => finding(BUILD_REFUSED, placeOf(subject, fault), fault.message, fault.fix))
}

function placeOf(subject: Subject, { message, place }: Fault): Place {
  if (place?.file === RULEBOOK_PATH) return placeInRulebook(subject, place.path)
  if (place !== undefined) return placeInFile(subject, place.file, place.path)
  const file = [...subject.texts.files.keys()].find((one) => message.includes(`\`${one}\``))
  return { file: file ?? RULEBOOK_PATH, line: 1 }
}

/** What of the Deploy CLI's refusals no finding says already, where it stands. */
export const unsaidByDeployCli = (
  subject: Subject,
  { refusals, assets }: DeployCliAnswer,
  found: readonly Finding[],
): readonly Finding[] => {
  const errors = found.filter(({ severity }) => severity === 'error')
  return refusals.flatMap((refusal) => {
    const place = placeRefusal(subject, refusal, assets)
    const isSaid = errors.some(
      ({ id, file, line }) =>
        (file === place.file && (line === place.line || refusal.stage !== 'validate')) ||
        (id === 'name_duplicate' && /with the same name/.test(refusal.message)),
    )
    if (isSaid) return []
    const message = `the Deploy CLI does not take \`${refusal.type || place.file}\`: ${refusal.message}`
    return [finding(DEPLOY_CLI_REFUSED, place, message, `mend it in \`${place.file}\``)]
  })
}
