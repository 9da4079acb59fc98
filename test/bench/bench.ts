import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineCommand } from '../../scripts/commands/command.ts'
import { flag, wholeNumber } from '../../scripts/commands/options.ts'
import { EXIT } from '../../scripts/ground/exit.ts'
import { benchDecisions } from './bench-decisions.ts'
import { benchDeploys } from './bench-deploys.ts'
import { benchHandler } from './bench-handler.ts'
import { benchMembers } from './bench-members.ts'
import { benchTenant } from './bench-tenant.ts'
import { renderBench, renderBenchPage } from './render-bench.ts'

export const bench = defineCommand({
  name: 'bench',
  summary: 'measure decisions, the handler, logins, members and deploys, beside others',
  options: {
    logins: wholeNumber(1000, '20000', 'after 1,000 to warm up'),
    write: flag('write docs/bench.md'),
  },
  notes: ['run it on a quiet machine; takes some minutes'],
  async run({ logins, write }, { root, nowMs, progress }) {
    progress('decisions')
    const decisions = await benchDecisions(root)
    progress('handler')
    const handler = await benchHandler(root, nowMs())
    const tenant = await benchTenant(root, { logins, progress })
    const members = await benchMembers(progress)
    const deploys = await benchDeploys(root, progress)
    const figures = { decisions, handler, tenant, members, deploys }
    if (write) {
      const machine = `${availableParallelism()} cores, Node ${NODE_VERSION}`
      await mkdir(join(root, 'docs'), { recursive: true })
      await writeFile(join(root, 'docs/bench.md'), renderBenchPage(figures, machine))
    }
    return { exit: EXIT.ok, json: figures, text: renderBench(figures) }
  },
})

const NODE_VERSION = '20'
