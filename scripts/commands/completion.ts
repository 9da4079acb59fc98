import { EXIT } from '../ground/exit.ts'
import { type Command, defineCommand } from './command.ts'
import { choice } from './options.ts'
import { COMPLETED_SHELLS, renderCompletion } from './render-completion.ts'

/** Written once for a shell and not asked at every key: what there is to complete is in the script. */
export const completionOf = (loadAll: () => Promise<readonly Command[]>): Command =>
  defineCommand({
    name: 'completion',
    summary: 'print what lets a shell complete commands, options and environments',
    options: {},
    words: { shell: choice(COMPLETED_SHELLS, 'bash', 'which shell') },
    notes: [
      'bash: `source <(org-guard completion bash)`, in ~/.bashrc',
      'zsh:  `source <(org-guard completion zsh)`, in ~/.zshrc after `compinit`',
      'fish: `org-guard completion fish | source`, in ~/.config/fish/config.fish',
    ],
    async run({ shell }) {
      const text = renderCompletion(shell, await loadAll())
      return { exit: EXIT.ok, json: { shell, script: text.texts }, text }
    },
  })
