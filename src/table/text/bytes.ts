/** Bytes that a text is split at. */
export const FEED = 10;
export const RETURN = 13;
export const TAB = 9;
export const BLANK = 32;
export const QUOTE = 34;
