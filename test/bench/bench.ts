import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Command } from '../../scripts/commands/command.ts'
import { textOption } from '../../scripts/ground/command-options.ts'
import { EXIT, UserFault } from '../../scripts/ground/failures.ts'
import { benchDecisions } from './bench-decisions.ts'
import { benchDeploys } from './bench-deploys.ts'
import { benchHandler } from './bench-handler.ts'
import { benchTenant } from './bench-tenant.ts'
import { renderBench, renderBenchPage } from './render-bench.ts'

export const bench: Command = {
  name: 'bench',
  summary: 'measure decisions, the handler, logins and deploys, beside others',
  options: {
    logins: { type: 'string', default: '20000', description: 'after 1,000 to warm up' },
    write: { type: 'boolean', description: 'write docs/bench.md' },
  },
  notes: ['run it on a quiet machine; takes some minutes'],
  async run(options, _words, { root, nowMs, print, progress }) {
    const logins = Number(textOption(options, 'logins'))
    if (!Number.isSafeInteger(logins) || logins < 1000) throw new UserFault([tooFew])
    progress('decisions')
    const decisions = await benchDecisions(root)
    progress('handler')
    const handler = await benchHandler(root, nowMs())
    const tenant = await benchTenant(root, { logins, progress })
    const deploys = await benchDeploys(root, progress)
    const figures = { decisions, handler, tenant, deploys }
    print(renderBench(figures))
    if (options.write === true) {
      const machine = `${availableParallelism()} cores, Node ${NODE_VERSION}`
      await mkdir(join(root, 'docs'), { recursive: true })
      await writeFile(join(root, 'docs/bench.md'), renderBenchPage(figures, machine))
    }
    return EXIT.ok
  },
}

const NODE_VERSION = '20'

const tooFew: UserFault['faults'][number] = {
  code: 'logins_invalid',
  message: '`--logins` is not accepted: accepted are whole numbers from `1000`',
  fix: 'pass such a number',
}
