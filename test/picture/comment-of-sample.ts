import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from '../../scripts/ground/git.ts'
import { inOwnFolder } from '../../scripts/ground/in-own-folder.ts'
import { RULEBOOK_PATH } from '../../scripts/project/load-project.ts'
import { ROOT } from '../builders/a-checkout.ts'
import { commandsAt } from '../builders/an-operator.ts'
import { NOON_MS } from '../builders/noon.ts'

type Policies = Record<string, Record<string, Record<string, unknown>>>

/** Five edits: two let somebody in, one shuts somebody out. */
function change(rulebook: Record<string, unknown>): void {
  const policies = rulebook.policies as Policies
  Object.assign(policies['machine-token-gate']?.machines ?? {}, { globex: ['Nightly Export'] })
  Object.assign(policies['verified-email'] ?? {}, { trustedConnections: ['acme-oidc', 'members'] })
  Object.assign(policies['org-required']?.clients ?? {}, { Reports: 'enforce' })
  Object.assign(policies['signup-gate']?.invitations ?? {}, { maxPages: 6 })
  Object.assign(rulebook.messages ?? {}, { OG_RETRY: 'Please try again in a minute.' })
}

/** What `diff` writes for a pull request to the sample: really built, really asked, and acted out. */
export const commentOfSample = (): Promise<string> =>
  inOwnFolder('picture', async (folder) => {
    const root = join(folder, 'sample')
    await cp(join(ROOT, 'tenant'), join(root, 'tenant'), { recursive: true })
    const as = ['-c', 'user.name=sample', '-c', 'user.email=sample@example.com']
    await git(root, ['init', '--quiet'])
    await git(root, ['add', '--all'])
    await git(root, [...as, 'commit', '--quiet', '--message', 'begin'])
    const rulebook = JSON.parse(await readFile(join(root, RULEBOOK_PATH), 'utf8'))
    change(rulebook)
    await writeFile(join(root, RULEBOOK_PATH), `${JSON.stringify(rulebook, null, 2)}\n`)
    const diff = commandsAt(root, {}, () => NOON_MS)
    const words = ['diff', 'HEAD', '--environment', 'local', '--act-out', '--format', 'markdown']
    const { lines } = await diff(words)
    // The commit is one of a copy that is gone.
    return `${lines.join('\n').replace(/^(###.*`HEAD) \([0-9a-f]+\)`/, '$1`')}\n`
  })
