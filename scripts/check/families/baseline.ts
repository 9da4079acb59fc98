import { numberOf, recordOf, shown, textOf, textsIn } from '../../ground/json-value.ts'
import { PASSWORD_POLICIES } from '../../project/environment-file.ts'
import type { Resource } from '../../project/tenant-folder/tenant-folder.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { areReadable, managed, manages, placeInEnvironment, type Subject } from '../subject.ts'

const PASSWORD_POLICY_WEAK: Rule = {
  id: 'password_policy_weak',
  severity: 'error',
  summary:
    'a database accepts weaker passwords than `baseline.passwordPolicy` and `baseline.passwordLength`',
  why: 'A guessed password passes every policy of the guard: it is the right person as far as anyone can tell. Where nothing is stated, a tenant may accept any password.',
}

const ATTACK_PROTECTION_WEAK: Rule = {
  id: 'attack_protection_weak',
  severity: 'error',
  summary:
    'a protection that `baseline.attackProtection` demands is missing, off, or does not block',
  why: 'Guessing and stuffing of passwords is stopped by nothing else; the Deploy CLI also fails when one of the three files is missing.',
}

/** Passwords, and what protects them. */
export const baseline: Family = {
  title: 'Passwords and attack protection',
  rules: [PASSWORD_POLICY_WEAK, ATTACK_PROTECTION_WEAK],
  look: (subject) => [
    ...managed(subject, 'databases').flatMap((database) => [
      ...judgePolicy(subject, database),
      ...judgeLength(subject, database),
      ...judgeBruteForce(subject, database),
    ]),
    ...(manages(subject, 'attackProtection') ? judgeProtections(subject) : []),
  ],
}

function judgePolicy({ project }: Subject, { name, value, place }: Resource): readonly Finding[] {
  const wanted = project.environment.baseline.passwordPolicy
  const options = recordOf(value.options)
  const isNewer = options.password_options !== undefined
  const found = isNewer
    ? strengthOf(recordOf(options.password_options))
    : textOf(options.passwordPolicy) || 'none'
  const accepted: readonly string[] = PASSWORD_POLICIES.slice(PASSWORD_POLICIES.indexOf(wanted))
  if (accepted.includes(found)) return []
  if (isNewer) {
    const path = ['options', 'password_options', 'complexity', 'character_types']
    const message = `passwords of \`${name}\` need not be stronger than \`${found}\`, accepted ${accepted.map((one) => `\`${one}\``).join(', ')}`
    const fix =
      'write `["uppercase", "lowercase", "number", "special"]` with `"character_type_rule": "three_of_four"`'
    return [finding(PASSWORD_POLICY_WEAK, place(path), message, fix)]
  }
  const path = ['options', 'passwordPolicy']
  const message = `\`passwordPolicy\` of \`${name}\` is \`${found}\`, accepted ${accepted.map((one) => `\`${one}\``).join(', ')}`
  return [finding(PASSWORD_POLICY_WEAK, place(path), message, `write \`${wanted}\``)]
}

/**
 * The level that `password_options` come up to, which take the place of `passwordPolicy`.
 * @fact Each level of password strength demands this. (Auth0 docs, password strength; read 2026-11-28)
 */
function strengthOf(options: Readonly<Record<string, unknown>>): string {
  const {
    character_types: types,
    character_type_rule: rule,
    ...rest
  } = recordOf(options.complexity)
  const named = textsIn(types)
  const isGood = new Set(named).size >= (rule === 'three_of_four' ? 4 : 3)
  if (isGood) return rest.identical_characters === 'block' ? 'excellent' : 'good'
  return (numberOf(rest.min_length) ?? 0) >= 6 ? 'low' : 'none'
}

function judgeLength({ project }: Subject, { name, value, place }: Resource): readonly Finding[] {
  const wanted = project.environment.baseline.passwordLength
  const options = recordOf(value.options)
  const newer = numberOf(recordOf(recordOf(options.password_options).complexity).min_length)
  const found = newer ?? numberOf(recordOf(options.password_complexity_options).min_length)
  if ((found ?? 0) >= wanted) return []
  const path =
    newer === null
      ? ['options', 'password_complexity_options', 'min_length']
      : ['options', 'password_options', 'complexity', 'min_length']
  const message = `passwords of \`${name}\` have ${found === null ? 'no stated length' : `\`${found}\` characters`}, accepted are \`${wanted}\``
  const fix = `write \`"min_length": ${wanted}\` in \`${path.slice(0, -1).join('.')}\``
  return [finding(PASSWORD_POLICY_WEAK, place(path), message, fix)]
}

function judgeBruteForce({ project }: Subject, resource: Resource): readonly Finding[] {
  const { name, value, place } = resource
  const demanded = project.environment.baseline.attackProtection.includes('brute-force-protection')
  if (!demanded || recordOf(value.options).brute_force_protection !== false) return []
  const path = ['options', 'brute_force_protection']
  const message = `\`brute_force_protection\` of \`${name}\` is \`false\`, accepted \`true\``
  return [finding(ATTACK_PROTECTION_WEAK, place(path), message, 'write `true`')]
}

const judgeProtections = (subject: Subject): readonly Finding[] =>
  subject.project.environment.baseline.attackProtection.flatMap((protection) => {
    const path = `tenant/attack-protection/${protection}.json`
    const resource = subject.folder.resources.find(
      ({ type, name }) => type === 'attackProtection' && name === protection,
    )
    if (resource === undefined) {
      if (subject.texts.files.has(path) || !areReadable(subject, 'attackProtection')) return []
      const place = placeInEnvironment(subject, 'manages')
      return [finding(ATTACK_PROTECTION_WEAK, place, `\`${path}\` does not exist`, 'add it')]
    }
    const { value, place } = resource
    if (value.enabled !== true) {
      const message = `\`enabled\` in \`${path}\` is ${shown(value.enabled)}, accepted \`true\``
      return [finding(ATTACK_PROTECTION_WEAK, place(['enabled']), message, 'write `true`')]
    }
    if (textsIn(value.shields).includes('block')) return []
    const message = `\`shields\` in \`${path}\` does not hold \`block\``
    return [finding(ATTACK_PROTECTION_WEAK, place(['shields']), message, 'add `"block"` to it')]
  })
