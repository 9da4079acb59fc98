import { actionOf } from '../../bundle/find-actions.ts'
import { objectsIn, textOf } from '../../ground/json-value.ts'

const TRIGGER = 'event-stream'

/**
 * How each Action that hears of events is switched on, which no binding says: a stream does it, and a deploy
 * that has made the Action alone has switched nothing on.
 * @param assets of the tenant folder, as the Deploy CLI has loaded it
 */
export const noteOfEvents = (assets: {
  readonly actions?: unknown
  readonly eventStreams?: unknown
}): readonly string[] =>
  objectsIn(assets.actions)
    .filter(({ supported_triggers: triggers }) =>
      objectsIn(triggers).some(({ id }) => id === TRIGGER),
    )
    .map((action) => {
      const name = textOf(action.name)
      const streams = objectsIn(assets.eventStreams).filter((one) => actionOf(one) === name)
      const on = streams
        .filter(({ status }) => status !== 'disabled')
        .map((one) => textOf(one.name))
      return on.length > 0
        ? `${TRIGGER}: ${name} is switched on by the stream ${on.join(', ')}, and by no trigger`
        : `${TRIGGER}: nothing here switches ${name} on: a stream of events has to name it (docs/your-tenant.md, section 6)`
    })
