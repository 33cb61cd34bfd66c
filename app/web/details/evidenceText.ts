/** Kinds of evidence in the words of the page. */
const NAMES: Record<string, string> = {
  egress_info: 'EgressInfo: file started',
  manifest_a: 'Manifest: started',
  manifest_interval: 'Manifest: between request and end',
  sibling_track: 'Another track of the person',
  path_time: 'Time in the path',
  modified_time: 'File last modified',
  local_recorder: 'Local recorder',
  correction: 'Moved by hand',
}

export const nameEvidence = (kind: string): string => NAMES[kind] ?? kind.replaceAll('_', ' ')
