// Owns how texts of the page are compared: as they are seen.

/** Takes out the white space that has no meaning. */
export const squeeze = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim()
