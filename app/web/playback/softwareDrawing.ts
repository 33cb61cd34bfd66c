/** Whether the browser composes its pages without a graphics card: scaling a picture smoothly then takes the processor. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

let isSoftware: boolean | undefined

/** By what draws its WebGL, found at the first call; a browser that has none draws in software. */
export const drawsInSoftware = (): boolean => (isSoftware ??= SOFTWARE.test(nameRenderer()))

/** WEBGL_debug_renderer_info; browsers that hide the card's name answer with a card's. */
function nameRenderer(): string {
  const context = document.createElement('canvas').getContext('webgl', { failIfMajorPerformanceCaveat: true })
  if (!context) return 'software'
  const names = context.getExtension('WEBGL_debug_renderer_info')
  const name: unknown = context.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : context.RENDERER)
  context.getExtension('WEBGL_lose_context')?.loseContext()
  return String(name)
}
