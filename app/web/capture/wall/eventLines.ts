/** Server-sent events out of a stream of text, as it comes (WHATWG HTML §9.2.6): `data` alone, the rest is ignored. */

/** Feed it what arrives; it returns the data of each event that is whole. */
export function createEventReader(): (text: string) => string[] {
  let rest = ''
  let data: string[] = []
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    const events: string[] = []
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) events.push(data.join('\n'))
        data = []
      } else if (line.startsWith('data:')) {
        data.push(line.slice(line[5] === ' ' ? 6 : 5))
      }
    }
    return events
  }
}
