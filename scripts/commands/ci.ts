import { recordOf } from '../adoption/adopt-repository.ts'
import { CI_SYSTEMS, planPipeline } from '../adoption/ci/plan-pipeline.ts'
import { putIn } from '../adoption/put-in.ts'
import { renderAdditions } from '../adoption/render-additions.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { defineCommand } from './command.ts'
import { choice, flag, names, text } from './options.ts'

export const ci = defineCommand({
  name: 'ci',
  summary: 'write what checks each change, deploys a branch and looks at the tenants each night',
  options: {
    branch: text('that is deployed (default: as written before, or main)'),
    to: names('environments that it is deployed to, first to last, with commas'),
    check: flag('say whether the file is what this version writes, and write nothing'),
    yes: flag('write without asking'),
  },
  words: { system: choice(CI_SYSTEMS, 'github', 'whose file is written') },
  notes: [
    'shows the file, or what would change in it, before anything is written',
    'exits 3 where something is to be written and nobody said yes, and with --check',
  ],
  async run({ system, branch, to, check, yes }, { root, print, confirm }) {
    const addition = await planPipeline({ root, system, branch, to })
    const { file, before, after } = addition
    const told = (written: boolean) => ({ file, written, isCurrent: written || before === after })
    if (before === after) {
      return {
        exit: EXIT.ok,
        json: told(false),
        text: lines(`nothing to do: ${file} is what this version writes`),
      }
    }
    print(renderAdditions([addition]))
    if (check || !(yes || (await confirm?.('write this? [y/N] ')) === true)) {
      const text = lines(`nothing was written; \`--yes\` writes ${file}`)
      return { exit: EXIT.differences, json: told(false), text }
    }
    await putIn(root, recordOf(root), [addition])
    return { exit: EXIT.ok, json: told(true), text: lines(`wrote ${file}`) }
  },
})
