// Owns the names of what a file of rows can be written in.
export const ROW_FORMATS = ['ndjson', 'csv'] as const
export type RowFormat = (typeof ROW_FORMATS)[number]
