import { exportPerson } from '../administration/export-person.ts'
import { listInvitations } from '../administration/invitations.ts'
import { listMembers, type Member } from '../administration/list-members.ts'
import { listOrganizations } from '../administration/list-organizations.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import { renderJson } from '../ground/printing/render-json.ts'
import { renderTable } from '../ground/printing/render-table.ts'
import type { Demands } from './member-operations.ts'
import { type MemberTarget, type Operating, organizationNameIn } from './operating.ts'

/** What is only looked at. */
export type MemberView = Demands & {
  readonly show: (operating: Operating, target: MemberTarget) => Promise<Answer>
}

export const MEMBER_VIEWS = {
  list: {
    needs: ['organization'],
    show: async ({ tools, actor, surroundings: { print } }, target) => {
      const members: Member[] = []
      let from: string | null = ''
      while (from !== null) {
        const page = await listMembers(tools, actor, {
          ...within(target),
          ...(from === '' ? {} : { from }),
        })
        members.push(...page.members)
        from = page.next
        // A large organization takes minutes: whoever looks for somebody need not wait for the last.
        if (from !== null || page.members.length > 0) print(renderMembers(page.members))
      }
      const json = { members }
      return members.length > 0
        ? { exit: EXIT.ok, json }
        : { exit: EXIT.ok, json, text: lines('nobody is a member') }
    },
  },
  organizations: {
    needs: ['user'],
    isOfOne: true,
    show: async ({ tools, actor, names }, { person }) => {
      const ids = await listOrganizations(tools, actor, { person })
      const organizations = ids.map(organizationNameIn(names))
      return {
        exit: EXIT.ok,
        json: { organizations },
        text: lines(...(ids.length === 0 ? ['member of no organization'] : organizations)),
      }
    },
  },
  invitations: {
    needs: ['organization'],
    show: async ({ tools, actor }, target) => {
      const invitations = await listInvitations(tools, actor, within(target))
      const rows = invitations.map((one) => [one.id, one.address, one.inviter, one.expiresAt])
      return {
        exit: EXIT.ok,
        json: { invitations },
        text:
          rows.length === 0
            ? lines('no invitation is open')
            : renderTable([['invitation', 'address', 'who invites', 'ends'], ...rows]),
      }
    },
  },
  export: {
    needs: ['user'],
    isOfOne: true,
    whereRevocable: ['read:refresh_tokens', 'read:sessions'],
    show: async ({ tools, actor }, { person }) => {
      const json = await exportPerson(tools, actor, { person })
      return { exit: EXIT.ok, json, text: renderJson(json) }
    },
  },
} satisfies Readonly<Record<string, MemberView>>

const within = ({ organization }: MemberTarget) =>
  organization === undefined ? {} : { organization }

const renderMembers = (members: readonly Member[]) =>
  renderTable([
    ['person', 'name', 'address', 'connection', 'lock', 'block', 'shut out'],
    ...members.map((one) => [
      one.person,
      one.name,
      one.email ?? '',
      one.connection ?? '',
      one.lock,
      one.block,
      one.isShutOut ? 'yes' : 'no',
    ]),
  ])
