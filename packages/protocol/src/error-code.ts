// Owns the closed list of error codes: the contract of HTTP, CLI, editor and SDK. Plain data: the browser may import it.

/** Each code with its one-line title and, where it is an answer over HTTP, its status. `docs/errors.md` explains each. */
export const ERROR_CODES = {
  // files
  json_syntax: { title: 'Not valid JSON', status: 422 },
  unknown_field: { title: 'Unknown field', status: 422 },
  required: { title: 'Missing field', status: 422 },
  wrong_type: { title: 'Wrong type', status: 422 },
  invalid_value: { title: 'Value not allowed', status: 422 },
  limit_exceeded: { title: 'Limit exceeded', status: 422 },
  duplicate_key: { title: 'Key used twice', status: 422 },
  unknown_reference: { title: 'Refers to something that does not exist', status: 422 },
  contradiction: { title: 'Nobody can ever match', status: 422 },
  cycle: { title: 'Goes round in a circle', status: 422 },
  unreachable_step: { title: 'Step can never be reached', status: 422 },
  moment_missing: { title: 'Nothing would ever start this guide', status: 422 },
  goal_missing: { title: 'No goal and no reason why', status: 422 },
  placeholder_without_fallback: { title: 'Placeholder without a fallback', status: 422 },
  tour_too_long: { title: 'Tour has more than five steps', status: 422 },
  no_files: { title: 'No guide files found', status: 422 },
  // ingestion
  invalid_utf8: { title: 'Body is not UTF-8', status: 400 },
  batch_invalid: { title: 'Body is not a batch', status: 400 },
  batch_too_many: { title: 'Too many events in one batch', status: 413 },
  payload_too_large: { title: 'Body too large', status: 413 },
  decompressed_too_large: { title: 'Body too large after decompression', status: 413 },
  unsupported_encoding: { title: 'Content-Encoding not supported', status: 415 },
  event_invalid: { title: 'Event has the wrong shape', status: 400 },
  event_too_large: { title: 'Event too large', status: 400 },
  event_too_deep: { title: 'Properties nested too deeply', status: 400 },
  clock_out_of_range: { title: 'Timestamp far off; kept, and flagged', status: 200 },
  // keys and access
  key_missing: { title: 'No key given', status: 401 },
  key_unknown: { title: 'Unknown key', status: 401 },
  wrong_key_type: { title: 'This kind of key may not do that', status: 403 },
  // requests
  not_found: { title: 'Not found', status: 404 },
  method_not_allowed: { title: 'Method not allowed', status: 405 },
  request_invalid: { title: 'Request has the wrong shape', status: 400 },
  draining: { title: 'Shutting down', status: 503 },
  internal: { title: 'Internal error', status: 500 },
  // operation
  port_taken: { title: 'Port already in use', status: 0 },
  folder_not_writable: { title: 'Folder cannot be written', status: 0 },
  node_too_old: { title: 'Node is too old', status: 0 },
  store_newer: { title: 'Data folder written by a newer version', status: 0 },
  store_damaged: { title: 'Data folder damaged', status: 0 },
  // browser
  option_invalid: { title: 'Option of createFoothold is wrong', status: 0 },
  storage_degraded: { title: 'Browser storage cannot be used; kept in memory', status: 0 },
  event_unserializable: { title: 'Part of an event cannot be sent', status: 0 },
  event_dropped: { title: 'Event dropped', status: 0 },
  host_error: { title: 'A callback of the page threw', status: 0 },
} as const

export type ErrorCode = keyof typeof ERROR_CODES
