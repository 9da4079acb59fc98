import { WAIVER_RULES } from './apply-waivers.ts'
import { FAMILIES } from './families.ts'
import type { Rule } from './finding.ts'

const schemaWhy =
  'The build refuses what the schema does not allow, and nothing else can be checked.'

const invalid = (id: string, summary: string): Rule => ({
  id,
  severity: 'error',
  summary,
  why: schemaWhy,
})

/** What the readers of our own files report; the ids are the codes of their faults. */
export const FILE_RULES: readonly Rule[] = [
  invalid('rulebook_invalid', 'the rulebook says what its schema does not allow'),
  invalid('environment_invalid', 'an environment file says what its schema does not allow'),
  invalid('ids_invalid', 'an ids file says what its schema does not allow'),
  invalid('waivers_invalid', 'the waivers file says what its schema does not allow'),
  invalid('file_missing', 'one of our own files is not there'),
]

/** Everything `check` can find, in the order of the documentation. */
export const RULE_GROUPS: readonly { readonly title: string; readonly rules: readonly Rule[] }[] = [
  { title: 'Files of ours', rules: FILE_RULES },
  ...FAMILIES.map(({ title, rules }) => ({ title, rules })),
  { title: 'Waivers', rules: WAIVER_RULES },
]

export const ALL_RULES: readonly Rule[] = RULE_GROUPS.flatMap(({ rules }) => rules)
