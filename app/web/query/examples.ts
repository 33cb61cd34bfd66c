/** Queries worth starting from; what there is to ask is in schema.ts. */
export interface Example {
  readonly name: string
  readonly sql: string
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Examples; with a session they ask about it alone. */
export function listExamples(sessionId?: string): readonly Example[] {
  const where = sessionId === undefined ? '' : `\nWHERE session_id = ${quote(sessionId)}`
  return [
    {
      name: 'Sessions',
      sql: 'SELECT session_id, room_name, started_at, round(duration_s, 1) AS duration_s,\n  participants, tracks, findings, worst_grade\nFROM session_overview\nORDER BY started_at DESC',
    },
    {
      name: 'Who was recorded when',
      sql: `SELECT session_id, identity, source, start_s, end_s, grade, sigma_ms\nFROM track_timeline${where}\nORDER BY session_id, identity, start_s`,
    },
    {
      name: 'The log, by topic',
      sql: `SELECT session_id, topic, count(*) AS events, min(t_s) AS first_s, max(t_s) AS last_s\nFROM log_timeline${where}\nGROUP BY ALL\nORDER BY events DESC`,
    },
    {
      name: 'Moments: answers in the log',
      sql: `SELECT session_id, t_s, sender, payload\nFROM log_timeline${where}\n${where ? ' AND' : 'WHERE'} topic ILIKE '%answer%'\nORDER BY session_id, t_s`.replace(
        '\n AND',
        '\n  AND',
      ),
    },
    {
      name: 'Findings, by kind',
      sql: `SELECT code, severity, count(*) AS times, min(message) AS example\nFROM findings${where}\nGROUP BY ALL\nORDER BY times DESC`,
    },
  ]
}
