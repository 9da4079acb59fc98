import { STATUS_KEY } from '../../../../actions/records/organization-status.ts'
import { MODES_KEY } from '../../../../actions/records/requested-modes.ts'
import { statusesOf } from '../axes-of-several.ts'
import type { Where } from '../crossing.ts'
import { momentsFrom } from '../moments-of.ts'
import { placesOf } from '../places-of.ts'
import type { MomentSpace } from '../questions.ts'
import { type SpaceTerms, textsUnder } from '../space-terms.ts'
import { wordOf } from '../word-of.ts'

/** A machine that asks for a token. */
type MachineDraft = {
  readonly where: Where
  readonly atMs: number
  readonly audience: string
  readonly status: string | null
  readonly wishes: string | null
}

const word = wordOf<MachineDraft>()

export function machineTokenSpace(terms: SpaceTerms): MomentSpace<MachineDraft> {
  const { wheres, leftOut } = placesOf(terms.classes, ['clients', 'organizations'])
  return {
    space: {
      wheres,
      momentsMs: momentsFrom(terms.nowMs, terms.boundariesMs),
      axes: [
        textsUnder(terms, 'managementAudience').map((audience) =>
          word(`for ${audience}`, () => ({ audience })),
        ),
        statusesOf(terms),
        ['off', 'enforce', 'nothing-known'].map((mode) =>
          word(`client asks for machine-token-gate=${mode}`, () => ({
            wishes: `machine-token-gate=${mode}`,
          })),
        ),
      ],
      usual: (where, atMs) => ({
        where,
        atMs,
        audience: 'https://api.example.com/',
        status: null,
        wishes: null,
      }),
    },
    leftOut,
    toAsked: ({ where, atMs, audience, status, wishes }) => ({
      event: {
        client: {
          client_id: where.client,
          name: where.labels.client,
          metadata: wishes === null ? {} : { [MODES_KEY]: wishes },
        },
        ...(where.organization === null
          ? {}
          : {
              organization: {
                id: where.organization,
                name: where.labels.organization,
                metadata: status === null ? {} : { [STATUS_KEY]: status },
              },
            }),
        resource_server: { identifier: audience },
        tenant: { id: terms.tenantId },
      },
      atMs,
      world: { isMember: true, invitedTo: [] },
    }),
  }
}
