import { expect, test } from 'vitest'
import { EXIT } from '../../scripts/ground/failures.ts'
import { ROOT } from '../builders/a-checkout.ts'
import { commandsAt, faultCodesOf } from '../builders/an-operator.ts'

const run = commandsAt(ROOT)

test.each<[string, readonly string[], Record<string, string>, readonly string[]]>([
  ['a flag with a value', ['deploy'], { npm_config_environment: 'staging' }, ['option_lost']],
  ['whom it is about', ['state', 'block'], { npm_config_user: 'auth0|1' }, ['option_lost']],
  ['a flag alone', ['plan'], { npm_config_environments: 'true' }, ['option_lost']],
  [
    'two, one of several words',
    ['deploy'],
    { npm_config_allow_delete: 'clients=1', npm_config_marks_to_lose: '1' },
    ['option_lost', 'option_lost'],
  ],
  [
    'an option that the command has not got',
    ['key', '--x'],
    { npm_config_domain: 'x' },
    ['option_invalid'],
  ],
  ['one of npm itself', ['key', '--x'], { npm_config_json: 'true' }, ['option_invalid']],
])('what npm took for itself ends the command: %s', async (_what, args, variables, codes) => {
  const ended = await run(args, variables)
  expect([ended.exit, faultCodesOf(ended)]).toEqual([EXIT.input, codes])
})
