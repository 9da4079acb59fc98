import { RESOURCE_TYPES } from '../gateway/resource-types.ts'
import type { AllowedDeletions } from '../shipping/apply/assert-allowed.ts'
import { deploy as deployOne } from '../shipping/deploy.ts'
import { defineCommand } from './command.ts'
import { parsed, text } from './options.ts'
import { CREDENTIALS_NOTE, MARKS_TO_LOSE, WRITING } from './writing-options.ts'

export const deploy = defineCommand({
  name: 'deploy',
  summary: 'apply what `plan` says and nothing else, read it back, write a receipt',
  words: { planFile: text('plan.json, of `plan --out`') },
  options: {
    ...WRITING,
    allowDelete: parsed(
      '`<type>=<count>`, several with commas, each type as the plan calls it, such as `organizations=1`',
      '',
      'what may be deleted, by number: <type>=<count>, several with commas',
      readAllowance,
    ),
    ...MARKS_TO_LOSE,
  },
  notes: [
    ...CREDENTIALS_NOTE,
    'scopes: read:<type> of what the environment manages, and create, update or delete of what changes;',
    '        with nothing but Actions and triggers: read:actions update:actions create:actions',
  ],
  across: 'in order',
  run: (given, surroundings) => deployOne(given, surroundings),
})

/** Null unless every part is a number of something that a deploy may delete, and each is told once. */
function readAllowance(given: string): AllowedDeletions | null {
  const parts = given === '' ? [] : given.split(',')
  const allowed = new Map<string, number>()
  for (const part of parts) {
    const [, type = '', count = ''] = /^(\w+)=(\d{1,4})$/.exec(part.trim()) ?? []
    if (!(RESOURCE_TYPES as readonly string[]).includes(type) || allowed.has(type)) return null
    allowed.set(type, Number(count))
  }
  return Object.fromEntries(allowed)
}
