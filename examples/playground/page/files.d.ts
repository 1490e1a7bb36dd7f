declare module '*.csv' {
  const text: string;
  export default text;
}
declare module '*.mns' {
  const bytes: Uint8Array;
  export default bytes;
}
