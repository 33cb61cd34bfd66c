import { describe, expect, it } from 'vitest'
import { frameAnswer } from '../../app/server/several.ts'
import { createSeveral, parseSeveral } from '../../app/web/api/several.ts'

const frame = (status: number, text: string): Uint8Array<ArrayBuffer> =>
  frameAnswer(status, new TextEncoder().encode(text))

/** A server that has what `answers` names, and says what it was asked. */
function serve(answers: (path: string) => Response) {
  const asked: string[] = []
  let work: (() => void) | undefined
  const request: typeof fetch = async (input) => {
    asked.push(String(input))
    return answers(String(input))
  }
  const several = createSeveral(request, (next) => (work = next))
  return { asked, several, goOn: () => work?.() }
}

describe('what is asked for in one moment', () => {
  it('travels in one answer, each with its own status', async () => {
    const server = serve(() => new Response(new Blob([frame(200, 'one'), frame(404, 'none')])))
    const answers = Promise.all(['/a?v=1', '/b?v=1'].map(server.several))
    server.goOn()
    const [one, two] = await answers
    expect(server.asked).toEqual(['/api/several?of=%2Fa%3Fv%3D1&of=%2Fb%3Fv%3D1'])
    expect([await one!.text(), one!.status, two!.status]).toEqual(['one', 200, 404])
  })

  it('is asked for one by one where the server does not know of that', async () => {
    const server = serve((path) => new Response(path, { status: path.includes('several') ? 404 : 200 }))
    const answers = Promise.all(['/a?v=1', '/b?v=1'].map(server.several))
    server.goOn()
    expect(await Promise.all((await answers).map((answer) => answer.text()))).toEqual([
      '/api/a?v=1',
      '/api/b?v=1',
    ])
  })

  it('fails together where the answer is cut short', () => {
    const whole = frame(200, 'one')
    expect(() => parseSeveral(whole.buffer.slice(0, whole.length - 1))).toThrow(RangeError)
  })
})
