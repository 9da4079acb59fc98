import { noContent, type Route } from '../route.ts'
import { isSilent, operationOf, sdkOperations } from '../sdk-bodies.ts'

/** Those of the routes that the SDK has, and nothing said where it expects nothing. */
export const routesOfSdk = (routes: readonly Route[]): readonly Route[] =>
  routes.flatMap((route) => {
    const operation = operationOf(route.method, route.path)
    if (!sdkOperations().has(operation)) return []
    return isSilent(operation) ? { ...route, answer: sayingNothing(route.answer) } : route
  })

const sayingNothing =
  (answer: Route['answer']): Route['answer'] =>
  async (request) => {
    await answer(request)
    return noContent
  }
