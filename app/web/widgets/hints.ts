/** What a newcomer is told once in each pane. `{id}` stands for the key of that command. */
export type HintId = 'sessions' | 'stage' | 'timeline' | 'log' | 'annotations'

export const HINTS: Readonly<Record<HintId, string>> = {
  sessions:
    'Each line of a strip is a person, and its gaps are when nobody recorded them. {list.next} and {list.previous} choose a session, {list.open} opens it.',
  stage:
    'Double-click a picture to make it large, or press {view.focus}. {play.toggle} plays, {step.back} and {step.forward} go by one frame.',
  timeline:
    'The wheel zooms at the pointer, Shift with the wheel moves along. Drag over the lanes to mark a segment; {segment.export} exports it.',
  log: 'A row goes to its moment. {panel.filter} filters: topic:answer leo',
  annotations: 'A marker keeps a moment, a tier keeps a coding. Both are saved as you type.',
}

/** A hint's text in pieces: words, and the ids of commands whose keys are shown. */
export const splitHint = (text: string): readonly { readonly text?: string; readonly command?: string }[] =>
  text
    .split(/\{([\w.]+)\}/)
    .map((piece, index) => (index % 2 === 0 ? { text: piece } : { command: piece }))
    .filter((piece) => piece.text !== '')
