import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { root } from '../../support/program.ts'
import { openTestApi } from './support.ts'

interface Operation {
  readonly security?: readonly Record<string, readonly string[]>[]
  readonly responses: Record<string, unknown>
  readonly summary?: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
}
interface Document {
  readonly openapi: string
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: {
    readonly schemas: Record<string, unknown>
    readonly securitySchemes: Record<string, unknown>
  }
}

/** What the map promises: method and path of each line of its table. */
async function readTable(): Promise<string[]> {
  const text = await readFile(`${root}/capture/README.md`, 'utf8')
  return text.split('\n').flatMap((line) => {
    const cell = /^\| (`(?:GET|POST|PATCH|DELETE).*?) \|/.exec(line)?.[1]
    return cell === undefined ? [] : [cell]
  })
}

describe('openapi.json', () => {
  it('describes every route, its scope and refusals, and each name in it resolves', async () => {
    const api = await openTestApi()
    const document = (await api.ask('GET', 'openapi.json')).json as Document
    expect(document.openapi).toBe('3.1.0')
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
    expect(operations.length).toBeGreaterThanOrEqual(30)
    for (const { path, operation } of operations) {
      expect(operation.summary, path).toBeTruthy()
      expect(Object.keys(operation.responses), path).toContain('default')
      const isOpen = /health|token(?:\/code)?$|join|webhooks/.test(path)
      expect(operation.security?.[0]?.['bearer']?.length, path).toBe(
        isOpen ? undefined : path.endsWith('renew') ? 0 : 1,
      )
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
      const given = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name)
      expect(new Set(given), path).toEqual(new Set(named))
    }
    const text = JSON.stringify(document)
    const refs = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!)
    expect(refs.length).toBeGreaterThan(30)
    for (const name of refs) expect(document.components.schemas).toHaveProperty(name)
    expect(document.components.securitySchemes).toHaveProperty('bearer')
  })

  it('has a route for each word of the map’s table', async () => {
    const api = await openTestApi()
    const { paths } = (await api.ask('GET', 'openapi.json')).json as Document
    const all = Object.keys(paths).join('\n')
    const table = await readTable()
    expect(table.length).toBeGreaterThanOrEqual(18)
    for (const word of [
      'health',
      'token',
      'keys/{key}',
      'projects/{project}',
      'rooms/{room}',
      'sheet',
      'links',
      'join/{code}',
      'wall',
      'wall/events',
      'recording/start',
      'recording/stop',
      'markers',
      'messages',
      'watch',
      'ingest',
      'usage',
      'webhooks/{project}',
    ])
      expect(all).toContain(`/${word}`)
  })

  it('has every route of the router, and says where there is none', async () => {
    const api = await openTestApi()
    const { paths } = (await api.ask('GET', 'openapi.json')).json as Document
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    )
    expect([...described, 'GET /api/v1/openapi.json'].toSorted()).toEqual(
      api.routes.map(({ method, path }) => `${method} ${path}`).toSorted(),
    )
    expect((await api.ask('GET', 'nothing')).json).toMatchObject({ code: 'route_missing' })
    expect((await api.ask('GET', 'openapi.json')).headers.get('x-content-type-options')).toBe('nosniff')
  })
})
