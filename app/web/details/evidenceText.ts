/** Kinds of evidence in the words of the page. */
const NAMES: Record<string, string> = {
  egress_info: 'EgressInfo: file started',
  manifest_a: 'Manifest: started',
  manifest_interval: 'Manifest: between request and end',
  sibling_track: 'Another track of the person',
  path_time: 'Time in the path',
  modified_time: 'File last modified',
  local_recorder: 'Local recorder',
  capture_times: 'Capture times of the recorder',
  clock_exchange: 'Exchanges of time with the device',
  report_arrivals: 'Arrivals of the device’s reports',
  audio_match: 'Its sound matched',
  clap: 'A clap or flash',
  time_code: 'A time code in the picture',
  log_envelope: 'Sending and arrival times of a log',
  log_echo: 'One event in two logs',
  same_device: 'Another track of the device',
  mark: 'Marked by hand',
  correction: 'Moved by hand',
}

export const nameEvidence = (kind: string): string => NAMES[kind] ?? kind.replaceAll('_', ' ')
