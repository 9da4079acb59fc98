import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EXIT } from '../../../scripts/ground/exit.ts'
import { checkoutAt } from '../../builders/a-checkout.ts'
import { aGitProject } from '../../builders/a-git-project.ts'
import { commandsAt } from '../../builders/an-operator.ts'
import { NOON_MS } from '../../builders/noon.ts'

const LOCAL = ['--environment', 'local']

test('a witness is an event that explain takes, and each version answers as the row says', async () => {
  const { root, git } = await aGitProject()
  await checkoutAt(root).edit('tenant/rulebook.json', ({ policies }) => {
    const own = policies as Record<string, unknown>
    own['org-required'] = { mode: 'off' }
  })
  const run = commandsAt(root, {}, () => NOON_MS)
  const folder = join(root, 'seen')
  const { lines } = await run(['diff', 'HEAD', ...LOCAL, '--witnesses', folder])
  expect(lines.join('\n')).toMatch(
    /^newly admitted {2}.* ORG_CONTEXT_MISSING by org-required +admitted/m,
  )
  const files = (await readdir(folder)).sort()
  expect(files.length).toBeGreaterThan(5)
  const at = ['--at', new Date(NOON_MS).toISOString(), '--stand-in']
  const answers = async (): Promise<readonly string[]> =>
    Promise.all(
      files.map(async (file) => {
        const explained = await run(['explain', join(folder, file), ...LOCAL, ...at, '--json'])
        const { reason } = JSON.parse(explained.lines.join('\n'))
        return `${explained.exit} ${reason}`
      }),
    )
  expect(new Set(await answers())).toEqual(new Set([`${EXIT.ok} null`]))
  await git('checkout', '--quiet', 'HEAD', 'tenant/rulebook.json')
  expect(new Set(await answers())).toEqual(new Set([`${EXIT.denied} ORG_CONTEXT_MISSING`]))
})
