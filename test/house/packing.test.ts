import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../builders/a-checkout.ts'

test.each(['.', 'scripts/local-tenant'])(
  'what npm would pack of %s could not be installed, and is refused with what does pack it',
  (folder) => {
    const { status, stdout, stderr } = spawnSync('npm', ['pack', '--dry-run'], {
      cwd: join(ROOT, folder),
      encoding: 'utf8',
      env: { ...process.env, npm_config_audit: 'false', npm_config_update_notifier: 'false' },
    })
    expect(status).not.toBe(0)
    expect(stdout).not.toContain('.tgz')
    expect(stderr).toContain('run `npm run packages`')
  },
)
