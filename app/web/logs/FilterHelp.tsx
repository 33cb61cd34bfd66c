/** The filter's language in examples; each can be put into the filter. */
import classes from './logs.module.css'

const EXAMPLES = [
  ['leo', 'the word in the sender’s name, the topic or the payload'],
  ['"three eighths"', 'the words as they stand'],
  ['topic:answer', 'the topic; sender: and payload: likewise'],
  ['ok:false', 'a field of a JSON payload; stroke.id:41 reaches inside'],
  ['q>3', 'a number: >, >=, <, <='],
  ['note:*', 'the field is there'],
  ['-topic:draw', 'not this: a minus before any of them'],
] as const

export function FilterHelp({ onExample }: { readonly onExample: (example: string) => void }) {
  return (
    <div className={classes.help}>
      <p>A row is shown where all of these hold. Case and accents do not count.</p>
      <dl>
        {EXAMPLES.map(([example, meaning]) => (
          <div key={example}>
            <dt>
              <button type="button" onClick={() => onExample(example)} title={`Add ${example} to the filter`}>
                {example}
              </button>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
