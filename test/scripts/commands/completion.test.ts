import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../../builders/a-checkout.ts'
import { anOddFolder } from '../../builders/an-odd-folder.ts'
import { commandsAt } from '../../builders/an-operator.ts'

const run = commandsAt(ROOT)

let folder: string
let script: string
beforeAll(async () => {
  folder = anOddFolder()
  mkdirSync(join(folder, 'tenant/environments'), { recursive: true })
  for (const file of ['production.json', 'production.ids.json', 'staging.json', 'README.md'])
    writeFileSync(join(folder, 'tenant/environments', file), '')
  script = (await run(['completion', 'bash'])).lines.join('\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What bash offers after these words; the last one is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const [word = '', before = ''] = words.toReversed()
  const quoted = words.map((one) => `'${one}'`).join(' ')
  const { stdout, stderr } = spawnSync(
    'bash',
    [
      '--norc',
      '-c',
      `${script}\nCOMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _org_guard org-guard '${word}' '${before}'; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
    { encoding: 'utf8', cwd: folder },
  )
  expect(stderr).toBe('')
  return stdout.split('\n').filter((line) => line !== '')
}

describe('bash completes', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['commands', ['re'], ['rearm', 'resolve', 'reference']],
    ['options of the command', ['plan', '--wi'], ['--without-secrets']],
    ['no option of another', ['plan', '--allow'], []],
    ['environments', ['plan', '--environment', ''], ['production', 'staging']],
    ['environments after the sign', ['plan', '--environment', '=', 'st'], ['staging']],
    ['environments at the sign', ['plan', '--environment', '='], ['production', 'staging']],
    ['what an option may be', ['explain', '--door', 'si'], ['sign-in', 'silent']],
    ['what a word may be', ['members', 're'], ['rebind', 'relock', 'reset-password', 'remove']],
    ['files where anything may stand, by itself', ['plan', '--out', ''], []],
  ])('%s', (_what, words, offers) => {
    expect(offered('org-guard', ...words)).toEqual(offers)
  })
})

test.each(['bash', 'zsh', 'fish'])(
  'the script for %s names every option of every command',
  async (shell) => {
    const text = (await run(['completion', shell])).lines.join('\n')
    const { commands } = JSON.parse((await run(['--json'])).lines.join('\n'))
    for (const { name } of commands) {
      const { options } = JSON.parse((await run([name, '--help', '--json'])).lines.join('\n'))
      const flags = options.map((option: { name: string }) =>
        option.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      )
      for (const flag of flags)
        expect(text).toContain(shell === 'fish' ? `-l ${flag} ` : `--${flag}`)
    }
  },
)
