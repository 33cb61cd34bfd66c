/** What every route's description has in common: its bearer, its refusals, its bodies by the name of their shape. */
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { z, type ZodType } from 'zod'
import { PlainName, Problem, type Scope } from '../model/api.ts'
import { captureError } from '../model/problems.ts'
import { requireScope, type CallerEnv } from './bearer.ts'
import type { ApiContext } from './context.ts'

export type Routes = OpenAPIHono<CallerEnv>

/** Empty routes that refuse a wrong request by naming its first wrong field. */
export const createRoutes = (): Routes =>
  new OpenAPIHono<CallerEnv>({
    defaultHook: (result) => {
      if (result.success) return
      const issue = result.error.issues[0]
      const where = issue?.path.join('.') || result.target
      throw captureError('bad_request', `${where}: ${issue?.message ?? 'invalid'}`)
    },
  })

const named = new Map<string, ZodType>()

/** The shape under its name in `#/components/schemas`. */
function shape<T extends ZodType>(name: string, schema: T): T {
  // A schema made before the OpenAPI methods came to be lacks them: its copy has them.
  const known = named.get(name) ?? schema.clone().openapi(name)
  named.set(name, known)
  return known as T
}

export const jsonBody = <T extends ZodType>(name: string, schema: T) => ({
  body: { required: true as const, content: { 'application/json': { schema: shape(name, schema) } } },
})

/** The answer and, as `default`, every refusal. */
export const answers = <T extends ZodType>(name: string, schema: T) => ({
  200: { description: name, content: { 'application/json': { schema: shape(name, schema) } } },
  ...refusals,
})

export const refusals = {
  default: {
    description: 'A refusal: what, why, what to do',
    content: { 'application/json': { schema: shape('Problem', Problem) } },
  },
} satisfies RouteConfig['responses']

export const nothing = { 204: { description: 'Done' }, ...refusals } satisfies RouteConfig['responses']

/** The bearer of a route, in its description and before its handler. */
export const needs = (scope: z.infer<typeof Scope>, context: Pick<ApiContext, 'store' | 'nowMs'>) => ({
  security: [{ bearer: [scope] }],
  description: `Needs the scope \`${scope}\`.`,
  middleware: requireScope(scope, context),
})

export const InProject = z.object({ project: PlainName })
export const InRoom = z.object({ project: PlainName, room: z.string().min(1).max(200) })
