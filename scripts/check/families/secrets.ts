import { deriveKeys } from '../../../actions/records/keyring.ts'
import { checkSecrets, type SecretSource } from '../../project/check-secrets.ts'
import { isLocalEnvironment } from '../../project/local-environments.ts'
import { type ActionSource, declaredSecrets } from '../action-source.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { manages, placeInEnvironment, type Subject } from '../subject.ts'

const SECRET_MISSING: Rule = {
  id: 'secret_missing',
  severity: 'error',
  summary: 'a secret of the environment has no value (looked for only with `--with-secrets`)',
  why: 'A deploy demands every secret that the environment names.',
}

const KEY_MISMATCH: Rule = {
  id: 'key_mismatch',
  severity: 'error',
  summary: 'a key is not the one whose id is committed',
  why: 'Locks that were signed with another key cannot be verified: every enforced login would be refused.',
}

const KEY_TOO_SHORT: Rule = {
  id: 'key_too_short',
  severity: 'error',
  summary: 'a key is too short',
  why: 'A key that can be guessed lets anyone forge locks; the Action refuses it.',
}

const DEVELOPMENT_KEY: Rule = {
  id: 'development_key',
  severity: 'error',
  summary: 'an environment of another tenant than a local one uses a development key',
  why: 'Development keys are public: whatever they sign can be forged by anyone.',
}

const ACTION_SECRET_MISSING: Rule = {
  id: 'action_secret_missing',
  severity: 'error',
  summary: 'the code of an Action reads a secret that the Action does not declare',
  why: 'At run time it is undefined; the guard then refuses every enforced login.',
}

const ACTION_SECRET_UNUSED: Rule = {
  id: 'action_secret_unused',
  severity: 'note',
  summary: 'an Action declares a secret that its code never mentions',
  why: 'The Action holds a secret for nothing.',
}

/** Secrets are there, are the right ones, and reach the code that reads them. */
export const secrets: Family = {
  title: 'Secrets',
  rules: [
    SECRET_MISSING,
    KEY_MISMATCH,
    KEY_TOO_SHORT,
    DEVELOPMENT_KEY,
    ACTION_SECRET_MISSING,
    ACTION_SECRET_UNUSED,
  ],
  look: (subject) => [
    ...valueFindings(subject),
    ...(manages(subject, 'actions') ? subject.actions : []).flatMap((action) => [
      ...undeclaredSecrets(action),
      ...unusedSecrets(action),
    ]),
  ],
}

const RULES: Readonly<Record<string, Rule>> = {
  secret_missing: SECRET_MISSING,
  key_mismatch: KEY_MISMATCH,
  key_too_short: KEY_TOO_SHORT,
  development_key: DEVELOPMENT_KEY,
}

function valueFindings(subject: Subject): readonly Finding[] {
  const { project, demandSecrets } = subject
  // The local environment's secrets are made for each run.
  const demanded = demandSecrets && !isLocalEnvironment(project)
  return checkSecrets(project, ownValues(subject)).flatMap(({ code, message, fix, place }) => {
    const rule = RULES[code]
    if (rule === undefined || (rule === SECRET_MISSING && !demanded)) return []
    return [finding(rule, placeInEnvironment(subject, place?.path ?? ''), message, fix)]
  })
}

/** One shell holds the keys of one environment: those of another one of this run are not ours. */
const ownValues = ({ project, secrets: values, keyIdsOfRun }: Subject): SecretSource =>
  Object.fromEntries(
    Object.entries(values).filter(([name, value]) => {
      if (!KEYS.includes(name) || value === undefined || value === '') return true
      const { id } = deriveKeys(value)
      const { signing, alsoVerifying } = project.environment.keys
      return !keyIdsOfRun.includes(id) || id === signing || id === alsoVerifying
    }),
  )

const KEYS: readonly string[] = ['OG_SIGNING_KEY', 'OG_VERIFYING_KEY']

/** The guard reads more than it needs: these it cannot do without. */
const NEEDED: readonly string[] = [
  ...KEYS,
  'OG_DOMAIN',
  'OG_CLIENT_ID',
  'OG_CLIENT_SECRET',
  'OG_DRIFT_CLIENT_ID',
  'OG_DRIFT_CLIENT_SECRET',
]

/** All that the guard can read; the build leaves out of an Action what its code does not read. */
const KNOWN_TO_GUARD: readonly string[] = [...NEEDED, 'OG_BREAK_GLASS', 'OG_DELEGATES']

const READS = /\bsecrets\)?\s*\??\.\s*([A-Za-z_]\w*)/g

/** What the code of an Action reads from `event.secrets`, as far as it spells it out. */
const readSecrets = ({ code }: ActionSource): readonly string[] => [
  ...new Set([...(code?.plain ?? '').matchAll(READS)].map((match) => match[1] ?? '')),
]

function undeclaredSecrets(action: ActionSource): readonly Finding[] {
  const declared = declaredSecrets(action)
  return (
    readSecrets(action)
      .filter((name) => !declared.includes(name))
      .filter((name) => !action.isGuard || NEEDED.includes(name))
      // The build adds it where the environment rotates.
      .filter((name) => !action.isGuard || name !== 'OG_VERIFYING_KEY')
      .map((name) =>
        finding(
          ACTION_SECRET_MISSING,
          action.resource.place(['secrets']),
          `the code of \`${action.name}\` reads secret \`${name}\`, which \`${action.resource.file}\` does not declare`,
          `add \`{ "name": "${name}", "value": "@@${name}@@" }\` to \`secrets\` in \`${action.resource.file}\``,
        ),
      )
  )
}

const unusedSecrets = (action: ActionSource): readonly Finding[] =>
  declaredSecrets(action).flatMap((name, index) =>
    action.code === null ||
    action.code.plain.includes(name) ||
    (action.isGuard && KNOWN_TO_GUARD.includes(name))
      ? []
      : [
          finding(
            ACTION_SECRET_UNUSED,
            action.resource.place(['secrets', index, 'name']),
            `secret \`${name}\` is not mentioned in the code of \`${action.name}\``,
            `remove it from \`${action.resource.file}\``,
          ),
        ],
  )
