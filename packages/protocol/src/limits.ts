// Owns every limit that two sides must agree on. Plain numbers only: the browser bundle imports this file.

/** Limits of ingestion, of the browser's store and of authored files. Each is the default of an option of the same name. */
export const LIMITS = {
  /** UTF-8 bytes of one encoded event. @see Segment's 32 KB */
  eventBytes: 32_768,
  /** Nesting of `properties` and `traits`. */
  propertyDepth: 32,
  /** Keys in one object of `properties` or `traits`. */
  propertyKeys: 256,
  /** UTF-8 bytes of one string value. */
  stringBytes: 8_192,
  /** Characters of an event name, a person's, account's or message's id. */
  nameLength: 200,
  batchEvents: 2_000,
  /** Bytes of a batch on the wire, after compression. */
  batchBytes: 524_288,
  /** Bytes of a batch after decompression. */
  batchDecompressedBytes: 5_242_880,
  /** Body of a beacon or keepalive request; below the 64 KiB that a page may have in flight. @see https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
  beaconBytes: 61_440,
  /** What the browser keeps of events that could not be sent; the oldest go first. */
  storeEvents: 10_000,
  /** JSON of all of them, in characters: bytes where it is ASCII. */
  storeBytes: 5_000_000,
  storeAgeMs: 7 * 86_400_000,
  /** A client timestamp further back than this is kept but flagged; one further ahead than `clockAheadMs` becomes that, and is flagged. */
  clockBehindMs: 30 * 86_400_000,
  clockAheadMs: 60_000,
  bundleBytes: 1_048_576,
  guideSteps: 50,
  surveyQuestions: 20,
  surveyOptions: 20,
  /** Characters of an answer in words. */
  answerLength: 4_000,
  sections: 12,
  sectionEntries: 60,
  conditionDepth: 10,
  patternLength: 256,
} as const
