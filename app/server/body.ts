/** What a request says, parsed by a schema; a wrong one is a Problem that names the first wrong field. */
import { zValidator } from '@hono/zod-validator'
import type { ValidationTargets } from 'hono'
import type { ZodType } from 'zod'
import { UserError } from '../../core/model/index.ts'

/** The JSON body. */
export const body = <T extends ZodType, Target extends keyof ValidationTargets = 'json'>(schema: T) =>
  zValidator('json' as Target & 'json', schema, (result) => {
    if (!result.success) throw refuse(result.error.issues[0], 'body')
  })

/** The query of the URL. */
export const query = <T extends ZodType, Target extends keyof ValidationTargets = 'query'>(schema: T) =>
  zValidator('query' as Target & 'query', schema, (result) => {
    if (!result.success) throw refuse(result.error.issues[0], 'query')
  })

const refuse = (
  issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined,
  where: string,
): UserError =>
  new UserError('bad_request', `${issue?.path.join('.') || where}: ${issue?.message ?? 'invalid'}`)
